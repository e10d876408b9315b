"""What agents add to a conversation that its customer never sees, and who reads what."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, deferred, mapped_column

from helpdesk.models.base import Base, BigId, Json, UtcDateTime


class PrivateNote(Base):
    """An agent's note inside a conversation. Not an event of its log: that the customer reads."""

    __tablename__ = "private_note"
    __table_args__ = (
        Index("ix_private_note_conversation", "conversation_id", "id"),
        UniqueConstraint("conversation_id", "client_note_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"))
    # the desk's own id of it, so that sending it again stores it once
    client_note_id: Mapped[str | None] = mapped_column(String(36))
    # the last event there was when it was written: where the desk shows it
    after_sequence: Mapped[int]
    agent_id: Mapped[int] = mapped_column(ForeignKey("agent.id"))
    text: Mapped[str] = mapped_column(Text)
    mentioned_agent_ids: Mapped[list[int]] = mapped_column(Json, default=list)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class AgentReading(Base):
    """How far an agent has read a conversation."""

    __tablename__ = "agent_reading"

    agent_id: Mapped[int] = mapped_column(
        ForeignKey("agent.id", ondelete="CASCADE"), primary_key=True
    )
    conversation_id: Mapped[str] = mapped_column(
        ForeignKey("conversation.id"), primary_key=True, index=True
    )
    sequence: Mapped[int]


class ConversationViewer(Base):
    """An agent who has a conversation open; over once `seen_at` is too old."""

    __tablename__ = "conversation_viewer"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"), primary_key=True)
    agent_id: Mapped[int] = mapped_column(
        ForeignKey("agent.id", ondelete="CASCADE"), primary_key=True
    )
    writing: Mapped[bool] = mapped_column(default=False)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Attachment(Base):
    """A file in a conversation, sent with a message or still to be."""

    __tablename__ = "attachment"
    __table_args__ = (
        CheckConstraint("author IN ('customer', 'agent')", name="author"),
        Index("ix_attachment_conversation", "conversation_id", "event_sequence"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"))
    # the message it was sent with; None while it is only uploaded
    event_sequence: Mapped[int | None]
    author: Mapped[str] = mapped_column(String(8))
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("agent.id"))
    file_name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(80))
    size_bytes: Mapped[int]
    content: Mapped[bytes] = deferred(mapped_column(LargeBinary))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class AnswerFlag(Base):
    """What an agent says of the bot in a conversation: an answer was wrong, an entry is missing."""

    __tablename__ = "answer_flag"
    __table_args__ = (
        CheckConstraint("kind IN ('wrong_answer', 'missing_entry')", name="kind"),
        Index("ix_answer_flag_conversation", "conversation_id", "sequence"),
        Index("ix_answer_flag_open", "kind", "closed_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    kind: Mapped[str] = mapped_column(String(16))
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"))
    # of the bot's answer that was wrong, or of the question nothing answers
    sequence: Mapped[int]
    # wrong_answer: entry_id, entry_version, right_entry_id; missing_entry: question, answer
    details: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agent.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("agent.id"))
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Merge(Base):
    """One conversation merged into another, and, if it was undone, when and by whom."""

    __tablename__ = "merge"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"), index=True)
    into_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"), index=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agent.id"))
    # the handoff that was resolved by it, to be taken up again when it is undone
    handoff_id: Mapped[str | None] = mapped_column(ForeignKey("handoff.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("agent.id"))
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
