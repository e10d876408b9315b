"""The handoff's transitions, each guarded where it happens: in the UPDATE's own condition.

Every verb runs inside the caller's write transaction, locks the conversation first, and writes
the handoff, its stretch, one `handoff_transition` row and one event of the log, or raises and
leaves nothing behind once the caller's transaction is rolled back.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from helpdesk import clock, routing
from helpdesk.conversations import log
from helpdesk.handoffs import capacity, stretches
from helpdesk.handoffs.order import rank_at
from helpdesk.handoffs.record import Move, Need, record
from helpdesk.handoffs.refusals import (
    AlreadyClaimed,
    AtCapacity,
    HandoffRefused,
    NotAssignedToYou,
    UnknownHandoff,
)
from helpdesk.handoffs.states import OPEN_STATES, Actor, HandoffState, InCharge, Verb
from helpdesk.models import Conversation, Handoff

# a need is the same need for so long; after it the customer begins with the bot again
SAME_NEED_FOR = timedelta(hours=24)
AGENT_PRESENT_FOR = timedelta(seconds=60)


# put together once: every message asks who is in charge
_LATEST = (
    select(Handoff)
    .where(Handoff.conversation_id == bindparam("conversation_id"))
    .order_by(Handoff.requested_at.desc(), Handoff.id)
    .limit(1)
)


def latest(session: Session, conversation_id: str) -> Handoff | None:
    """The conversation's newest handoff, whatever its state."""
    return session.scalars(
        _LATEST,
        {"conversation_id": conversation_id},
        execution_options={"populate_existing": True},
    ).one_or_none()


def in_charge(handoff: Handoff | None) -> InCharge:
    """Who answers in a conversation whose newest handoff this is."""
    if handoff is None or handoff.state not in OPEN_STATES:
        return "bot"
    return "agent" if handoff.state == "assigned" else "queue"


def may_return(handoff: Handoff, at: datetime) -> bool:
    """Whether a customer who comes back now finds the old place in the queue again."""
    return handoff.state == "abandoned" and at - handoff.updated_at <= SAME_NEED_FOR


def request(
    session: Session,
    conversation: Conversation,
    need: Need,
    *,
    at: datetime | None = None,
    agent_present_for: timedelta = AGENT_PRESENT_FOR,
) -> Handoff:
    """The conversation's open handoff: the one there is, an old one taken up again, or a new one.

    One abandoned within 24 hours returns to its place; one resolved within 24 hours is reopened,
    for its agent if seen within `agent_present_for`. The caller has locked the conversation.
    """
    at = at or clock.now()
    handoff = latest(session, conversation.id)
    if handoff is not None and handoff.state in OPEN_STATES:
        return handoff
    if handoff is not None and may_return(handoff, at):
        return return_to_queue(session, conversation, handoff, actor=need.actor, at=at, need=need)
    if (
        handoff is not None
        and handoff.resolved_at is not None
        and at - handoff.resolved_at <= SAME_NEED_FOR
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
        rank_at=rank_at(at, 0),
        updated_at=at,
    )
    session.add(handoff)
    session.flush()
    routing.route(session, conversation, handoff, at)
    record(
        session,
        conversation,
        handoff,
        Move(verb="request", actor=need.actor, at=at, from_state=None, need=need),
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
    agent = capacity.locked_agent(session, agent_id)
    if handoff.state == "waiting" and not capacity.has_room(session, agent):
        raise AtCapacity
    _move(session, handoff, "waiting", state="assigned", agent_id=agent.id, updated_at=at)
    stretches.start(session, conversation, handoff, agent, at)
    record(
        session,
        conversation,
        handoff,
        Move(verb="claim", actor="agent", at=at, from_state="waiting", agent=agent),
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
    """The waiting handoff, abandoned: its customer has gone. Raises HandoffRefused.

    Should the customer not be back in time, the bot answers, in a session of its own.
    """
    at = at or clock.now()
    conversation, handoff = _locked(session, handoff_id)
    _next_assistant_session(conversation)
    _move(session, handoff, "waiting", state="abandoned", updated_at=at)
    record(
        session,
        conversation,
        handoff,
        Move(verb="abandon", actor="timer", at=at, from_state="waiting"),
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
    move = Move(verb="return", actor=actor, at=at, from_state="abandoned", need=need)
    record(session, conversation, handoff, move)
    return handoff


def _hand_in(session: Session, handoff_id: str, agent_id: int, verb: Verb, at: datetime) -> Handoff:
    conversation, handoff = _locked(session, handoff_id)
    agent = capacity.locked_agent(session, agent_id)
    if handoff.state == "assigned" and handoff.agent_id != agent.id and agent.role == "agent":
        raise NotAssignedToYou
    values: dict[str, Any] = {"agent_id": None, "updated_at": at}
    values["last_agent_id"] = handoff.agent_id
    if verb == "resolve":
        values |= {"state": "resolved", "resolved_at": at}
        _next_assistant_session(conversation)
    else:
        values |= {"state": "waiting"}
    _move(session, handoff, "assigned", **values)
    stretches.end(session, conversation, handoff, at)
    move = Move(verb=verb, actor="agent", at=at, from_state="assigned", agent=agent)
    record(session, conversation, handoff, move)
    return handoff


def _reopen(
    session: Session,
    conversation: Conversation,
    handoff: Handoff,
    need: Need,
    at: datetime,
    present_for: timedelta,
) -> Handoff:
    agent = capacity.agent_with_room(session, handoff.last_agent_id, at, present_for)
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
        rank_at=rank_at(at, handoff.priority),
        resolved_at=None,
        updated_at=at,
    )
    routing.route(session, conversation, handoff, at)
    if agent is not None:
        stretches.start(session, conversation, handoff, agent, at)
    move = Move(
        verb="reopen", actor=need.actor, at=at, from_state="resolved", agent=agent, need=need
    )
    record(session, conversation, handoff, move)
    return handoff


def _next_assistant_session(conversation: Conversation) -> None:
    conversation.assistant_session += 1
    conversation.assistant_session_turns = 0


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
