"""Questions drawn for labelling, with the verdicts on them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from helpdesk.models.base import Base, BigId, UtcDateTime


class DrawnQuestion(Base):
    """One customer's question drawn at random, and an agent's verdict once there is one.

    It goes when its message goes, so that erasing a conversation leaves no label behind.
    """

    __tablename__ = "drawn_question"
    __table_args__ = (
        CheckConstraint(
            "verdict IN ('right', 'wrong', 'nothing', 'not_a_question')", name="verdict"
        ),
        CheckConstraint("(verdict IS NULL) = (judged_by_id IS NULL)", name="judged_by"),
        CheckConstraint("(verdict IS NULL) = (judged_at IS NULL)", name="judged_at"),
        CheckConstraint(
            "verdict IS NULL OR verdict NOT IN ('right', 'wrong') OR shown_entry_id IS NOT NULL",
            name="shown_entry",
        ),
        CheckConstraint("right_entry_id IS NULL OR verdict = 'wrong'", name="right_entry"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), unique=True)
    # the order of the draw, which is the order of labelling: a part of it is random, too
    position: Mapped[int] = mapped_column(unique=True)
    drawn_by_id: Mapped[int] = mapped_column(ForeignKey("agent.id"))
    drawn_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reserved_by_id: Mapped[int | None] = mapped_column(ForeignKey("agent.id"))
    reserved_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # the top entry of the search that was last shown with the question
    shown_entry_id: Mapped[str | None] = mapped_column(String(80))
    shown_entry_version: Mapped[int | None]
    shown_confidence: Mapped[float | None]
    verdict: Mapped[str | None] = mapped_column(String(16))
    right_entry_id: Mapped[str | None] = mapped_column(String(80))
    judged_by_id: Mapped[int | None] = mapped_column(ForeignKey("agent.id"))
    judged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
