"""The outbox: e-mails stored in the transaction of what they tell of, and what became of them.

An e-mail is sent at least once. It is leased before it is sent and marked as sent after the mail
server took it; a process that dies between the two lets the lease expire, and the e-mail is sent
again, under the same Message-ID, by which mailboxes tell a repeated e-mail. It must not import
what sends.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session

from helpdesk import clock, notices
from helpdesk.errors import Conflict, NotFound
from helpdesk.models import Agent, OutgoingMail

MailState = Literal["queued", "sent", "failed"]

# how long to wait after each attempt that failed for now; after the last one a person decides
PAUSES: tuple[timedelta, ...] = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=3),
    timedelta(hours=6),
    timedelta(hours=12),
)
MOST_ATTEMPTS = len(PAUSES) + 1
LISTED = 200
_ERROR_CHARACTERS = 500


class UnknownMail(NotFound):
    """There is no such e-mail in the outbox."""

    code = "unknown_mail"


class MailNotFailed(Conflict):
    """Only an e-mail that failed or waits can be sent again; this one was sent."""

    code = "wrong_state"


@dataclass(frozen=True, kw_only=True)
class Leased:
    """An e-mail that this process alone may send until then."""

    mail: OutgoingMail
    until: datetime


def enqueue(
    session: Session,
    *,
    purpose: str,
    conversation_id: str | None,
    event_sequence: int | None,
    to_address: str,
    subject: str,
    text: str,
    html: str | None,
    language: str,
    at: datetime | None = None,
) -> OutgoingMail:
    """The e-mail of this purpose in the outbox: this one, or the one that was there already.

    `text` is plain, `html` a safe fragment; the link to the conversation's page is added when it
    is sent. Stored with the caller's transaction, or not at all.
    """
    at = at or clock.now()
    before = session.scalars(select(OutgoingMail).filter_by(purpose=purpose)).one_or_none()
    if before is not None:
        return before
    mail = OutgoingMail(
        purpose=purpose,
        conversation_id=conversation_id,
        event_sequence=event_sequence,
        to_address=to_address,
        subject=subject,
        text=text,
        html=html,
        language=language,
        state="queued",
        attempts=0,
        next_attempt_at=at,
        created_at=at,
    )
    session.add(mail)
    session.flush()
    return mail


def is_any_due(session: Session, at: datetime) -> bool:
    """Whether an e-mail waits to be sent now."""
    return session.scalar(select(OutgoingMail.id).where(*_due(at)).limit(1)) is not None


def take(session: Session, lease_for: timedelta, *, at: datetime | None = None) -> Leased | None:
    """The e-mail that has been due longest, leased to the caller; None when none is due."""
    at = at or clock.now()
    candidate = (
        select(OutgoingMail.id)
        .where(*_due(at))
        .order_by(OutgoingMail.next_attempt_at, OutgoingMail.id)
        .limit(1)
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )
    until = at + lease_for
    mail = session.scalars(
        update(OutgoingMail)
        .where(OutgoingMail.id == candidate)
        .values(leased_until=until, attempts=OutgoingMail.attempts + 1)
        .returning(OutgoingMail),
        execution_options={"synchronize_session": False, "populate_existing": True},
    ).one_or_none()
    return None if mail is None else Leased(mail=mail, until=until)


def mark_sent(session: Session, leased: Leased, *, at: datetime | None = None) -> bool:
    """Note that the mail server took it; False where the lease was lost meanwhile."""
    return _finish(session, leased, state="sent", sent_at=at or clock.now(), last_error=None)


def mark_refused(session: Session, leased: Leased, error: str) -> bool:
    """Note that it can never be sent as it is, and tell the leads; False: the lease was lost."""
    finished = _finish(session, leased, state="failed", last_error=error[:_ERROR_CHARACTERS])
    if finished:
        _tell_leads(session, leased.mail, error)
    return finished


def mark_postponed(
    session: Session, leased: Leased, error: str, *, at: datetime | None = None
) -> bool:
    """Note why it could not be sent now; it is tried again later, or has failed after the last.

    False where the lease was lost meanwhile.
    """
    at = at or clock.now()
    attempts = leased.mail.attempts
    if attempts >= MOST_ATTEMPTS:
        return mark_refused(session, leased, error)
    pause = PAUSES[attempts - 1]
    return _finish(
        session, leased, next_attempt_at=at + pause, last_error=error[:_ERROR_CHARACTERS]
    )


def retry(session: Session, mail_id: int, *, at: datetime | None = None) -> OutgoingMail:
    """The e-mail, due now, with all its attempts before it. Raises UnknownMail or MailNotFailed."""
    at = at or clock.now()
    mail = session.scalars(
        select(OutgoingMail).where(OutgoingMail.id == mail_id).with_for_update()
    ).one_or_none()
    if mail is None:
        raise UnknownMail
    if mail.state == "sent":
        raise MailNotFailed
    mail.state = "queued"
    mail.attempts = 0
    mail.next_attempt_at = at
    session.flush()
    return mail


def listed(session: Session, state: MailState | None = None) -> Sequence[OutgoingMail]:
    """The newest e-mails, in this state if one is named."""
    query = select(OutgoingMail).order_by(OutgoingMail.id.desc()).limit(LISTED)
    if state is not None:
        query = query.where(OutgoingMail.state == state)
    return session.scalars(query).all()


def _due(at: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        OutgoingMail.state == "queued",
        OutgoingMail.next_attempt_at <= at,
        or_(OutgoingMail.leased_until.is_(None), OutgoingMail.leased_until <= at),
    )


def _finish(session: Session, leased: Leased, **values: object) -> bool:
    finished = session.execute(
        update(OutgoingMail)
        .where(
            OutgoingMail.id == leased.mail.id,
            OutgoingMail.state == "queued",
            OutgoingMail.leased_until == leased.until,
        )
        .values(leased_until=None, **values)
        .returning(OutgoingMail.id)
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()
    return finished is not None


def _tell_leads(session: Session, mail: OutgoingMail, error: str) -> None:
    leads = session.scalars(
        select(Agent.id).where(Agent.active, Agent.role.in_(("lead", "admin"))).order_by(Agent.id)
    )
    for agent_id in leads.all():
        notices.notify(
            session,
            agent_id,
            "mail_failed",
            conversation_id=mail.conversation_id,
            details={
                "mail_id": mail.id,
                "to_address": mail.to_address,
                "subject": mail.subject,
                "error": error[:_ERROR_CHARACTERS],
            },
        )
