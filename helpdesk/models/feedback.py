"""What customers said of answers: of a bot's message, of an entry on the FAQ page."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from helpdesk.models.base import Base, BigId, UtcDateTime


class MessageFeedback(Base):
    """Whether a bot's message helped; the customer's last word on it holds."""

    __tablename__ = "message_feedback"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"), primary_key=True)
    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    helpful: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class EntryFeedback(Base):
    """Whether an entry on the FAQ page helped one reader."""

    __tablename__ = "entry_feedback"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    entry_id: Mapped[str] = mapped_column(String(80), index=True)
    entry_version: Mapped[int | None]
    language: Mapped[str] = mapped_column(String(2))
    helpful: Mapped[bool]
    # a reader's second opinion replaces the first: SHA-256 of what tells readers apart
    reader_hash: Mapped[str | None] = mapped_column(String(64), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
