"""Random calendars, and the slow, obvious way to count in them.

The reference shares no code with the calendar: it walks through real minutes, looks at a clock on
the wall, remembers the latest time the clock has shown, and looks that time up in the intervals.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import holidays
from hypothesis import strategies as st

from helpdesk.business_time import Hours, of_row
from helpdesk.models import BusinessHours

A_MINUTE = timedelta(minutes=1)
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

# with changes of half an hour, at midnight, and of a whole day (Apia left 30 December 2011 out)
ZONES = (
    "Europe/Prague",
    "America/New_York",
    "Australia/Lord_Howe",
    "America/Sao_Paulo",
    "Atlantic/Azores",
    "Asia/Kathmandu",
    "Pacific/Apia",
    "UTC",
)
# days around changes of clocks in those zones, and around holidays
NOTABLE = (
    date(2026, 3, 29),
    date(2026, 10, 25),
    date(2026, 3, 8),
    date(2026, 11, 1),
    date(2026, 4, 5),
    date(2026, 10, 4),
    date(2018, 11, 4),
    date(2018, 2, 18),
    date(2011, 12, 30),
    date(2026, 12, 24),
    date(2027, 1, 1),
    date(2026, 4, 3),
)


@dataclass(frozen=True)
class Description:
    """A calendar as a lead describes it."""

    time_zone: str
    week: dict[str, list[list[str]]]
    country: str | None
    dates: dict[str, list[list[str]]]

    def hours(self) -> Hours:
        return of_row(
            BusinessHours(
                time_zone=self.time_zone,
                week=self.week,
                holidays=self.country,
                dates=self.dates,
            )
        )


def _clock_time(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


_times = st.one_of(
    st.integers(0, 24 * 60 - 1),
    st.sampled_from([0, 60, 90, 120, 150, 180, 1380]),  # where clocks change
).map(_clock_time)
_ends = st.one_of(_times, st.just("24:00"))
_intervals = st.lists(st.tuples(_times, _ends).map(list), max_size=3)


@st.composite
def descriptions(draw: st.DrawFn) -> Description:
    some_day = st.fixed_dictionaries({draw(st.sampled_from(DAYS)): _intervals.filter(bool)})
    week = draw(st.dictionaries(st.sampled_from(DAYS), _intervals)) | draw(some_day)
    return Description(
        time_zone=draw(st.sampled_from(ZONES)),
        week=week,
        country=draw(st.sampled_from(["CZ", "CZ", "US", None])),
        dates=draw(
            st.dictionaries(
                st.sampled_from(NOTABLE).map(lambda day: day.isoformat()), _intervals, max_size=3
            )
        ),
    )


_SHIFTS = (
    [["08:00", "12:00"], ["13:00", "17:00"]],
    [["22:00", "06:00"]],
    [["00:00", "24:00"]],
    [["09:00", "13:00"], ["11:00", "19:00"]],
    [["01:30", "05:15"], ["20:00", "02:30"]],
)
# open every day, so that a walk from minute to minute soon comes to an end
working_calendars = st.builds(
    Description,
    time_zone=st.sampled_from(ZONES),
    week=st.fixed_dictionaries({day: st.sampled_from(_SHIFTS) for day in DAYS}),
    country=st.sampled_from(["CZ", None]),
    dates=st.just({}),
)


@st.composite
def moments(draw: st.DrawFn) -> datetime:
    """A whole minute, often near a change of clocks or a holiday."""
    day = draw(
        st.one_of(st.sampled_from(NOTABLE), st.dates(date(2011, 1, 1), date(2030, 1, 1)))
    ) + timedelta(days=draw(st.integers(-2, 1)))
    minutes = draw(st.integers(0, 24 * 60 - 1))
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + minutes * A_MINUTE


def open_minutes(described: Description, start: datetime) -> Iterator[tuple[datetime, bool]]:
    """Every minute from ``start`` on, and whether it is business time."""
    zone = ZoneInfo(described.time_zone)
    # clocks are put back by no more than hours: what was shown earlier does not matter
    moment = start - timedelta(days=1)
    latest = datetime.min
    while True:
        latest = max(latest, moment.astimezone(zone).replace(tzinfo=None))
        if moment >= start:
            yield moment, _works_at(described, latest)
        moment += A_MINUTE


def _works_at(described: Description, shown: datetime) -> bool:
    today, yesterday = shown.date(), shown.date() - timedelta(days=1)
    time = _clock_time(shown.hour * 60 + shown.minute)
    return any(
        start <= time < end or (end <= start and start <= time)
        for start, end in _of_day(described, today)
    ) or any(end <= start and time < end for start, end in _of_day(described, yesterday))


def _of_day(described: Description, day: date) -> list[list[str]]:
    if day.isoformat() in described.dates:
        return described.dates[day.isoformat()]
    if described.country and day in _HOLIDAYS[described.country]:
        return []
    return described.week.get(DAYS[day.weekday()], [])


_HOLIDAYS = {
    code: holidays.country_holidays(code, years=range(2010, 2032)) for code in ("CZ", "US")
}


def minutes_between(described: Description, start: datetime, end: datetime) -> int:
    """Business minutes from one whole minute to another, counted one by one."""
    counted = 0
    for moment, is_open in open_minutes(described, start):
        if moment >= end:
            return counted
        counted += is_open
    raise AssertionError("minutes never end")


def minute_after(described: Description, start: datetime, minutes: int) -> datetime:
    """The whole minute at which so many business minutes have passed, counted one by one."""
    if minutes == 0:
        return start
    counted = 0
    for moment, is_open in open_minutes(described, start):
        counted += is_open
        if counted == minutes:
            return moment + A_MINUTE
    raise AssertionError("minutes never end")
