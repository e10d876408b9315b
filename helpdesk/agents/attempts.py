"""How often somebody may fail to sign in before having to wait.

Failures are counted in the database, so that a restart or a second process forgets none. The
strict limit is on one name from one address: a stranger elsewhere who guesses at a name does not
lock its owner out, until so many fail that the name itself is under attack.
"""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from helpdesk import clock
from helpdesk.errors import TooManyRequests
from helpdesk.models import SignInFailure

WINDOW = timedelta(minutes=10)
FAILURES_OF_NAME_FROM_ADDRESS = 5
FAILURES_FROM_ADDRESS = 20
FAILURES_OF_NAME = 100


def check_patience(session: Session, username: str, address: str) -> None:
    """Let an attempt pass, or raise TooManyRequests with the seconds to wait."""
    failures = SignInFailure
    limits = (
        (
            (failures.username == username) & (failures.address == address),
            FAILURES_OF_NAME_FROM_ADDRESS,
        ),
        (failures.address == address, FAILURES_FROM_ADDRESS),
        (failures.username == username, FAILURES_OF_NAME),
    )
    now = clock.now()
    for matching, limit in limits:
        recent = matching & (failures.failed_at > now - WINDOW)
        count, oldest = session.execute(
            select(func.count(), func.min(failures.failed_at)).where(recent)
        ).one()
        if count >= limit:
            raise TooManyRequests(
                "Too many failed sign-ins. Wait a few minutes and try again.",
                code="too_many_sign_ins",
                retry_after=_seconds_left(oldest, now),
            )


def record_failure(session: Session, username: str, address: str) -> None:
    """Count one failure, and forget those that no longer matter."""
    now = clock.now()
    session.execute(delete(SignInFailure).where(SignInFailure.failed_at <= now - WINDOW))
    session.add(SignInFailure(username=username, address=address, failed_at=now))


def forget_failures(session: Session, username: str, address: str) -> None:
    """Start counting afresh for one who has just signed in."""
    session.execute(
        delete(SignInFailure).where(
            (SignInFailure.username == username) & (SignInFailure.address == address)
        )
    )


def _seconds_left(oldest: datetime, now: datetime) -> int:
    return max(1, int((oldest + WINDOW - now).total_seconds()) + 1)
