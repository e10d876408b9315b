"""E-mails on their way out."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from helpdesk.models.base import Base, BigId, UtcDateTime


class OutgoingMail(Base):
    """One e-mail, stored with what it tells of and sent afterwards.

    ``queued`` waits for its time; ``sent`` was taken by the mail server; ``failed`` was refused
    for good, or too often, and waits for a person.
    """

    __tablename__ = "outgoing_mail"
    __table_args__ = (
        CheckConstraint("state IN ('queued', 'sent', 'failed')", name="state"),
        Index("ix_outgoing_mail_due", "state", "next_attempt_at"),
        Index("ix_outgoing_mail_conversation", "conversation_id", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    # what it is for, so that nothing is told twice: confirmation:…, answer:…
    purpose: Mapped[str] = mapped_column(String(120), unique=True)
    conversation_id: Mapped[str | None] = mapped_column(ForeignKey("conversation.id"))
    event_sequence: Mapped[int | None]
    to_address: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str | None] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(2))
    state: Mapped[str] = mapped_column(String(8), default="queued")
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # whoever sends it holds it until then, so that two processes never send one e-mail
    leased_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_error: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
