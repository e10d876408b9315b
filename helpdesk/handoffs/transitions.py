"""The handoff's transitions, each guarded where it happens: in the UPDATE's own condition.

Every verb runs inside the caller's write transaction, locks the conversation first, and writes
the handoff, its stretch, one `handoff_transition` row and one event of the log, or raises and
leaves nothing behind once the caller's transaction is rolled back.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from helpdesk import clock
from helpdesk.conversations import log
from helpdesk.database import announce
from helpdesk.errors import Conflict, Forbidden, NotFound
from helpdesk.handoffs.states import (
    EVENT_KINDS,
    OPEN_STATES,
    Actor,
    HandoffState,
    InCharge,
    Reason,
    Verb,
)
from helpdesk.models import Agent, Conversation, Handoff, HandoffTransition, HumanStretch
from helpdesk.streams.wakeups import HANDOFFS

REOPEN_WITHIN = timedelta(hours=24)
AGENT_PRESENT_FOR = timedelta(seconds=60)

_AUTHORS: dict[Actor, log.Author] = {
    "agent": "agent",
    "assistant": "bot",
    "customer": "customer",
    "system": "system",
    "timer": "system",
}


class UnknownHandoff(NotFound):
    """There is no such handoff."""

    code = "unknown_handoff"


class HandoffRefused(Conflict):
    """The handoff is not in a state that allows this; nothing changed."""

    code = "wrong_state"


class AlreadyClaimed(HandoffRefused):
    """Another agent was faster: the handoff is already claimed."""

    code = "already_claimed"


class NotAssignedToYou(HandoffRefused):
    """The handoff is assigned to another agent."""

    code = "not_assigned_to_you"


class AtCapacity(HandoffRefused):
    """You have as many conversations as your capacity allows. Resolve or release one first."""

    code = "at_capacity"


@dataclass(frozen=True, kw_only=True)
class Need:
    """Why a human is needed: the reason, who says so, and what speaks for it."""

    reason: Reason
    actor: Actor
    evidence: dict[str, Any] = field(default_factory=dict)
    client_request_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class _Move:
    """What a transition records beside the handoff's new state."""

    verb: Verb
    actor: Actor
    at: datetime
    from_state: HandoffState | None
    agent: Agent | None = None
    need: Need | None = None


def latest(session: Session, conversation_id: str) -> Handoff | None:
    """The conversation's newest handoff, whatever its state."""
    return session.scalars(
        select(Handoff)
        .where(Handoff.conversation_id == conversation_id)
        .order_by(Handoff.requested_at.desc(), Handoff.id)
        .limit(1),
        execution_options={"populate_existing": True},
    ).one_or_none()


def in_charge(handoff: Handoff | None) -> InCharge:
    """Who answers in a conversation whose newest handoff this is."""
    if handoff is None or handoff.state not in OPEN_STATES:
        return "bot"
    return "agent" if handoff.state == "assigned" else "queue"


def request(
    session: Session,
    conversation: Conversation,
    need: Need,
    *,
    at: datetime | None = None,
    agent_present_for: timedelta = AGENT_PRESENT_FOR,
) -> Handoff:
    """The conversation's open handoff: the one there is, an old one taken up again, or a new one.

    An abandoned one returns to its place; one resolved within 24 hours is reopened. The caller
    has locked the conversation.
    """
    at = at or clock.now()
    handoff = latest(session, conversation.id)
    if handoff is not None and handoff.state in OPEN_STATES:
        return handoff
    if handoff is not None and handoff.state == "abandoned":
        return return_to_queue(session, conversation, handoff, actor=need.actor, at=at, need=need)
    if (
        handoff is not None
        and handoff.resolved_at is not None
        and at - handoff.resolved_at <= REOPEN_WITHIN
    ):
        return _reopen(session, conversation, handoff, need, at, agent_present_for)
    question = log.last_message(session, conversation.id, "customer")
    handoff = Handoff(
        id=str(uuid4()),
        conversation_id=conversation.id,
        state="waiting",
        reason=need.reason,
        evidence=need.evidence,
        question=log.text_of(question) if question else None,
        requested_at=at,
        waiting_since=at,
        updated_at=at,
    )
    session.add(handoff)
    session.flush()
    _record(
        session,
        conversation,
        handoff,
        _Move(verb="request", actor=need.actor, at=at, from_state=None, need=need),
    )
    return handoff


