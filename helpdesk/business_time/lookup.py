"""Calendars as the tables hold them."""

import json
from datetime import date
from functools import lru_cache
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from helpdesk.business_time.hours import ALWAYS_OPEN, WEEKDAYS, Hours, interval
from helpdesk.models import BusinessHours, Department


def of_row(row: BusinessHours | None) -> Hours:
    """The calendar that a row describes; without one it is always open.

    Raises ValueError for a row that the API would not have stored.
    """
    if row is None:
        return ALWAYS_OPEN
    # one calendar for one description, whatever its row: it keeps the days it has worked out
    return _described(json.dumps([row.time_zone, row.week, row.holidays, row.dates]))


def of_department(session: Session, department_id: str | None) -> Hours:
    """The hours of a department; without one, or without hours of its own, always open."""
    if department_id is None:
        return ALWAYS_OPEN
    return of_row(
        session.scalars(
            select(BusinessHours)
            .join(Department, Department.business_hours_id == BusinessHours.id)
            .where(Department.id == department_id)
        ).one_or_none()
    )


def of_departments(session: Session) -> dict[str, Hours]:
    """The hours of every department by its id, in one query."""
    rows = session.execute(
        select(Department.id, BusinessHours).outerjoin(
            BusinessHours, Department.business_hours_id == BusinessHours.id
        )
    )
    return {department_id: of_row(row) for department_id, row in rows}


@lru_cache(maxsize=64)
def _described(description: str) -> Hours:
    time_zone, week, country, dates = json.loads(description)
    return Hours(
        time_zone=ZoneInfo(time_zone),
        week=tuple(
            tuple(interval(start, end) for start, end in week.get(day, ())) for day in WEEKDAYS
        ),
        country=country,
        dates={
            date.fromisoformat(day): tuple(interval(start, end) for start, end in intervals)
            for day, intervals in dates.items()
        },
    )
