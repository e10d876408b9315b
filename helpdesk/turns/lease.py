"""Leases: who may run which turn, one per conversation at a time and in order.

A turn is leased in one guarded UPDATE. Whoever finishes it must still hold the lease; a runner
that died simply lets it expire, and the turn is taken again.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from uuid import uuid4

from sqlalchemy import Executable, and_, bindparam, exists, or_, select, update
from sqlalchemy.orm import Session

from helpdesk import clock
from helpdesk.models import Turn
from helpdesk.models.base import UtcDateTime

UNFINISHED = ("queued", "running")


class LeaseLost(Exception):
    """The turn is no longer leased to this runner; nothing was stored."""


@dataclass(frozen=True, kw_only=True)
class Lease:
    """The right to run one turn until it expires; with the payload of the choice, if any."""

    turn_id: int
    conversation_id: str
    sequence: int
    token: str
    attempt: int
    payload: str | None = None


def take(session: Session, lease_for: timedelta, *, at: datetime | None = None) -> Lease | None:
    """A lease of the oldest turn that may run now; None when there is none.

    A turn may run when it is queued, or its lease has expired, and no earlier turn of its
    conversation is unfinished.
    """
    at = at or clock.now()
    row = session.execute(
        _take_statement(),
        {"now": at, "expires_at": at + lease_for, "new_token": str(uuid4())},
    ).one_or_none()
    if row is None:
        return None
    turn_id, conversation_id, sequence, token, attempt, payload = row
    assert token is not None
    return Lease(
        turn_id=turn_id,
        conversation_id=conversation_id,
        sequence=sequence,
        token=token,
        attempt=attempt,
        payload=payload,
    )


@cache
def _take_statement() -> Executable:
    """The guarded UPDATE of `take`, put together once: it runs for every message."""
    turn = Turn.__table__
    earlier = turn.alias("earlier")
    expired = and_(
        turn.c.state == "running", turn.c.lease_expires_at < bindparam("now", type_=UtcDateTime())
    )
    candidate = (
        select(turn.c.id)
        .where(
            or_(turn.c.state == "queued", expired),
            ~exists().where(
                earlier.c.conversation_id == turn.c.conversation_id,
                earlier.c.sequence < turn.c.sequence,
                earlier.c.state.in_(UNFINISHED),
            ),
        )
        .order_by(turn.c.created_at, turn.c.id)
        .limit(1)
        .with_for_update(skip_locked=True, of=turn)
        .scalar_subquery()
    )
    return (
        update(Turn.__table__)  # type: ignore[arg-type]  # declared as a FromClause, is a Table
        .where(turn.c.id == candidate)
        .values(
            state="running",
            attempts=turn.c.attempts + 1,
            lease_token=bindparam("new_token"),
            lease_expires_at=bindparam("expires_at", type_=UtcDateTime()),
            started_at=bindparam("now", type_=UtcDateTime()),
        )
        .returning(
            turn.c.id,
            turn.c.conversation_id,
            turn.c.sequence,
            turn.c.lease_token,
            turn.c.attempts,
            turn.c.payload,
        )
    )


def finish(session: Session, lease: Lease, **outcome: object) -> None:
    """End the leased turn with this outcome (columns of `Turn`). Raises LeaseLost."""
    finished = session.execute(
        _finish_statement(frozenset(outcome)),
        {
            "leased_id": lease.turn_id,
            "held_token": lease.token,
            **{f"new_{name}": value for name, value in outcome.items()},
        },
    ).scalar_one_or_none()
    if finished is None:
        raise LeaseLost


@cache
def _finish_statement(columns: frozenset[str]) -> Executable:
    """The guarded UPDATE of `finish` for these columns, put together once."""
    turn = Turn.__table__
    values = {name: bindparam(f"new_{name}", type_=turn.c[name].type) for name in columns}
    return (
        update(Turn.__table__)  # type: ignore[arg-type]  # declared as a FromClause, is a Table
        .where(
            turn.c.id == bindparam("leased_id"),
            turn.c.state == "running",
            turn.c.lease_token == bindparam("held_token"),
        )
        .values(lease_token=None, lease_expires_at=None, **values)
        .returning(turn.c.id)
    )


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
