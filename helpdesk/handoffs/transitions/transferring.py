"""A handoff is passed on: to another agent, or to a department's queue."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from helpdesk import clock
from helpdesk.errors import FieldError, Forbidden
from helpdesk.handoffs import capacity, stretches
from helpdesk.handoffs.presence import AGENT_PRESENT_FOR, presence_of
from helpdesk.handoffs.record import Move, record
from helpdesk.handoffs.refusals import (
    AgentAbsent,
    AtCapacityOfOther,
    HandoffRefused,
    UnknownTarget,
)
from helpdesk.handoffs.transitions.guarded import (
    active_agent,
    active_department,
    locked,
    move,
    require_assigned,
    require_own_or_lead,
)
from helpdesk.models import Agent, Conversation, Handoff, PrivateNote
from helpdesk.notices import notify


def transfer_to_agent(
    session: Session,
    handoff_id: str,
    agent_id: int,
    to_agent_id: int,
    *,
    note: str = "",
    at: datetime | None = None,
    agent_present_for: timedelta = AGENT_PRESENT_FOR,
) -> Handoff:
    """The handoff, assigned to the other agent, who gets a notice; a snoozed one is awake.

    Its own agent may, and any lead; only a lead leaves it to an agent who is offline. Raises
    UnknownHandoff, UnknownTarget, NotAssignedToYou, AgentAbsent, AtCapacityOfOther or
    HandoffRefused.
    """
    at = at or clock.now()
    conversation, handoff, agent = _passed_on(session, handoff_id, agent_id)
    other = _receiver(session, to_agent_id)
    if other.id == handoff.agent_id:
        raise HandoffRefused("The conversation is theirs already.")
    if presence_of(other, at, agent_present_for) == "offline" and agent.role == "agent":
        raise AgentAbsent
    if not capacity.has_room(session, other):
        raise AtCapacityOfOther
    details = {"from_agent_id": handoff.agent_id, "to_agent_id": other.id}
    _end_stretch(session, conversation, handoff, at, agent_id=other.id)
    stretches.start(session, conversation, handoff, other, at)
    _record(session, conversation, handoff, agent, details, note, at)
    notify(
        session,
        other.id,
        "transferred",
        conversation_id=conversation.id,
        handoff_id=handoff.id,
        details={"from": agent.name, "note": note},
    )
    return handoff


def transfer_to_department(
    session: Session,
    handoff_id: str,
    agent_id: int,
    department_id: str,
    *,
    note: str = "",
    at: datetime | None = None,
) -> Handoff:
    """The handoff, waiting in that department's queue since when it first waited.

    Its own agent may, and any lead. Raises UnknownHandoff, UnknownTarget, NotAssignedToYou or
    HandoffRefused.
    """
    at = at or clock.now()
    conversation, handoff, agent = _passed_on(session, handoff_id, agent_id)
    department = active_department(session, department_id)
    details = {"from_agent_id": handoff.agent_id, "department_id": department.id}
    values = {"state": "waiting", "agent_id": None, "department_id": department.id}
    _end_stretch(session, conversation, handoff, at, **values)
    _record(session, conversation, handoff, agent, details, note, at)
    return handoff


def _passed_on(
    session: Session, handoff_id: str, agent_id: int
) -> tuple[Conversation, Handoff, Agent]:
    conversation, handoff = locked(session, handoff_id)
    agent = active_agent(session, agent_id)
    require_assigned(handoff)
    require_own_or_lead(handoff, agent)
    return conversation, handoff, agent


def _receiver(session: Session, agent_id: int) -> Agent:
    try:
        return capacity.locked_agent(session, agent_id)
    except Forbidden:
        unknown = FieldError(field="to_agent", reason="is unknown or not active")
        raise UnknownTarget(fields=[unknown]) from None


def _end_stretch(
    session: Session, conversation: Conversation, handoff: Handoff, at: datetime, **values: Any
) -> None:
    stretches.end(session, conversation, handoff, at)
    values |= {"last_agent_id": handoff.agent_id, "snoozed_until": None}
    move(session, handoff, "assigned", updated_at=at, **values)


def _record(
    session: Session,
    conversation: Conversation,
    handoff: Handoff,
    agent: Agent,
    details: dict[str, Any],
    note: str,
    at: datetime,
) -> None:
    if note:
        details["note"] = note
    made = Move(
        verb="transfer", actor="agent", at=at, from_state="assigned", agent=agent, details=details
    )
    record(session, conversation, handoff, made)
    if note:
        session.add(
            PrivateNote(
                conversation_id=conversation.id,
                after_sequence=conversation.last_sequence,
                agent_id=agent.id,
                text=note,
                created_at=at,
            )
        )
