"""Handoffs, each transition of theirs, and the stretches in which a human had a conversation."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from helpdesk.models.base import Base, BigId, Json, UtcDateTime

_OPEN = text("state IN ('waiting', 'assigned')")
_CURRENT = text("ended_at IS NULL")


class Handoff(Base):
    """One need for a human in a conversation."""

    __tablename__ = "handoff"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'assigned', 'resolved', 'abandoned')", name="state"),
        CheckConstraint("(state = 'assigned') = (agent_id IS NOT NULL)", name="agent"),
        Index(
            "uq_handoff_open",
            "conversation_id",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        CheckConstraint("priority IN (0, 1, 2)", name="priority"),
        CheckConstraint("channel IN ('chat', 'email')", name="channel"),
        CheckConstraint("snoozed_until IS NULL OR state = 'assigned'", name="snoozed"),
        CheckConstraint(
            "outcome IS NULL OR outcome IN ('solved', 'not_solved', 'spam', 'merged')",
            name="outcome",
        ),
        Index("ix_handoff_queue", "state", "rank_at", "id"),
        Index("ix_handoff_conversation", "conversation_id"),
        Index("ix_handoff_agent", "agent_id", "state"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"))
    state: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(String(24))
    evidence: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    question: Mapped[str | None] = mapped_column(Text)
    # chat: the customer waits on the page; email: they left a message and are answered by e-mail
    channel: Mapped[str] = mapped_column(String(8), default="chat")
    department_id: Mapped[str | None] = mapped_column(ForeignKey("department.id"))
    # 0 normal, 1 high, 2 urgent
    priority: Mapped[int] = mapped_column(default=0)
    # which rules chose department and priority, and what the text's tone was taken for
    routing: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("agent.id"))
    last_agent_id: Mapped[int | None] = mapped_column(ForeignKey("agent.id"))
    requested_at: Mapped[datetime] = mapped_column(UtcDateTime)
    waiting_since: Mapped[datetime] = mapped_column(UtcDateTime)
    # the queue's order (docs/handoff.md): waiting_since less the head start of the priority
    rank_at: Mapped[datetime] = mapped_column(UtcDateTime)
    snoozed_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    outcome: Mapped[str | None] = mapped_column(String(12))
    resolved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class HandoffTransition(Base):
    """One transition of a handoff, written with it and with its event in the log."""

    __tablename__ = "handoff_transition"
    __table_args__ = (Index("ix_handoff_transition_handoff", "handoff_id", "id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    handoff_id: Mapped[str] = mapped_column(ForeignKey("handoff.id"))
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"))
    # the event that told the customer; None for what is the desk's own business
    event_sequence: Mapped[int | None]
    verb: Mapped[str] = mapped_column(String(16))
    from_state: Mapped[str | None] = mapped_column(String(10))
    to_state: Mapped[str] = mapped_column(String(10))
    actor: Mapped[str] = mapped_column(String(10))
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("agent.id"))
    reason: Mapped[str | None] = mapped_column(String(24))
    evidence: Mapped[dict[str, Any] | None] = mapped_column(Json)
    # why and whereto: note, to_agent_id, department_id, priority, outcome, until, cause
    details: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class HumanStretch(Base):
    """A period in which one agent had the conversation: from claim to release or resolve."""

    __tablename__ = "human_stretch"
    __table_args__ = (
        Index(
            "uq_human_stretch_current",
            "handoff_id",
            unique=True,
            sqlite_where=_CURRENT,
            postgresql_where=_CURRENT,
        ),
        # who was given a conversation longest ago
        Index("ix_human_stretch_agent", "agent_id", "started_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    handoff_id: Mapped[str] = mapped_column(ForeignKey("handoff.id"))
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"))
    agent_id: Mapped[int] = mapped_column(ForeignKey("agent.id"))
    start_sequence: Mapped[int]
    end_sequence: Mapped[int | None]
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
