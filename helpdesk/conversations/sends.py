"""What customers and agents send: stored once, whatever happens to the answer.

A send is idempotent under its client's id. A customer's message and the turn it asks of the
assistant are one transaction.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from helpdesk import clock, handoffs, sla
from helpdesk.attachments import files
from helpdesk.conversations import answer_mail, log, merging
from helpdesk.database import announce
from helpdesk.errors import Conflict, Forbidden, Invalid
from helpdesk.language import Language
from helpdesk.models import Agent, Conversation, Event, Handoff, MessageFeedback, Turn
from helpdesk.streams.wakeups import TURNS

DetectLanguage = Callable[[str, Language], Language]


class ClientMessageIdReused(Conflict):
    """Something else was already sent under this client_message_id. Use a new one."""

    code = "client_message_id_reused"


class ConversationClosed(Conflict):
    """The conversation is closed. Start a new one."""

    code = "conversation_closed"


class ChoiceNotOffered(Invalid):
    """This choice was not offered in this conversation."""

    code = "choice_not_offered"


@dataclass(frozen=True, kw_only=True)
class PickedChoice:
    """A choice a customer picked: the number of the message that offered it, and its id."""

    sequence: int
    id: str


@dataclass(frozen=True, kw_only=True)
class Sent:
    """A stored event, and whether this send stored it (or an earlier one with the same id)."""

    event: Event
    created: bool


def send_customer_message(
    session: Session,
    conversation_id: str,
    client_message_id: str,
    content: str | PickedChoice,
    *,
    detect_language: DetectLanguage,
    attachment_ids: Sequence[str] = (),
    at: datetime | None = None,
) -> Sent:
    """The customer's message in the log, with a turn for the assistant where it is in charge.

    Writing also brings a handoff abandoned within 24 hours back into the queue, and wakes a
    snoozed one; the merge of a merged conversation is undone first. Files alone ask nothing of
    the assistant, which reads none. Raises
    UnknownConversation, ConversationClosed, ClientMessageIdReused, ChoiceNotOffered or Invalid
    (`attachments`).
    """
    at = at or clock.now()
    conversation = log.lock(session, conversation_id)
    sent = _as_sent(content) | _with_files(attachment_ids)
    before = _sent_before(session, conversation, client_message_id, "customer", sent)
    if before is not None:
        return Sent(event=before, created=False)
    reopen(session, conversation, at)
    payload: str | None = None
    if isinstance(content, PickedChoice):
        text, payload = _offered(session, conversation, content)
    else:
        text = content
        if text:
            language = cast(Language, conversation.language)
            conversation.language = detect_language(text, language)
    conversation.customer_seen_at = at
    event = log.append(
        session,
        conversation,
        kind="message",
        author="customer",
        at=at,
        client_message_id=client_message_id,
        sent=sent,
        parts=[
            *_text_part(text),
            *files.parts_of(session, conversation, attachment_ids, author="customer"),
        ],
    )
    files.mark_sent(session, event)
    handoff = handoffs.latest(session, conversation.id)
    if handoff is not None and handoffs.may_return(handoff, at):
        handoffs.return_to_queue(session, conversation, handoff, actor="customer", at=at)
    elif handoffs.in_charge(handoff) == "bot":
        if text:
            session.add(
                Turn(
                    conversation_id=conversation.id,
                    sequence=event.sequence,
                    payload=payload,
                    created_at=at,
                )
            )
            announce(session, TURNS)
    elif handoff is not None:
        if handoff.snoozed_until is not None:
            handoffs.wake_up(session, conversation, handoff, actor="customer", at=at)
        sla.follow_message(session, conversation, handoff, event)
    session.flush()
    return Sent(event=event, created=True)


def post_agent_message(
    session: Session,
    conversation_id: str,
    agent_id: int,
    client_message_id: str,
    text: str,
    *,
    attachment_ids: Sequence[str] = (),
    at: datetime | None = None,
) -> Sent:
    """The agent's message in the log of a conversation the agent has claimed.

    It goes out by e-mail, too, where its customer would not see it on the page. Raises
    UnknownConversation, NotAssignedToYou, ClientMessageIdReused, Forbidden or Invalid
    (`attachments`).
    """
    at = at or clock.now()
    conversation = log.lock(session, conversation_id)
    agent = session.get(Agent, agent_id)
    if agent is None or not agent.active:
        raise Forbidden("This agent may not write to customers.")
    sent = {"text": text, "agent_id": agent.id, **_with_files(attachment_ids)}
    before = _sent_before(session, conversation, client_message_id, "agent", sent)
    if before is not None:
        return Sent(event=before, created=False)
    handoff = handoffs.latest(session, conversation.id)
    if handoff is None or handoff.state != "assigned" or handoff.agent_id != agent.id:
        raise handoffs.NotAssignedToYou("Claim the conversation before you write to its customer.")
    event = log.append(
        session,
        conversation,
        kind="message",
        author="agent",
        agent=agent,
        at=at,
        client_message_id=client_message_id,
        sent=sent,
        parts=[
            *_text_part(text),
            *files.parts_of(
                session, conversation, attachment_ids, author="agent", agent_id=agent.id
            ),
        ],
    )
    files.mark_sent(session, event)
    sla.follow_message(session, conversation, handoff, event)
    answer_mail.send_if_needed(session, conversation, handoff, event, agent, at)
    return Sent(event=event, created=True)


def ask_for_human(
    session: Session,
    conversation_id: str,
    client_request_id: str,
    *,
    at: datetime | None = None,
    agent_present_for: timedelta = handoffs.AGENT_PRESENT_FOR,
) -> Handoff:
    """The conversation's open handoff, requested by the customer unless there was one.

    Raises UnknownConversation, ConversationClosed or ClientMessageIdReused.
    """
    at = at or clock.now()
    conversation = log.lock(session, conversation_id)
    before = log.event_sent_as(session, conversation.id, client_request_id)
    if before is not None:
        if before.handoff is None:
            raise ClientMessageIdReused
        return session.get_one(Handoff, before.handoff["id"])
    reopen(session, conversation, at)
    conversation.customer_seen_at = at
    need = handoffs.Need(
        reason=_reason_for_a_human(session, conversation.id),
        actor="customer",
        evidence=last_evidence(session, conversation.id),
        client_request_id=client_request_id,
    )
    return handoffs.request(session, conversation, need, at=at, agent_present_for=agent_present_for)


def reopen(session: Session, conversation: Conversation, at: datetime) -> None:
    """Let the customer go on in it: a merged conversation stands alone again.

    Raises ConversationClosed.
    """
    merging.stand_alone(session, conversation, at)
    if conversation.state != "open":
        raise ConversationClosed


def _reason_for_a_human(session: Session, conversation_id: str) -> handoffs.Reason:
    """Why a customer asks: the assistant's last message did not help, or they just want a human."""
    answer = log.last_message(session, conversation_id, "bot")
    feedback = answer and session.get(MessageFeedback, (conversation_id, answer.sequence))
    return "negative_feedback" if feedback and not feedback.helpful else "customer_request"


