"""Which agent may take one more conversation, asked with the agent's row locked."""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from helpdesk.errors import Forbidden
from helpdesk.models import Agent, Handoff


def locked_agent(session: Session, agent_id: int) -> Agent:
    """The active agent, locked until the transaction ends; raises Forbidden for any other."""
    agent = session.scalars(
        select(Agent).where(Agent.id == agent_id).with_for_update(),
        execution_options={"populate_existing": True},
    ).one_or_none()
    if agent is None or not agent.active:
        raise Forbidden("This agent may not take conversations.")
    return agent


def has_room(session: Session, agent: Agent) -> bool:
    """Whether the agent, whose row is locked, has fewer conversations than the capacity."""
    assigned = session.scalar(
        select(func.count()).where(Handoff.agent_id == agent.id, Handoff.state == "assigned")
    )
    return (assigned or 0) < agent.capacity


def agent_with_room(
    session: Session, agent_id: int | None, at: datetime, present_for: timedelta
) -> Agent | None:
    """The agent, if seen within `present_for` and with room; else None."""
    if agent_id is None:
        return None
    try:
        agent = locked_agent(session, agent_id)
    except Forbidden:
        return None
    present = agent.seen_at is not None and at - agent.seen_at <= present_for
    return agent if present and has_room(session, agent) else None
