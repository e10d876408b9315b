"""What leads set: departments, hours, SLA, routing, canned replies; and the log of who set it."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from helpdesk.models.base import Base, BigId, Json, UtcDateTime


class BusinessHours(Base):
    """When people work: intervals of each weekday in one time zone, holidays, single dates."""

    __tablename__ = "business_hours"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    time_zone: Mapped[str] = mapped_column(String(64))
    # {"mon": [["09:00", "17:00"]], …}; an end not after its start is on the next day
    week: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    # a country whose public holidays are days off, such as CZ
    holidays: Mapped[str | None] = mapped_column(String(2))
    # {"2026-12-24": [], "2026-12-27": [["09:00", "12:00"]]}: instead of the week and the holidays
    dates: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    version: Mapped[int] = mapped_column(default=1)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Department(Base):
    """A part of the company whose agents answer its conversations."""

    __tablename__ = "department"
    __table_args__ = (CheckConstraint("assignment IN ('manual', 'automatic')", name="assignment"),)

    id: Mapped[str] = mapped_column(String(80), primary_key=True)
    names: Mapped[dict[str, Any]] = mapped_column(Json)
    position: Mapped[int] = mapped_column(default=0)
    active: Mapped[bool] = mapped_column(default=True)
    # without hours it is always open
    business_hours_id: Mapped[int | None] = mapped_column(ForeignKey("business_hours.id"))
    assignment: Mapped[str] = mapped_column(String(10), default="manual")
    version: Mapped[int] = mapped_column(default=1)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SlaTarget(Base):
    """How soon, in minutes of business time, a department promises to answer and to resolve."""

    __tablename__ = "sla_target"
    __table_args__ = (
        UniqueConstraint("department_id", "channel", "priority"),
        CheckConstraint("channel IN ('chat', 'email')", name="channel"),
        CheckConstraint("priority IN (0, 1, 2)", name="priority"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    department_id: Mapped[str] = mapped_column(ForeignKey("department.id"))
    channel: Mapped[str] = mapped_column(String(8), default="chat")
    priority: Mapped[int]
    first_response_minutes: Mapped[int | None]
    next_response_minutes: Mapped[int | None]
    resolution_minutes: Mapped[int | None]


class SlaRule(Base):
    """What is done when a due time is near: so many minutes of business time before it."""

    __tablename__ = "sla_rule"
    __table_args__ = (
        CheckConstraint(
            "action IN ('warn_agent', 'raise_priority', 'reassign', 'tell_lead')", name="action"
        ),
        CheckConstraint("minutes_before >= 0", name="minutes_before"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    # None: of every department, every promise
    department_id: Mapped[str | None] = mapped_column(ForeignKey("department.id"))
    promise: Mapped[str | None] = mapped_column(String(16))
    minutes_before: Mapped[int]
    action: Mapped[str] = mapped_column(String(16))
    active: Mapped[bool] = mapped_column(default=True)


class SlaClock(Base):
    """One promise that was made to a customer, and what became of it.

    ``running`` has a due time; ``paused`` waits for the customer and has none; ``met`` and
    ``dropped`` are over. A breach is written down when the due time passes, and stays.
    """

    __tablename__ = "sla_clock"
    __table_args__ = (
        CheckConstraint(
            "promise IN ('first_response', 'next_response', 'resolution')", name="promise"
        ),
        CheckConstraint("state IN ('running', 'paused', 'met', 'dropped')", name="state"),
        CheckConstraint("(state = 'running') = (due_at IS NOT NULL)", name="due_at"),
        Index("ix_sla_clock_due", "state", "due_at"),
        Index("ix_sla_clock_handoff", "handoff_id", "promise"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    handoff_id: Mapped[str] = mapped_column(ForeignKey("handoff.id"))
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"))
    # who promised it: their target, counted in their hours
    department_id: Mapped[str] = mapped_column(ForeignKey("department.id"))
    promise: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(8))
    target_minutes: Mapped[int]
    # business seconds used up before `running_since`; all of them once it does not run
    used_seconds: Mapped[float] = mapped_column(default=0.0)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    running_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    breached_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # ids of the rules that were carried out for this target
    rules_done: Mapped[list[int]] = mapped_column(Json, default=list)


class RoutingRule(Base):
    """Conditions, all of which must hold, and what they do to a handoff's way."""

    __tablename__ = "routing_rule"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    name: Mapped[str] = mapped_column(String(120))
    position: Mapped[int] = mapped_column(default=0)
    active: Mapped[bool] = mapped_column(default=True)
    conditions: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    effects: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    version: Mapped[int] = mapped_column(default=1)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CannedReply(Base):
    """A prepared answer, found by its shortcut, with placeholders."""

    __tablename__ = "canned_reply"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    shortcut: Mapped[str] = mapped_column(String(40), unique=True)
    title: Mapped[str] = mapped_column(String(120))
    # Markdown by language
    texts: Mapped[dict[str, Any]] = mapped_column(Json)
    department_id: Mapped[str | None] = mapped_column(ForeignKey("department.id"))
    active: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)
    updated_by: Mapped[str] = mapped_column(String(80))
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class AuditEntry(Base):
    """One thing somebody did that others may have to answer for. Never changed, never deleted."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index("ix_audit_entry_subject", "subject_kind", "subject_id", "id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    # who, with the name kept as it was; None: the system or the command line
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("agent.id"))
    actor: Mapped[str] = mapped_column(String(80))
    action: Mapped[str] = mapped_column(String(40), index=True)
    subject_kind: Mapped[str] = mapped_column(String(24))
    subject_id: Mapped[str] = mapped_column(String(80))
    # {"before": …, "after": …} of what changed, or what else is worth knowing; no secrets
    details: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    address: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
