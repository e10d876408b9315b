"""The waiting room: what each waiting customer is told, worked out for all of them at once.

One look at the queue serves everybody for some seconds, so that two thousand who wait cost
little more than one. A place is never older than that; a wait of minutes changes slowly.
"""

import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from helpdesk import business_time, clock
from helpdesk.business_time import ALWAYS_OPEN, Hours
from helpdesk.database import Database
from helpdesk.models import Department, Handoff
from helpdesk.waiting import observed
from helpdesk.waiting.estimate import Interval, intervals
from helpdesk.waiting.observed import Queued, Seat

KEEP_SECONDS = 5.0
# who joins the queue is looked for at once, but many who join at once share a look
RENEW_SECONDS = 1.0
_SHARE = 0.02
# who says so is there, whether or not new conversations are given to them
_THERE = ("online", "busy")


@dataclass(frozen=True, kw_only=True)
class Availability:
    """Whether somebody answers now; `opens_at` when not open, as far as the hours tell."""

    open: bool
    opens_at: datetime | None
    agents_present: bool

    @property
    def view(self) -> dict[str, Any]:
        """As the API shows it."""
        return {
            "open": self.open,
            "opens_at": clock.rfc3339(self.opens_at) if self.opens_at else None,
            "agents_present": self.agents_present,
        }


@dataclass(frozen=True, kw_only=True)
class _Look:
    """The queue as it was at one moment."""

    at: datetime
    hours: dict[str, Hours]
    default_department: str | None
    seats: list[Seat]
    queued: dict[str, Queued]
    places: dict[str, int]
    expected: dict[str, Interval | None]

    def availability(self, department: str | None, language: str) -> Availability:
        hours = self.hours.get(department or self.default_department or "", ALWAYS_OPEN)
        is_open = hours.is_open(self.at)
        present = any(
            seat.presence in _THERE and seat.room.fits(department, language) for seat in self.seats
        )
        return Availability(
            open=is_open,
            opens_at=None if is_open else hours.opens_at(self.at),
            agents_present=present,
        )


class WaitingRoom:
    """Tells waiting customers of one database where they stand."""

    def __init__(
        self,
        database: Database,
        present_for: timedelta,
        *,
        keep_seconds: float = KEEP_SECONDS,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database = database
        self._present_for = present_for
        self._keep_seconds = keep_seconds
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._look: _Look | None = None
        self._looked_at = 0.0
        self._keep_for = keep_seconds

    def wait(self, session: Session, handoff: Handoff, language: str) -> dict[str, Any] | None:
        """What the customer of this handoff is told now; None unless it waits.

        The place is as this session sees it; the rest at most some seconds old.
        """
        if handoff.state != "waiting":
            return None
        look = self._current(session)
        if handoff.id not in look.queued:
            look = self._current(session, at_most=RENEW_SECONDS)
        return _view(look, handoff.id, handoff.department_id, language, place(session, handoff))

    def wait_lately(self, handoff_id: str) -> dict[str, Any] | None:
        """As `wait`, all of it at most some seconds old and mostly without the database.

        None also where the handoff was not waiting at the last look.
        """
        with self._lock:
            look = self._look if self._is_fresh() else None
        if look is None:
            with self._database.read() as session:
                look = self._current(session)
        queued = look.queued.get(handoff_id)
        if queued is None:
            return None
        kind = queued.waiting
        return _view(look, handoff_id, kind.department, kind.language, look.places[handoff_id])

    def availability(self, session: Session, language: str) -> Availability:
        """Whether somebody answers now in the first department, where most begin."""
        look = self._current(session)
        return look.availability(look.default_department, language)

    def forget(self) -> None:
        """Look again at the next question."""
        with self._lock:
            self._look = None

    def _current(self, session: Session, at_most: float = math.inf) -> _Look:
        with self._lock:
            if self._look is None or not self._is_fresh(at_most):
                began_at = self._monotonic()
                self._look = _look(session, clock.now(), self._present_for)
                self._looked_at = self._monotonic()
                # a long queue takes longer, and so little of this process at most
                self._keep_for = max(self._keep_seconds, (self._looked_at - began_at) / _SHARE)
            return self._look

    def _is_fresh(self, at_most: float = math.inf) -> bool:
        return self._monotonic() - self._looked_at < min(self._keep_for, at_most)


def place(session: Session, handoff: Handoff) -> int:
    """The place of a waiting handoff among those of its department, from 1."""
    same_rank = Handoff.rank_at == handoff.rank_at
    ahead = session.scalar(
        select(func.count()).where(
            Handoff.state == "waiting",
            Handoff.department_id.is_not_distinct_from(handoff.department_id),
            or_(Handoff.rank_at < handoff.rank_at, and_(same_rank, Handoff.id < handoff.id)),
        )
    )
    return (ahead or 0) + 1


def _look(session: Session, at: datetime, present_for: timedelta) -> _Look:
    queued = observed.queue(session, at)
    seats = observed.seats(session, at, present_for)
    online = [seat.room for seat in seats if seat.presence == "online"]
    expected = intervals(
        [one.waiting for one in queued],
        online,
        observed.recent(session, at),
        seed=int(at.timestamp()),
    )
    places: dict[str, int] = {}
    ahead: dict[str | None, int] = {}
    for one in queued:
        department = one.waiting.department
        ahead[department] = ahead.get(department, 0) + 1
        places[one.handoff_id] = ahead[department]
    return _Look(
        at=at,
        hours=business_time.of_departments(session),
        default_department=session.scalar(
            select(Department.id)
            .where(Department.active)
            .order_by(Department.position, Department.id)
            .limit(1)
        ),
        seats=seats,
        queued={one.handoff_id: one for one in queued},
        places=places,
        expected={one.handoff_id: found for one, found in zip(queued, expected, strict=True)},
    )


def _view(
    look: _Look, handoff_id: str, department: str | None, language: str, position: int
) -> dict[str, Any]:
    interval = look.expected.get(handoff_id)
    minutes = interval.minutes if interval else None
    return {
        "position": position,
        "expected": {"from_minutes": minutes[0], "to_minutes": minutes[1]} if minutes else None,
        "basis": "recent" if minutes else None,
        **look.availability(department, language).view,
    }
