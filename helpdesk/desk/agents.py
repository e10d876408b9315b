"""Agents as the desk shows them to each other: who is there, for what, and with how much to do."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from helpdesk import clock
from helpdesk.handoffs.presence import presence_of
from helpdesk.models import Agent, AgentDepartment, Handoff


def agent_views(
    session: Session, present_for: timedelta, at: datetime | None = None
) -> list[dict[str, Any]]:
    """All active agents by name, with presence and load (assigned and not snoozed)."""
    at = at or clock.now()
    departments: dict[int, list[str]] = {}
    for agent_id, department_id in session.execute(
        select(AgentDepartment.agent_id, AgentDepartment.department_id).order_by(
            AgentDepartment.department_id
        )
    ):
        departments.setdefault(agent_id, []).append(department_id)
    load = (
        select(func.count())
        .where(
            Handoff.agent_id == Agent.id,
            Handoff.state == "assigned",
            Handoff.snoozed_until.is_(None),
        )
        .scalar_subquery()
    )
    rows = session.execute(select(Agent, load).where(Agent.active).order_by(Agent.name, Agent.id))
    return [
        {
            "username": agent.username,
            "name": agent.name,
            "role": agent.role,
            "presence": presence_of(agent, at, present_for),
            "departments": departments.get(agent.id, []),
            "languages": agent.languages,
            "capacity": agent.capacity,
            "load": count,
        }
        for agent, count in rows
    ]


def named(session: Session, agent_ids: set[int]) -> dict[int, dict[str, str]]:
    """User name and name of each of these agents, active or not."""
    if not agent_ids:
        return {}
    found = session.execute(
        select(Agent.id, Agent.username, Agent.name).where(Agent.id.in_(agent_ids))
    )
    return {row.id: {"username": row.username, "name": row.name} for row in found}
