"""What a report is asked for: which days, in whose time zone, grouped by what."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from helpdesk.errors import FieldError, Invalid

Grouping = Literal["day", "department", "agent", "reason"]

MOST_DAYS = 400
_FIRST_DAY = date(2000, 1, 1)
_LAST_DAY = date(2199, 12, 31)


@dataclass(frozen=True, kw_only=True)
class Period:
    """The days from the first to the last, both included, as the company's clocks show them."""

    first_day: date
    last_day: date
    time_zone: ZoneInfo

    @property
    def days(self) -> list[date]:
        """Every day, in order."""
        count = (self.last_day - self.first_day).days + 1
        return [self.first_day + timedelta(days=number) for number in range(count)]

    @property
    def midnights(self) -> list[datetime]:
        """When each day begins, and when the last one is over, in UTC."""
        after = self.last_day + timedelta(days=1)
        return [
            datetime.combine(day, time.min, self.time_zone).astimezone(UTC)
            for day in (*self.days, after)
        ]


def asked_for(first_day: date, last_day: date, time_zone: str) -> Period:
    """The period between two days. Raises Invalid naming `from` or `to`."""
    problems = []
    if first_day > last_day:
        problems.append(FieldError(field="from", reason="must not be after the last day"))
    elif (last_day - first_day).days >= MOST_DAYS:
        problems.append(FieldError(field="to", reason=f"at most {MOST_DAYS} days at once"))
    for field, day in (("from", first_day), ("to", last_day)):
        if not _FIRST_DAY <= day <= _LAST_DAY:
            problems.append(FieldError(field=field, reason="must be from 2000 to 2199"))
    if problems:
        raise Invalid(fields=problems)
    return Period(first_day=first_day, last_day=last_day, time_zone=ZoneInfo(time_zone))