def last_evidence(session: Session, conversation_id: str) -> dict[str, Any]:
    """What the assistant last knew of the customer's question: search result and intent."""
    reply = session.scalars(
        select(Turn.reply)
        .where(Turn.conversation_id == conversation_id, Turn.reply.is_not(None))
        .order_by(Turn.sequence.desc())
        .limit(1)
    ).one_or_none()
    return evidence_of(reply) if reply else {}


def evidence_of(reply: dict[str, Any]) -> dict[str, Any]:
    """The part of an assistant's reply that travels with a handoff."""
    return {name: reply.get(name) for name in ("search", "intent", "intent_confidence", "error")}


def _text_part(text: str) -> list[dict[str, Any]]:
    return [{"type": "text", "text": text}] if text else []


def _with_files(attachment_ids: Sequence[str]) -> dict[str, Any]:
    return {"attachments": list(attachment_ids)} if attachment_ids else {}


def _as_sent(content: str | PickedChoice) -> dict[str, Any]:
    if isinstance(content, PickedChoice):
        return {"choice": {"sequence": content.sequence, "id": content.id}}
    return {"text": content}


def _sent_before(
    session: Session,
    conversation: Conversation,
    client_message_id: str,
    author: log.Author,
    sent: dict[str, Any],
) -> Event | None:
    before = log.event_sent_as(session, conversation.id, client_message_id)
    if before is not None and (before.author != author or before.sent != sent):
        raise ClientMessageIdReused
    return before


def _offered(session: Session, conversation: Conversation, picked: PickedChoice) -> tuple[str, str]:
    """The label and the payload of a choice the assistant offered in this conversation."""
    event = log.event_at(session, conversation.id, picked.sequence)
    if event is not None and event.author == "bot":
        for part in event.parts:
            for choice in part.get("choices", ()):
                if choice["id"] == picked.id:
                    return choice["label"], choice["payload"]
    raise ChoiceNotOffered
