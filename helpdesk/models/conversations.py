"""Conversations, the events of their logs, and the turns the assistant is to take."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from helpdesk.models.base import Base, BigId, Json, UtcDateTime


class Conversation(Base):
    """A customer's conversation. Its row is the lock under which all of it changes."""

    __tablename__ = "conversation"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'closed', 'merged')", name="state"),
        CheckConstraint("language IN ('cs', 'en')", name="language"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(8), default="open")
    merged_into_id: Mapped[str | None] = mapped_column(ForeignKey("conversation.id"))
    language: Mapped[str] = mapped_column(String(2))
    page_url: Mapped[str | None] = mapped_column(Text)
    page_title: Mapped[str | None] = mapped_column(Text)
    customer_id: Mapped[str | None] = mapped_column(ForeignKey("customer.id"), index=True)
    last_sequence: Mapped[int] = mapped_column(default=0)
    # the assistant's session: its number, and the turns it has been asked for in it
    assistant_session: Mapped[int] = mapped_column(default=1)
    assistant_session_turns: Mapped[int] = mapped_column(default=0)
    shown_entry_ids: Mapped[list[str]] = mapped_column(Json, default=list)
    customer_seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # the last event that was on the screen of the customer, and of the agent who had it
    customer_read_sequence: Mapped[int] = mapped_column(default=0)
    agent_read_sequence: Mapped[int] = mapped_column(default=0)
    # reports count by it
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Event(Base):
    """One event of a conversation's log: a message or a change of its handoff."""

    __tablename__ = "event"
    __table_args__ = (
        UniqueConstraint("conversation_id", "sequence"),
        UniqueConstraint("conversation_id", "client_message_id"),
        CheckConstraint("author IN ('customer', 'bot', 'agent', 'system')", name="author"),
        CheckConstraint("sequence > 0", name="sequence"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"))
    sequence: Mapped[int]
    kind: Mapped[str] = mapped_column(String(24))
    author: Mapped[str] = mapped_column(String(8))
    author_name: Mapped[str | None] = mapped_column(Text)
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("agent.id"))
    client_message_id: Mapped[str | None] = mapped_column(String(36))
    # what the client sent, to tell a repeated send from another message under the same id
    sent: Mapped[dict[str, Any] | None] = mapped_column(Json)
    language: Mapped[str] = mapped_column(String(2))
    parts: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    handoff: Mapped[dict[str, Any] | None] = mapped_column(Json)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Turn(Base):
    """One customer message the assistant is to reply to, and what became of it.

    ``queued`` waits for a runner; ``running`` is leased to one; ``answered``: the reply was
    shown; ``hidden``: it was recorded but not shown (`hidden_reason`); ``failed``: there was no
    usable reply (`error_code`) and a human was asked.
    """

    __tablename__ = "turn"
    __table_args__ = (
        UniqueConstraint("conversation_id", "sequence"),
        CheckConstraint(
            "state IN ('queued', 'running', 'answered', 'hidden', 'failed')", name="state"
        ),
        Index(
            "ix_turn_unfinished",
            "created_at",
            sqlite_where=text("state IN ('queued', 'running')"),
            postgresql_where=text("state IN ('queued', 'running')"),
        ),
        # all that reports read of a turn: its reply is large
        Index("ix_turn_counted", "conversation_id", "asked", "answered"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"))
    sequence: Mapped[int]
    payload: Mapped[str | None] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(8), default="queued")
    attempts: Mapped[int] = mapped_column(default=0)
    lease_token: Mapped[str | None] = mapped_column(String(36))
    lease_expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    assistant_session: Mapped[int | None]
    reply: Mapped[dict[str, Any] | None] = mapped_column(Json)
    reply_sequence: Mapped[int | None]
    hidden_reason: Mapped[str | None] = mapped_column(String(40))
    error_code: Mapped[str | None] = mapped_column(String(40))
    error_message: Mapped[str | None] = mapped_column(Text)
    # once it is over: whether a question was asked, and whether the reply answered one
    asked: Mapped[bool] = mapped_column(default=False)
    answered: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
