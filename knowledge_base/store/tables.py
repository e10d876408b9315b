"""The content's tables as SQLAlchemy models; a change here needs a migration beside it."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, ForeignKey, ForeignKeyConstraint, Index, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
from sqlalchemy.types import TypeDecorator


class UtcTime(TypeDecorator[datetime]):
    """A moment in UTC, aware in Python on both databases (SQLite keeps no zone)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The moment in UTC; refuses one without a zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The stored moment with its zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Table(DeclarativeBase):
    """Base of the content's tables."""


class CategoryRow(Table):
    """A category in which entries are browsed."""

    __tablename__ = "category"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    name_cs: Mapped[str] = mapped_column(Text)
    name_en: Mapped[str] = mapped_column(Text)
    position: Mapped[int]


class EntryRow(Table):
    """An entry's newest version."""

    __tablename__ = "entry"
    __table_args__ = (Index("entry_status", "status"), Index("entry_category", "category_id"))

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    category_id: Mapped[str] = mapped_column(ForeignKey("category.id"))
    status: Mapped[str] = mapped_column(Text)
    version: Mapped[int]
    tags: Mapped[list[str]] = mapped_column(JSON)
    # the texts folded (lower case, no diacritics): what the lead's search box looks in
    folded_text: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    updated_at: Mapped[datetime] = mapped_column(UtcTime)
    updated_by: Mapped[str] = mapped_column(Text)

    variants: Mapped[list["VariantRow"]] = relationship(
        cascade="all, delete-orphan", lazy="selectin"
    )


class VariantRow(Table):
    """One language of an entry."""

    __tablename__ = "entry_variant"

    entry_id: Mapped[str] = mapped_column(
        ForeignKey("entry.id", ondelete="CASCADE"), primary_key=True
    )
    language: Mapped[str] = mapped_column(Text, primary_key=True)
    question: Mapped[str] = mapped_column(Text)
    answer: Mapped[str] = mapped_column(Text)

    alternatives: Mapped[list["AlternativeRow"]] = relationship(
        cascade="all, delete-orphan", lazy="selectin", order_by="AlternativeRow.position"
    )


class AlternativeRow(Table):
    """One alternative phrasing of an entry in one language."""

    __tablename__ = "alternative_phrasing"
    __table_args__ = (
        ForeignKeyConstraint(
            ["entry_id", "language"],
            ["entry_variant.entry_id", "entry_variant.language"],
            ondelete="CASCADE",
        ),
    )

    entry_id: Mapped[str] = mapped_column(Text, primary_key=True)
    language: Mapped[str] = mapped_column(Text, primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(Text)


class RevisionRow(Table):
    """An entry as it was in one of its versions."""

    __tablename__ = "entry_revision"

    entry_id: Mapped[str] = mapped_column(
        ForeignKey("entry.id", ondelete="CASCADE"), primary_key=True
    )
    version: Mapped[int] = mapped_column(primary_key=True)
    snapshot: Mapped[dict[str, Any]] = mapped_column(JSON)
    changed_at: Mapped[datetime] = mapped_column(UtcTime)
    changed_by: Mapped[str] = mapped_column(Text)


class ContentVersionRow(Table):
    """The only row: how often published content changed, and which database this is."""

    __tablename__ = "content_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int]
    database_id: Mapped[str] = mapped_column(Text)


class CertificateRow(Table):
    """A certificate with its evidence; the newest one counts."""

    __tablename__ = "certificate"

    id: Mapped[int] = mapped_column(primary_key=True)
    issued_at: Mapped[datetime] = mapped_column(UtcTime)
    issued_by: Mapped[str] = mapped_column(Text)
    alpha: Mapped[float]
    delta: Mapped[float]
    threshold: Mapped[float]
    encoder: Mapped[str] = mapped_column(Text)
    calibration: Mapped[str] = mapped_column(Text)
    content_version: Mapped[int]
    # the questions' confidences and which were wrong: what they said stays with those who asked
    evidence: Mapped[dict[str, Any]] = mapped_column(JSON)
    # the published entries' stamps when it was issued
    stamps: Mapped[dict[str, str]] = mapped_column(JSON)
    alarm: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    # grows with each change of the alarm, so that other processes see it
    revision: Mapped[int]


class RecalibrationRow(Table):
    """What labelled questions taught about confidence; the newest one counts."""

    __tablename__ = "recalibration"

    id: Mapped[int] = mapped_column(primary_key=True)
    learnt_at: Mapped[datetime] = mapped_column(UtcTime)
    labels: Mapped[int]
    encoder: Mapped[str] = mapped_column(Text)
    calibration: Mapped[str] = mapped_column(Text)
    curve: Mapped[dict[str, Any]] = mapped_column(JSON)
