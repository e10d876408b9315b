"""A calendar of business time: which real seconds count.

An interval of a day opens at the first moment at which a clock on the wall there has reached its
start, and closes at the first moment at which it has reached its end. That one rule also says
what happens when clocks change: a time that is skipped is reached when the clock jumps over it,
a time that comes twice is reached the first time. In between, real seconds are counted: a night
shift over the change to summer time is an hour shorter, over the change back an hour longer.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from helpdesk.business_time.public_holidays import is_holiday

DAY_MINUTES = 24 * 60
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# nothing is looked for farther away: a due time beyond is set here
FARTHEST = timedelta(days=3660)
_A_DAY = timedelta(days=1)
_MOST_DAYS_KEPT = 5000

# minutes after the day's midnight, by the clock on the wall; past midnight it goes beyond 1440
Interval = tuple[int, int]
Span = tuple[datetime, datetime]


class NeverOpen(ValueError):
    """Hours without a single interval in the week: no due time would ever come."""


@dataclass(frozen=True, kw_only=True)
class Hours:
    """When people work. All moments taken and given are aware; given ones are in UTC.

    ``week`` has the intervals of Monday to Sunday, in any order; overlapping ones count once.
    ``dates`` stand instead of the week and of ``country``'s public holidays. An interval belongs
    to the day it starts on, also where it ends on the next: a night before a holiday is worked
    to its end.
    """

    time_zone: ZoneInfo
    week: Sequence[Sequence[Interval]]
    country: str | None = None
    dates: Mapping[date, Sequence[Interval]] = field(default_factory=dict)
    _days: dict[date, tuple[Span, ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        if len(self.week) != len(WEEKDAYS):
            raise ValueError(f"a week of {len(self.week)} days instead of {len(WEEKDAYS)}")
        if not any(self.week):
            raise NeverOpen("These hours have no interval in any day of the week.")

    def is_open(self, at: datetime) -> bool:
        """Whether this moment is business time."""
        at = at.astimezone(UTC)
        return any(True for _ in self._spans(at, at + timedelta.resolution))

    def opens_at(self, at: datetime) -> datetime:
        """The first moment of business time from ``at`` on: ``at`` itself while it is open."""
        at = at.astimezone(UTC)
        return next((opens for opens, _ in self._spans(at, at + FARTHEST)), at + FARTHEST)

    def seconds_between(self, start: datetime, end: datetime) -> float:
        """Real seconds of business time from ``start`` to ``end``; 0 when that is not later."""
        total = timedelta()
        for opens, closes in self.spans(start, end):
            total += closes - opens
        return total.total_seconds()

    def spans(self, start: datetime, end: datetime) -> Iterator[Span]:
        """The parts of the time from ``start`` to ``end`` that are business time, in order."""
        start, end = start.astimezone(UTC), end.astimezone(UTC)
        for opens, closes in self._spans(start, end):
            yield opens, min(closes, end)

    def add(self, start: datetime, seconds: float) -> datetime:
        """The earliest moment at which so many seconds of business time have passed.

        That is ``start`` for 0 or less, and the end of an interval, not the start of the next,
        for what fills it exactly. At most FARTHEST away.
        """
        start = start.astimezone(UTC)
        left = timedelta(seconds=seconds)
        if left <= timedelta():
            return start
        for opens, closes in self._spans(start, start + FARTHEST):
            if closes - opens >= left:
                return opens + left
            left -= closes - opens
        return start + FARTHEST

    def _spans(self, after: datetime, before: datetime) -> Iterator[Span]:
        """What is open from ``after`` on, in order, each part once, starting before ``before``.

        Neighbours may touch, as midnight to midnight does; the last may end after ``before``.
        """
        # an interval may have begun on the day before; one more day for zones that skip one
        day = after.astimezone(self.time_zone).date() - 2 * _A_DAY
        counted_to = after
        while True:
            for opens, closes in self._spans_of(day):
                start = max(opens, counted_to)
                if start >= before:
                    return
                if closes > start:
                    yield start, closes
                    counted_to = closes
            # where nobody works for long there is no span to stop at
            if datetime.combine(day - _A_DAY, time.min, UTC) > before:
                return
            day += _A_DAY

    def _spans_of(self, day: date) -> tuple[Span, ...]:
        found = self._days.get(day)
        if found is None:
            if len(self._days) >= _MOST_DAYS_KEPT:
                self._days.clear()
            spans = ((self._reached(day, a), self._reached(day, b)) for a, b in self._on(day))
            # one that the clock jumps over as a whole is empty
            found = tuple(sorted(span for span in spans if span[0] < span[1]))
            self._days[day] = found
        return found

    def _on(self, day: date) -> Sequence[Interval]:
        if day in self.dates:
            return self.dates[day]
        if self.country is not None and is_holiday(self.country, day):
            return ()
        return self.week[day.weekday()]

    def _reached(self, day: date, minutes: int) -> datetime:
        """The first moment at which the wall's clock shows this time of this day, or is past it."""
        wall = datetime.combine(day, time.min) + timedelta(minutes=minutes)
        moment = wall.replace(tzinfo=self.time_zone).astimezone(UTC)
        if moment.astimezone(self.time_zone).replace(tzinfo=None, fold=0) == wall:
            return moment
        return self._jump(wall)

    def _jump(self, wall: datetime) -> datetime:
        """When the clock jumps over this time, which it never shows: found by halving."""
        # read by the offset after the jump it lies before it, and the other way round
        early = wall.replace(tzinfo=self.time_zone, fold=1).astimezone(UTC)
        late = wall.replace(tzinfo=self.time_zone, fold=0).astimezone(UTC)
        seconds = int((late - early).total_seconds())
        low, high = 0, seconds
        while high - low > 1:
            middle = (low + high) // 2
            shown = (early + timedelta(seconds=middle)).astimezone(self.time_zone)
            if shown.replace(tzinfo=None) >= wall:
                high = middle
            else:
                low = middle
        return early + timedelta(seconds=high)


ALWAYS_OPEN = Hours(time_zone=ZoneInfo("UTC"), week=(((0, DAY_MINUTES),),) * len(WEEKDAYS))


def minutes_of(clock_time: str) -> int:
    """Minutes after midnight of an "HH:MM" from "00:00" to "24:00"; ValueError for all else."""
    hours, colon, minutes = clock_time.partition(":")
    digits = hours + minutes
    if len(hours) == len(minutes) == 2 and colon and digits.isascii() and digits.isdigit():
        total = int(hours) * 60 + int(minutes)
        if int(minutes) < 60 and total <= DAY_MINUTES:
            return total
    raise ValueError(f"{clock_time!r} is no time such as 08:30")


def interval(start: str, end: str) -> Interval:
    """The interval between two "HH:MM"; an end not after the start is on the next day."""
    first, last = minutes_of(start), minutes_of(end)
    return first, last if last > first else last + DAY_MINUTES
