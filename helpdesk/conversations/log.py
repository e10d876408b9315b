"""The log: a conversation's events, numbered 1, 2, 3 … under the conversation's lock.

Whoever changes anything in a conversation locks it first (`lock`). That one order of locks
(conversation, handoff, agent) keeps PostgreSQL free of deadlocks; on SQLite the write transaction
itself is the lock.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from helpdesk.database import announce
from helpdesk.errors import NotFound
from helpdesk.models import Agent, Conversation, Event
from helpdesk.streams.wakeups import DESK, conversation_topic

Author = Literal["customer", "bot", "agent", "system"]

PAGE = 500

# put together once: they run for every message, and building one costs more than running it
_CONVERSATION = select(Conversation).where(Conversation.id == bindparam("id"))
_LOCKED_CONVERSATION = _CONVERSATION.with_for_update()
_OF_CONVERSATION = select(Event).where(Event.conversation_id == bindparam("conversation_id"))
_EVENTS_AFTER = (
    _OF_CONVERSATION.where(Event.sequence > bindparam("after"))
    .order_by(Event.sequence)
    .limit(bindparam("limit"))
)
_EVENT_AT = _OF_CONVERSATION.where(Event.sequence == bindparam("sequence"))
_EVENT_SENT_AS = _OF_CONVERSATION.where(Event.client_message_id == bindparam("client_message_id"))


class UnknownConversation(NotFound):
    """There is no such conversation. Start a new one."""

    code = "unknown_conversation"


def get(session: Session, conversation_id: str) -> Conversation:
    """The conversation as it is now. Raises UnknownConversation."""
    # PostgreSQL takes no NUL, which an address can carry
    known = "\x00" not in conversation_id
    conversation = (
        session.scalars(_CONVERSATION, {"id": conversation_id}).one_or_none() if known else None
    )
    if conversation is None:
        raise UnknownConversation
    return conversation


def lock(session: Session, conversation_id: str) -> Conversation:
    """The conversation, which nobody else changes until this transaction ends.

    Raises UnknownConversation.
    """
    conversation = session.scalars(
        _LOCKED_CONVERSATION,
        {"id": conversation_id},
        execution_options={"populate_existing": True},
    ).one_or_none()
    if conversation is None:
        raise UnknownConversation
    return conversation


def append(
    session: Session,
    conversation: Conversation,
    *,
    kind: str,
    author: Author,
    at: datetime,
    agent: Agent | None = None,
    client_message_id: str | None = None,
    sent: dict[str, Any] | None = None,
    language: str | None = None,
    parts: Sequence[dict[str, Any]] = (),
    handoff: dict[str, Any] | None = None,
) -> Event:
    """The event now at the end of the log of a conversation that the caller has locked."""
    conversation.last_sequence += 1
    conversation.updated_at = at
    event = Event(
        conversation_id=conversation.id,
        sequence=conversation.last_sequence,
        kind=kind,
        author=author,
        author_name=agent.name if agent else None,
        agent_id=agent.id if agent else None,
        client_message_id=client_message_id,
        sent=sent,
        language=language or conversation.language,
        parts=list(parts),
        handoff=handoff,
        created_at=at,
    )
    session.add(event)
    session.flush()
    announce(session, conversation_topic(conversation.id))
    announce(session, DESK)
    return event


def events_after(
    session: Session, conversation_id: str, after: int = 0, limit: int = PAGE
) -> list[Event]:
    """At most ``limit`` events of the conversation with a sequence above ``after``, in order."""
    wanted = {"conversation_id": conversation_id, "after": after, "limit": limit}
    return list(session.scalars(_EVENTS_AFTER, wanted))


def event_at(session: Session, conversation_id: str, sequence: int) -> Event | None:
    """The event with this number, if there is one."""
    wanted = {"conversation_id": conversation_id, "sequence": sequence}
    return session.scalars(_EVENT_AT, wanted).one_or_none()


def event_sent_as(session: Session, conversation_id: str, client_message_id: str) -> Event | None:
    """The event stored under a client's id, if there is one."""
    wanted = {"conversation_id": conversation_id, "client_message_id": client_message_id}
    return session.scalars(_EVENT_SENT_AS, wanted).one_or_none()


def last_message(
    session: Session, conversation_id: str, author: Author | None = None
) -> Event | None:
    """The newest message, of ``author`` if one is named."""
    query = select(Event).where(Event.conversation_id == conversation_id, Event.kind == "message")
    if author is not None:
        query = query.where(Event.author == author)
    return session.scalars(query.order_by(Event.sequence.desc()).limit(1)).one_or_none()


def text_of(event: Event) -> str:
    """The words of an event, without what only a screen shows."""
    return "\n\n".join(str(part["text"]) for part in event.parts if part.get("text"))