def claim(
    session: Session, handoff_id: str, agent_id: int, *, at: datetime | None = None
) -> Handoff:
    """The waiting handoff, now assigned to this agent.

    Raises UnknownHandoff, AlreadyClaimed, AtCapacity, HandoffRefused (``wrong_state``) or
    Forbidden (the agent is not active).
    """
    at = at or clock.now()
    conversation, handoff = _locked(session, handoff_id)
    agent = _locked_agent(session, agent_id)
    if handoff.state == "waiting" and not _has_room(session, agent):
        raise AtCapacity
    _move(session, handoff, "waiting", state="assigned", agent_id=agent.id, updated_at=at)
    _start_stretch(session, conversation, handoff, agent, at)
    _record(
        session,
        conversation,
        handoff,
        _Move(verb="claim", actor="agent", at=at, from_state="waiting", agent=agent),
    )
    return handoff


def release(
    session: Session, handoff_id: str, agent_id: int, *, at: datetime | None = None
) -> Handoff:
    """The handoff, waiting again at its old place in the queue.

    Its own agent may, and any lead. Raises UnknownHandoff, NotAssignedToYou or HandoffRefused.
    """
    return _hand_in(session, handoff_id, agent_id, "release", at or clock.now())


def resolve(
    session: Session, handoff_id: str, agent_id: int, *, at: datetime | None = None
) -> Handoff:
    """The handoff, resolved; the bot answers again, in a session of its own.

    Its own agent may, and any lead. Raises UnknownHandoff, NotAssignedToYou or HandoffRefused.
    """
    return _hand_in(session, handoff_id, agent_id, "resolve", at or clock.now())


def abandon(session: Session, handoff_id: str, *, at: datetime | None = None) -> Handoff:
    """The waiting handoff, abandoned: its customer has gone. Raises HandoffRefused."""
    at = at or clock.now()
    conversation, handoff = _locked(session, handoff_id)
    _move(session, handoff, "waiting", state="abandoned", updated_at=at)
    _record(
        session,
        conversation,
        handoff,
        _Move(verb="abandon", actor="timer", at=at, from_state="waiting"),
    )
    return handoff


def return_to_queue(
    session: Session,
    conversation: Conversation,
    handoff: Handoff,
    *,
    actor: Actor,
    at: datetime,
    need: Need | None = None,
) -> Handoff:
    """The abandoned handoff, waiting again since when it first waited.

    The caller has locked the conversation. Raises HandoffRefused.
    """
    _move(session, handoff, "abandoned", state="waiting", updated_at=at)
    move = _Move(verb="return", actor=actor, at=at, from_state="abandoned", need=need)
    _record(session, conversation, handoff, move)
    return handoff


def _hand_in(session: Session, handoff_id: str, agent_id: int, verb: Verb, at: datetime) -> Handoff:
    conversation, handoff = _locked(session, handoff_id)
    agent = _locked_agent(session, agent_id)
    if handoff.state == "assigned" and handoff.agent_id != agent.id and agent.role != "lead":
        raise NotAssignedToYou
    values: dict[str, Any] = {"agent_id": None, "updated_at": at}
    values["last_agent_id"] = handoff.agent_id
    if verb == "resolve":
        values |= {"state": "resolved", "resolved_at": at}
        conversation.assistant_session += 1
        conversation.assistant_session_turns = 0
    else:
        values |= {"state": "waiting"}
    _move(session, handoff, "assigned", **values)
    _end_stretch(session, conversation, handoff, at)
    move = _Move(verb=verb, actor="agent", at=at, from_state="assigned", agent=agent)
    _record(session, conversation, handoff, move)
    return handoff


