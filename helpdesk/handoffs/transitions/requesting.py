"""A human is needed, needed again, or no longer waited for: request, reopen, return, abandon."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy.orm import Session

from helpdesk import clock, routing
from helpdesk.conversations import log
from helpdesk.handoffs import capacity, stretches
from helpdesk.handoffs.current import latest, may_reopen, may_return
from helpdesk.handoffs.order import rank_at
from helpdesk.handoffs.presence import AGENT_PRESENT_FOR
from helpdesk.handoffs.record import Move, Need, record
from helpdesk.handoffs.refusals import HandoffRefused
from helpdesk.handoffs.states import OPEN_STATES, Actor
from helpdesk.handoffs.transitions.guarded import locked, move, next_assistant_session
from helpdesk.models import Conversation, Handoff


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
    for its agent if seen within `agent_present_for`. A need of the channel ``email`` makes the
    open one answered by e-mail, too. The caller has locked the conversation.
    """
    at = at or clock.now()
    handoff = latest(session, conversation.id)
    if handoff is not None and may_return(handoff, at):
        return_to_queue(session, conversation, handoff, actor=need.actor, at=at, need=need)
    elif handoff is not None and may_reopen(handoff, at):
        return _reopen(session, conversation, handoff, need, at, agent_present_for)
    elif handoff is None or handoff.state not in OPEN_STATES:
        return _request(session, conversation, need, at)
    if need.channel == "email" and handoff.channel == "chat":
        _answer_by_email(session, conversation, handoff, need, at)
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
    move(session, handoff, "abandoned", state="waiting", updated_at=at)
    made = Move(verb="return", actor=actor, at=at, from_state="abandoned", need=need)
    record(session, conversation, handoff, made)
    return handoff


def abandon(session: Session, handoff_id: str, *, at: datetime | None = None) -> Handoff:
    """The waiting chat, abandoned: its customer has gone. Raises HandoffRefused.

    Should the customer not be back in time, the bot answers, in a session of its own.
    """
    at = at or clock.now()
    conversation, handoff = locked(session, handoff_id)
    if handoff.channel != "chat":
        raise HandoffRefused("Whoever is answered by e-mail need not wait on the page.")
    next_assistant_session(conversation)
    move(session, handoff, "waiting", state="abandoned", updated_at=at)
    made = Move(verb="abandon", actor="timer", at=at, from_state="waiting")
    record(session, conversation, handoff, made)
    return handoff


def _request(session: Session, conversation: Conversation, need: Need, at: datetime) -> Handoff:
    handoff = Handoff(
        id=str(uuid4()),
        conversation_id=conversation.id,
        state="waiting",
        reason=need.reason,
        evidence=need.evidence,
        question=_question(session, conversation),
        channel=need.channel,
        # the columns' defaults come only with the flush, and routing looks at them
        priority=0,
        routing={},
        requested_at=at,
        waiting_since=at,
        rank_at=rank_at(at, 0),
        updated_at=at,
    )
    session.add(handoff)
    session.flush()
    routing.route(session, conversation, handoff, at)
    made = Move(verb="request", actor=need.actor, at=at, from_state=None, need=need)
    record(session, conversation, handoff, made)
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
    values: dict[str, Any] = {
        "state": "assigned" if agent else "waiting",
        "agent_id": agent.id if agent else None,
        "reason": need.reason,
        "evidence": need.evidence,
        "question": _question(session, conversation) or handoff.question,
        "channel": need.channel,
        "waiting_since": at,
        "rank_at": rank_at(at, handoff.priority),
        "resolved_at": None,
        "outcome": None,
        "updated_at": at,
    }
    move(session, handoff, "resolved", **values)
    routing.route(session, conversation, handoff, at)
    if agent is not None:
        stretches.start(session, conversation, handoff, agent, at)
    made = Move(
        verb="reopen", actor=need.actor, at=at, from_state="resolved", agent=agent, need=need
    )
    record(session, conversation, handoff, made)
    return handoff


def _answer_by_email(
    session: Session, conversation: Conversation, handoff: Handoff, need: Need, at: datetime
) -> None:
    handoff.channel = "email"
    handoff.updated_at = at
    session.flush()
    made = Move(
        verb="reroute",
        actor=need.actor,
        at=at,
        from_state="assigned" if handoff.state == "assigned" else "waiting",
        details={"channel": "email"},
    )
    record(session, conversation, handoff, made)


def _question(session: Session, conversation: Conversation) -> str | None:
    asked = log.last_message(session, conversation.id, "customer")
    return log.text_of(asked) if asked else None
