"""How often somebody may fail to sign in before having to wait.

Failures are counted in the database, so that a restart or a second process forgets none. The
strict limit is on one name from one address: a stranger elsewhere who guesses at a name does not
lock its owner out, until so many fail that the name itself is under attack.

A lockout is said to whoever tries, written into the audit log, shown to leads beside the agent,
and the failures are told to the agent at the next sign-in.
"""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.orm import Session

from helpdesk import audit, clock
from helpdesk.errors import TooManyRequests
from helpdesk.models import Agent, SignInFailure

WINDOW = timedelta(minutes=10)
FAILURES_OF_NAME_FROM_ADDRESS = 5
FAILURES_FROM_ADDRESS = 20
FAILURES_OF_NAME = 100


@dataclass(frozen=True, kw_only=True)
class _Limit:
    """How many failures that match are too many, and what a lockout by it is recorded as."""

    matching: ColumnElement[bool]
    most: int
    action: str


def check_patience(session: Session, username: str, address: str) -> None:
    """Let an attempt pass, or raise TooManyRequests with the seconds to wait."""
    now = clock.now()
    for limit in _limits(username, address):
        count, oldest = session.execute(
            select(func.count(), func.min(SignInFailure.failed_at)).where(
                limit.matching, SignInFailure.failed_at > now - WINDOW
            )
        ).one()
        if count >= limit.most:
            seconds = max(1, int((oldest + WINDOW - now).total_seconds()) + 1)
            raise TooManyRequests(
                f"Too many failed sign-ins. Try again in {_spoken(seconds)}.",
                code="too_many_sign_ins",
                retry_after=seconds,
            )


def record_failure(session: Session, username: str, address: str) -> None:
    """Count one failure, and forget those that no longer matter.

    The one that locks somebody out is written into the audit log. A name that no agent has is
    not: people type passwords into the wrong field.
    """
    now = clock.now()
    # first, so that failures of one agent are counted one after the other
    known = session.scalar(
        update(Agent)
        .where(Agent.username == username)
        .values(failed_sign_ins=Agent.failed_sign_ins + 1)
        .returning(Agent.username)
    )
    session.execute(delete(SignInFailure).where(SignInFailure.failed_at <= now - WINDOW))
    session.add(SignInFailure(username=username, address=address, failed_at=now))
    session.flush()
    for limit in _limits(username, address):
        count = session.scalar(
            select(func.count()).select_from(SignInFailure).where(limit.matching)
        )
        if count == limit.most:
            _record_lockout(session, limit, known, address)


def forget_failures(session: Session, username: str, address: str | None = None) -> None:
    """Start counting afresh for one who has just signed in; without an address, for the name."""
    of_name = SignInFailure.username == username
    at_address = of_name if address is None else of_name & (SignInFailure.address == address)
    session.execute(delete(SignInFailure).where(at_address))


def locked_names(session: Session) -> set[str]:
    """The names that somebody must wait with now, at one address or everywhere."""
    recent = SignInFailure.failed_at > clock.now() - WINDOW
    counted = (
        (FAILURES_OF_NAME_FROM_ADDRESS, (SignInFailure.username, SignInFailure.address)),
        (FAILURES_OF_NAME, (SignInFailure.username,)),
    )
    return {
        name
        for most, grouping in counted
        for name in session.scalars(
            select(SignInFailure.username)
            .where(recent)
            .group_by(*grouping)
            .having(func.count() >= most)
        )
    }


def _limits(username: str, address: str) -> tuple[_Limit, ...]:
    of_name = SignInFailure.username == username
    at_address = SignInFailure.address == address
    return (
        _Limit(
            matching=of_name & at_address,
            most=FAILURES_OF_NAME_FROM_ADDRESS,
            action="sign_in.locked",
        ),
        _Limit(matching=at_address, most=FAILURES_FROM_ADDRESS, action="sign_in.address_locked"),
        _Limit(matching=of_name, most=FAILURES_OF_NAME, action="sign_in.name_locked"),
    )


def _record_lockout(session: Session, limit: _Limit, known: str | None, address: str) -> None:
    if limit.action == "sign_in.address_locked":
        subject = ("address", address)
    elif known is not None:
        subject = ("agent", known)
    else:
        return
    details = {"failures": limit.most, "minutes": int(WINDOW.total_seconds() // 60)}
    audit.record(session, None, limit.action, *subject, details=details, address=address)


def _spoken(seconds: int) -> str:
    if seconds < 60:
        return f"{seconds} seconds"
    minutes = -(-seconds // 60)
    return f"{minutes} minutes" if minutes > 1 else "1 minute"
