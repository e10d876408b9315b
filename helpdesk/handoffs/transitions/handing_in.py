"""An agent's part ends: release, resolve, and the undo of a resolve."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from helpdesk import clock
from helpdesk.handoffs import capacity, stretches
from helpdesk.handoffs.record import Move, record
from helpdesk.handoffs.refusals import HandoffRefused, NotAssignedToYou, TooLate
from helpdesk.handoffs.states import Actor, HandoffState, Outcome
from helpdesk.handoffs.transitions.guarded import (
    active_agent,
    locked,
    move,
    next_assistant_session,
    require_assigned,
    require_own_or_lead,
)
from helpdesk.models import Agent, Conversation, Handoff, HandoffTransition

UNDO_WITHIN = timedelta(seconds=10)


def release(
    session: Session,
    handoff_id: str,
    agent_id: int | None,
    *,
    actor: Actor = "agent",
    cause: str | None = None,
    at: datetime | None = None,
) -> Handoff:
    """The handoff, waiting again at its old place in the queue.

    Its own agent may, and any lead; without an agent the `actor` (system, timer) does it and
    says the `cause`. Raises UnknownHandoff, NotAssignedToYou, HandoffRefused or Forbidden.
    """
    at = at or clock.now()
    conversation, handoff = locked(session, handoff_id)
    agent = active_agent(session, agent_id) if agent_id is not None else None
    require_assigned(handoff)
    if agent is not None:
        require_own_or_lead(handoff, agent)
    details: dict[str, Any] = {"from_agent_id": handoff.agent_id}
    if cause is not None:
        details["cause"] = cause
    made = Move(
        verb="release", actor=actor, at=at, from_state="assigned", agent=agent, details=details
    )
    _take_back(session, conversation, handoff, at, state="waiting")
    record(session, conversation, handoff, made)
    return handoff


def resolve(
    session: Session,
    handoff_id: str,
    agent_id: int,
    *,
    outcome: Outcome = "solved",
    note: str = "",
    at: datetime | None = None,
) -> Handoff:
    """The handoff, resolved; the bot answers again, in a session of its own.

    Its own agent may, and any lead. Raises UnknownHandoff, NotAssignedToYou or HandoffRefused.
    """
    at = at or clock.now()
    conversation, handoff = locked(session, handoff_id)
    agent = active_agent(session, agent_id)
    require_assigned(handoff)
    require_own_or_lead(handoff, agent)
    _resolve(session, conversation, handoff, agent, outcome, note, at)
    return handoff


def resolve_as_merged(
    session: Session, conversation: Conversation, handoff: Handoff, agent: Agent, at: datetime
) -> None:
    """End the open handoff of a conversation that goes on in another one.

    The caller has locked the conversation. Raises NotAssignedToYou where another agent has it.
    """
    if handoff.state == "assigned":
        require_own_or_lead(handoff, agent)
    _resolve(session, conversation, handoff, agent, "merged", "", at)


def undo_resolve(
    session: Session, handoff_id: str, agent_id: int, *, at: datetime | None = None
) -> Handoff:
    """The handoff this agent resolved a moment ago, assigned to them again.

    Raises UnknownHandoff, NotAssignedToYou (somebody else resolved it), TooLate (ten seconds, or
    an event in the conversation, came between) or HandoffRefused.
    """
    at = at or clock.now()
    conversation, handoff = locked(session, handoff_id)
    agent = active_agent(session, agent_id)
    if handoff.state != "resolved" or handoff.outcome == "merged":
        raise HandoffRefused
    resolved = _last_transition(session, handoff)
    if resolved.agent_id != agent.id:
        raise NotAssignedToYou("Only who resolved the conversation can undo it.")
    is_late = at - resolved.created_at > UNDO_WITHIN
    went_on = conversation.last_sequence != resolved.event_sequence
    if is_late or went_on or conversation.state != "open":
        raise TooLate
    move(
        session,
        handoff,
        "resolved",
        state="assigned",
        agent_id=agent.id,
        resolved_at=None,
        outcome=None,
        updated_at=at,
    )
    stretches.start(session, conversation, handoff, agent, at)
    made = Move(verb="undo", actor="agent", at=at, from_state="resolved", agent=agent)
    record(session, conversation, handoff, made)
    return handoff


def undo_merge(
    session: Session,
    conversation: Conversation,
    handoff_id: str,
    agent: Agent | None,
    *,
    at: datetime,
    agent_present_for: timedelta,
) -> None:
    """Open the handoff again that was resolved as merged.

    It is its agent's, if it had one who is there and has room, else at its old place in the
    queue. The caller has locked the conversation; without an agent the system does it. Raises
    HandoffRefused.
    """
    handoff = session.get_one(Handoff, handoff_id, populate_existing=True)
    was_assigned = _last_transition(session, handoff).from_state == "assigned"
    owner_id = handoff.last_agent_id if was_assigned else None
    owner = capacity.agent_with_room(session, owner_id, at, agent_present_for)
    move(
        session,
        handoff,
        "resolved",
        state="assigned" if owner else "waiting",
        agent_id=owner.id if owner else None,
        resolved_at=None,
        outcome=None,
        updated_at=at,
    )
    if owner is not None:
        stretches.start(session, conversation, handoff, owner, at)
    made = Move(
        verb="undo",
        actor="agent" if agent else "system",
        at=at,
        from_state="resolved",
        agent=agent,
        details={"cause": "unmerged"},
    )
    record(session, conversation, handoff, made)


def _last_transition(session: Session, handoff: Handoff) -> HandoffTransition:
    return session.scalars(
        select(HandoffTransition)
        .where(HandoffTransition.handoff_id == handoff.id)
        .order_by(HandoffTransition.id.desc())
        .limit(1)
    ).one()


def _resolve(
    session: Session,
    conversation: Conversation,
    handoff: Handoff,
    agent: Agent,
    outcome: Outcome,
    note: str,
    at: datetime,
) -> None:
    from_state: HandoffState = "assigned" if handoff.state == "assigned" else "waiting"
    details: dict[str, Any] = {"outcome": outcome}
    if outcome == "merged":
        details["cause"] = "merged"
    if note:
        details["note"] = note
    next_assistant_session(conversation)
    values = {"resolved_at": at, "outcome": outcome}
    _take_back(session, conversation, handoff, at, state="resolved", **values)
    made = Move(
        verb="resolve", actor="agent", at=at, from_state=from_state, agent=agent, details=details
    )
    record(session, conversation, handoff, made)


def _take_back(
    session: Session, conversation: Conversation, handoff: Handoff, at: datetime, **values: Any
) -> None:
    """Move it away from its agent, if it has one, whose stretch ends."""
    if handoff.state == "waiting":
        move(session, handoff, "waiting", updated_at=at, **values)
        return
    values |= {"agent_id": None, "last_agent_id": handoff.agent_id, "snoozed_until": None}
    move(session, handoff, "assigned", updated_at=at, **values)
    stretches.end(session, conversation, handoff, at)