def _reopen(
    session: Session,
    conversation: Conversation,
    handoff: Handoff,
    need: Need,
    at: datetime,
    present_for: timedelta,
) -> Handoff:
    agent = _agent_with_room(session, handoff.last_agent_id, at, present_for)
    question = log.last_message(session, conversation.id, "customer")
    _move(
        session,
        handoff,
        "resolved",
        state="assigned" if agent else "waiting",
        agent_id=agent.id if agent else None,
        reason=need.reason,
        evidence=need.evidence,
        question=log.text_of(question) if question else handoff.question,
        waiting_since=at,
        resolved_at=None,
        updated_at=at,
    )
    if agent is not None:
        _start_stretch(session, conversation, handoff, agent, at)
    move = _Move(
        verb="reopen", actor=need.actor, at=at, from_state="resolved", agent=agent, need=need
    )
    _record(session, conversation, handoff, move)
    return handoff


def _locked(session: Session, handoff_id: str) -> tuple[Conversation, Handoff]:
    if "\x00" in handoff_id:  # PostgreSQL takes no NUL, which an address can carry
        raise UnknownHandoff
    conversation_id = session.scalar(
        select(Handoff.conversation_id).where(Handoff.id == handoff_id)
    )
    if conversation_id is None:
        raise UnknownHandoff
    conversation = log.lock(session, conversation_id)
    handoff = session.get_one(Handoff, handoff_id, populate_existing=True)
    return conversation, handoff


def _locked_agent(session: Session, agent_id: int) -> Agent:
    agent = session.scalars(
        select(Agent).where(Agent.id == agent_id).with_for_update(),
        execution_options={"populate_existing": True},
    ).one_or_none()
    if agent is None or not agent.active:
        raise Forbidden("This agent may not take conversations.")
    return agent


def _has_room(session: Session, agent: Agent) -> bool:
    """Whether the agent, whose row is locked, has fewer conversations than the capacity."""
    assigned = session.scalar(
        select(func.count()).where(Handoff.agent_id == agent.id, Handoff.state == "assigned")
    )
    return (assigned or 0) < agent.capacity


def _agent_with_room(
    session: Session, agent_id: int | None, at: datetime, present_for: timedelta
) -> Agent | None:
    if agent_id is None:
        return None
    try:
        agent = _locked_agent(session, agent_id)
    except Forbidden:
        return None
    present = agent.seen_at is not None and at - agent.seen_at <= present_for
    return agent if present and _has_room(session, agent) else None


def _move(session: Session, handoff: Handoff, from_state: HandoffState, **values: Any) -> None:
    moved = session.execute(
        update(Handoff)
        .where(Handoff.id == handoff.id, Handoff.state == from_state)
        .values(**values)
        .returning(Handoff.id)
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()
    session.refresh(handoff)
    if moved is None:
        if from_state == "waiting" and handoff.state == "assigned":
            raise AlreadyClaimed
        raise HandoffRefused


def _start_stretch(
    session: Session, conversation: Conversation, handoff: Handoff, agent: Agent, at: datetime
) -> None:
    session.add(
        HumanStretch(
            handoff_id=handoff.id,
            conversation_id=conversation.id,
            agent_id=agent.id,
            start_sequence=conversation.last_sequence + 1,
            started_at=at,
        )
    )


def _end_stretch(
    session: Session, conversation: Conversation, handoff: Handoff, at: datetime
) -> None:
    ended = session.execute(
        update(HumanStretch)
        .where(HumanStretch.handoff_id == handoff.id, HumanStretch.ended_at.is_(None))
        .values(ended_at=at, end_sequence=conversation.last_sequence + 1)
        .returning(HumanStretch.id)
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()
    assert ended is not None, "an assigned handoff without a current stretch"


def _record(session: Session, conversation: Conversation, handoff: Handoff, move: _Move) -> None:
    event = log.append(
        session,
        conversation,
        kind=EVENT_KINDS[move.verb],
        author=_AUTHORS[move.actor],
        agent=move.agent,
        at=move.at,
        client_message_id=move.need.client_request_id if move.need else None,
        handoff={"id": handoff.id, "state": handoff.state, "reason": handoff.reason},
    )
    session.add(
        HandoffTransition(
            handoff_id=handoff.id,
            conversation_id=conversation.id,
            event_sequence=event.sequence,
            verb=move.verb,
            from_state=move.from_state,
            to_state=handoff.state,
            actor=move.actor,
            agent_id=move.agent.id if move.agent else None,
            reason=move.need.reason if move.need else None,
            evidence=move.need.evidence if move.need else None,
            created_at=move.at,
        )
    )
    session.flush()
    announce(session, HANDOFFS)
