"""People as the leads' page shows them."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from helpdesk import clock
from helpdesk.agents.accounts import departments_of
from helpdesk.agents.attempts import locked_names
from helpdesk.handoffs.capacity import takes_room
from helpdesk.handoffs.presence import presence_of
from helpdesk.models import Agent, AgentDepartment, Handoff


def listed(session: Session, present_for: timedelta) -> list[dict[str, Any]]:
    """Everybody by name, with presence, load and whether a sign-in of theirs must wait."""
    departments: dict[int, list[str]] = {}
    for row in session.execute(
        select(AgentDepartment.agent_id, AgentDepartment.department_id).order_by(
            AgentDepartment.department_id
        )
    ):
        departments.setdefault(row.agent_id, []).append(row.department_id)
    loads: dict[int | None, int] = {}
    for agent_id in session.scalars(select(Handoff.agent_id).where(takes_room())):
        loads[agent_id] = loads.get(agent_id, 0) + 1
    locked = locked_names(session)
    now = clock.now()
    return [
        {
            **_settings_of(agent, departments.get(agent.id, [])),
            "presence": presence_of(agent, now, present_for),
            "load": loads.get(agent.id, 0),
            "created_at": clock.rfc3339(agent.created_at),
            "last_seen_at": clock.rfc3339(agent.seen_at) if agent.seen_at else None,
            "locked": agent.username in locked,
        }
        for agent in session.scalars(select(Agent).order_by(Agent.name, Agent.id))
    ]


def settings_view(session: Session, agent: Agent) -> dict[str, Any]:
    """What leads set of a person; nothing secret is among it."""
    return _settings_of(agent, departments_of(session, agent.id))


def _settings_of(agent: Agent, departments: list[str]) -> dict[str, Any]:
    return {
        "username": agent.username,
        "name": agent.name,
        "role": agent.role,
        "active": agent.active,
        "capacity": agent.capacity,
        "departments": departments,
        "languages": agent.languages,
    }
