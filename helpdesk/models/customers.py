"""Customers as agents know them, what agents noted of them, and links that lead back to them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from helpdesk.models.base import Base, BigId, Json, UtcDateTime


class Customer(Base):
    """Somebody known by more than one conversation: by an e-mail address, or by their browser.

    Name and address are as the customer or an agent stated them, never verified.
    """

    __tablename__ = "customer"
    __table_args__ = (CheckConstraint("tier IN ('standard', 'premium')", name="tier"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    name: Mapped[str | None] = mapped_column(Text)
    # in lower case
    email: Mapped[str | None] = mapped_column(String(254), index=True)
    tier: Mapped[str] = mapped_column(String(12), default="standard")
    tags: Mapped[list[str]] = mapped_column(Json, default=list)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CustomerNote(Base):
    """What an agent noted of a customer, for every later conversation."""

    __tablename__ = "customer_note"
    __table_args__ = (Index("ix_customer_note_customer", "customer_id", "id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    customer_id: Mapped[str] = mapped_column(ForeignKey("customer.id"))
    agent_id: Mapped[int] = mapped_column(ForeignKey("agent.id"))
    text: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ConversationLink(Base):
    """A token in an e-mail that opens a conversation's page; only its SHA-256 is kept."""

    __tablename__ = "conversation_link"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
