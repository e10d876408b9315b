"""The log: a conversation's events, numbered 1, 2, 3 … under the conversation's lock.

Whoever changes anything in a conversation locks it first (`lock`). That one order of locks
(conversation, handoff, agent) keeps PostgreSQL free of deadlocks; on SQLite the write transaction
itself is the lock.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from helpdesk.database import announce
from helpdesk.errors import NotFound
from helpdesk.models import Agent, Conversation, Event
from helpdesk.streams.wakeups import DESK, conversation_topic

Author = Literal["customer", "bot", "agent", "system"]

PAGE = 500


class UnknownConversation(NotFound):
    """There is no such conversation. Start a new one."""

    code = "unknown_conversation"


def get(session: Session, conversation_id: str) -> Conversation:
    """The conversation as it is now. Raises UnknownConversation."""
    # PostgreSQL takes no NUL, which an address can carry
    known = "\x00" not in conversation_id
    conversation = session.get(Conversation, conversation_id) if known else None
    if conversation is None:
        raise UnknownConversation
    return conversation


def lock(session: Session, conversation_id: str) -> Conversation:
    """The conversation, which nobody else changes until this transaction ends.

    Raises UnknownConversation.
    """
    conversation = session.scalars(
        select(Conversation).where(Conversation.id == conversation_id).with_for_update(),
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
    return list(
        session.scalars(
            select(Event)
            .where(Event.conversation_id == conversation_id, Event.sequence > after)
            .order_by(Event.sequence)
            .limit(limit)
        )
    )


def event_at(session: Session, conversation_id: str, sequence: int) -> Event | None:
    """The event with this number, if there is one."""
    return session.scalars(
        select(Event).where(Event.conversation_id == conversation_id, Event.sequence == sequence)
    ).one_or_none()


def event_sent_as(session: Session, conversation_id: str, client_message_id: str) -> Event | None:
    """The event stored under a client's id, if there is one."""
    return session.scalars(
        select(Event).where(
            Event.conversation_id == conversation_id,
            Event.client_message_id == client_message_id,
        )
    ).one_or_none()


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
