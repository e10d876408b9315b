"""A handoff gets its agent: claim, automatic assignment, take over."""

from datetime import datetime

from sqlalchemy.orm import Session

from helpdesk import clock
from helpdesk.handoffs import capacity, stretches
from helpdesk.handoffs.record import Move, record
from helpdesk.handoffs.refusals import AtCapacity, HandoffRefused, NotAssignedToYou
from helpdesk.handoffs.transitions.guarded import locked, move, require_assigned
from helpdesk.models import Agent, Conversation, Handoff


def claim(
    session: Session, handoff_id: str, agent_id: int, *, at: datetime | None = None
) -> Handoff:
    """The waiting handoff, now assigned to this agent.

    Raises UnknownHandoff, AlreadyClaimed, AtCapacity, HandoffRefused (``wrong_state``) or
    Forbidden (the agent is not active).
    """
    at = at or clock.now()
    conversation, handoff = locked(session, handoff_id)
    agent = capacity.locked_agent(session, agent_id)
    if handoff.state == "waiting" and not capacity.has_room(session, agent):
        raise AtCapacity
    made = Move(verb="claim", actor="agent", at=at, from_state="waiting", agent=agent)
    _give(session, conversation, handoff, agent, made)
    return handoff


def assign(
    session: Session, conversation: Conversation, handoff: Handoff, agent: Agent, at: datetime
) -> None:
    """Give the waiting handoff to this agent, as the system does.

    The caller has locked the conversation and the agent, who fits and has room. Raises
    HandoffRefused.
    """
    details = {"cause": "assigned", "to_agent_id": agent.id}
    made = Move(
        verb="claim", actor="system", at=at, from_state="waiting", agent=agent, details=details
    )
    _give(session, conversation, handoff, agent, made)


def take_over(
    session: Session, handoff_id: str, agent_id: int, *, at: datetime | None = None
) -> Handoff:
    """The handoff somebody else had, now assigned to this lead; a snoozed one is awake.

    Raises UnknownHandoff, NotAssignedToYou (no lead), AtCapacity or HandoffRefused (it waits, is
    over, or is the lead's own already).
    """
    at = at or clock.now()
    conversation, handoff = locked(session, handoff_id)
    lead = capacity.locked_agent(session, agent_id)
    if lead.role == "agent":
        raise NotAssignedToYou("Only a lead may take a conversation over.")
    require_assigned(handoff)
    if handoff.agent_id == lead.id:
        raise HandoffRefused("The conversation is yours already.")
    if not capacity.has_room(session, lead):
        raise AtCapacity
    details = {"from_agent_id": handoff.agent_id}
    stretches.end(session, conversation, handoff, at)
    values = {"last_agent_id": handoff.agent_id, "snoozed_until": None}
    move(session, handoff, "assigned", agent_id=lead.id, updated_at=at, **values)
    stretches.start(session, conversation, handoff, lead, at)
    made = Move(
        verb="take_over", actor="agent", at=at, from_state="assigned", agent=lead, details=details
    )
    record(session, conversation, handoff, made)
    return handoff


def _give(
    session: Session, conversation: Conversation, handoff: Handoff, agent: Agent, made: Move
) -> None:
    move(session, handoff, "waiting", state="assigned", agent_id=agent.id, updated_at=made.at)
    stretches.start(session, conversation, handoff, agent, made.at)
    record(session, conversation, handoff, made)
