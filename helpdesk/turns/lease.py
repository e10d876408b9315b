"""Leases: who may run which turn, one per conversation at a time and in order.

A turn is leased in one guarded UPDATE. Whoever finishes it must still hold the lease; a runner
that died simply lets it expire, and the turn is taken again.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import and_, exists, or_, select, update
from sqlalchemy.orm import Session, aliased

from helpdesk import clock
from helpdesk.models import Turn

UNFINISHED = ("queued", "running")


class LeaseLost(Exception):
    """The turn is no longer leased to this runner; nothing was stored."""


@dataclass(frozen=True, kw_only=True)
class Lease:
    """The right to run one turn until it expires."""

    turn_id: int
    conversation_id: str
    sequence: int
    token: str
    attempt: int


def take(session: Session, lease_for: timedelta, *, at: datetime | None = None) -> Lease | None:
    """A lease of the oldest turn that may run now; None when there is none.

    A turn may run when it is queued, or its lease has expired, and no earlier turn of its
    conversation is unfinished.
    """
    at = at or clock.now()
    earlier = aliased(Turn)
    candidate = (
        select(Turn.id)
        .where(
            or_(
                Turn.state == "queued",
                and_(Turn.state == "running", Turn.lease_expires_at < at),
            ),
            ~exists().where(
                earlier.conversation_id == Turn.conversation_id,
                earlier.sequence < Turn.sequence,
                earlier.state.in_(UNFINISHED),
            ),
        )
        .order_by(Turn.created_at, Turn.id)
        .limit(1)
        .with_for_update(skip_locked=True, of=Turn)
    )
    row = session.execute(
        update(Turn)
        .where(Turn.id == candidate.scalar_subquery())
        .values(
            state="running",
            attempts=Turn.attempts + 1,
            lease_token=str(uuid4()),
            lease_expires_at=at + lease_for,
            started_at=at,
        )
        .returning(Turn.id, Turn.conversation_id, Turn.sequence, Turn.lease_token, Turn.attempts)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    if row is None:
        return None
    turn_id, conversation_id, sequence, token, attempt = row
    assert token is not None
    return Lease(
        turn_id=turn_id,
        conversation_id=conversation_id,
        sequence=sequence,
        token=token,
        attempt=attempt,
    )


def finish(session: Session, lease: Lease, **outcome: object) -> None:
    """End the leased turn with this outcome (columns of `Turn`). Raises LeaseLost."""
    finished = session.execute(
        update(Turn)
        .where(Turn.id == lease.turn_id, Turn.state == "running", Turn.lease_token == lease.token)
        .values(lease_token=None, lease_expires_at=None, **outcome)
        .returning(Turn.id)
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()
    if finished is None:
        raise LeaseLost


def expire_all(session: Session, *, at: datetime | None = None) -> int:
    """Let every lease expire now; how many there were.

    For the start of the only runner of a database: whoever held them is gone.
    """
    at = at or clock.now()
    expired = session.execute(
        update(Turn)
        .where(Turn.state == "running")
        .values(lease_expires_at=at - timedelta(seconds=1))
        .returning(Turn.id)
        .execution_options(synchronize_session=False)
    )
    return len(expired.all())
