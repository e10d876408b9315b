"""Agents and their sign-ins."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from helpdesk.models.base import Base, BigId, Json, UtcDateTime


class Agent(Base):
    """A human who answers customers; a lead also runs the desk, an admin everything."""

    __tablename__ = "agent"
    __table_args__ = (
        CheckConstraint("role IN ('agent', 'lead', 'admin')", name="role"),
        CheckConstraint("capacity >= 0", name="capacity"),
        CheckConstraint("availability IN ('online', 'busy', 'away')", name="availability"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    username: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(String(8), default="agent")
    password_hash: Mapped[str] = mapped_column(Text)
    capacity: Mapped[int] = mapped_column(default=5)
    active: Mapped[bool] = mapped_column(default=True)
    # the languages the agent answers in; none: all of them
    languages: Mapped[list[str]] = mapped_column(Json, default=list)
    # what the agent says; whether that still holds is told by `seen_at`
    availability: Mapped[str] = mapped_column(String(8), default="online")
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # when the last sign-in was ended, which empties `seen_at`
    signed_out_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # since the last sign-in that succeeded
    failed_sign_ins: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class AgentDepartment(Base):
    """A department whose conversations an agent answers; an agent of none answers all."""

    __tablename__ = "agent_department"

    agent_id: Mapped[int] = mapped_column(
        ForeignKey("agent.id", ondelete="CASCADE"), primary_key=True
    )
    department_id: Mapped[str] = mapped_column(ForeignKey("department.id"), primary_key=True)


class AgentNotice(Base):
    """Something one agent is told: a mention, a transfer, a due time, a breach."""

    __tablename__ = "agent_notice"
    __table_args__ = (Index("ix_agent_notice_agent", "agent_id", "read_at", "id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agent.id"))
    kind: Mapped[str] = mapped_column(String(24))
    conversation_id: Mapped[str | None] = mapped_column(ForeignKey("conversation.id"))
    handoff_id: Mapped[str | None] = mapped_column(ForeignKey("handoff.id"))
    details: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class AgentSession(Base):
    """One sign-in of an agent; the cookie's token is kept only as its SHA-256."""

    __tablename__ = "agent_session"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agent.id"), index=True)
    csrf_token: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # no request for too long ends a sign-in before it expires
    used_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # what had failed between the sign-in before and this one: its agent is told
    failed_sign_ins: Mapped[int] = mapped_column(default=0)


class SignInFailure(Base):
    """One failed sign-in, kept as long as it may slow the next one down."""

    __tablename__ = "sign_in_failure"
    __table_args__ = (
        Index("ix_sign_in_failure_address", "address", "failed_at"),
        Index("ix_sign_in_failure_username", "username", "failed_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    username: Mapped[str] = mapped_column(String(200))
    address: Mapped[str] = mapped_column(String(64))
    failed_at: Mapped[datetime] = mapped_column(UtcDateTime)
