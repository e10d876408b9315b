"""What the desk's rows tell of a handoff's promises."""

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from helpdesk import clock as time
from helpdesk.models import SlaClock
from helpdesk.sla.clocks import OPEN_STATES

NO_PROMISE: Mapping[str, Any] = MappingProxyType(
    {"due_at": None, "promise": None, "breached": False, "paused": False}
)
# as many ids as one statement of SQLite may carry, with room to spare
_AT_ONCE = 10_000


def summary_of(session: Session, handoff_ids: Collection[str]) -> dict[str, dict[str, Any]]:
    """Of each handoff with a promise still owed: what is due first, whether one is late.

    `{"due_at", "promise", "breached", "paused"}`: the earliest due time that runs (null while
    all wait for the customer: ``paused``) and whose it is; whether the due time of anything
    still owed has passed. A handoff that is not in the answer has NO_PROMISE. One query for each
    ten thousand ids.
    """
    ids = sorted(handoff_ids)
    now = time.now()
    found: dict[str, dict[str, Any]] = {}
    for first in range(0, len(ids), _AT_ONCE):
        rows = session.execute(
            select(SlaClock.handoff_id, SlaClock.promise, SlaClock.due_at, SlaClock.breached_at)
            .where(
                SlaClock.handoff_id.in_(ids[first : first + _AT_ONCE]),
                SlaClock.state.in_(OPEN_STATES),
            )
            .order_by(SlaClock.due_at, SlaClock.id)
        ).all()
        for row in rows:
            told = found.setdefault(row.handoff_id, {**NO_PROMISE, "paused": True})
            if row.due_at is not None and told["due_at"] is None:
                told.update(due_at=time.rfc3339(row.due_at), promise=row.promise, paused=False)
            is_late = row.due_at is not None and row.due_at < now
            told["breached"] |= is_late or row.breached_at is not None
    return found
