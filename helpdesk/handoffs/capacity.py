"""Which agent may take one more conversation, asked with the agent's row locked."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from helpdesk.errors import Forbidden
from helpdesk.handoffs.presence import presence_of
from helpdesk.models import Agent, Handoff


def locked_agent(session: Session, agent_id: int) -> Agent:
    """The active agent, locked until the transaction ends; raises Forbidden for any other."""
    agent = session.scalars(
        # without the key: rows that name the agent may be written meanwhile, so two transfers
        # between the same two agents do not wait for each other
        select(Agent).where(Agent.id == agent_id).with_for_update(key_share=True),
        execution_options={"populate_existing": True},
    ).one_or_none()
    if agent is None or not agent.active:
        raise Forbidden("This agent may not take conversations.")
    return agent


def takes_room() -> ColumnElement[bool]:
    """The condition under which a handoff counts towards its agent's capacity."""
    return and_(Handoff.state == "assigned", Handoff.snoozed_until.is_(None))


def has_room(session: Session, agent: Agent) -> bool:
    """Whether the agent, whose row is locked, has fewer conversations than the capacity."""
    taken = session.scalar(select(func.count()).where(Handoff.agent_id == agent.id, takes_room()))
    return (taken or 0) < agent.capacity


def agent_with_room(
    session: Session, agent_id: int | None, at: datetime, present_for: timedelta
) -> Agent | None:
    """The agent, locked, if there (online or busy) and with room; else None."""
    if agent_id is None:
        return None
    try:
        agent = locked_agent(session, agent_id)
    except Forbidden:
        return None
    is_there = presence_of(agent, at, present_for) in ("online", "busy")
    return agent if is_there and has_room(session, agent) else None
