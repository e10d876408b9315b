"""Hours as leads edit them; every edit moves the due times that are counted in them.

Apart from the rest of the package, because it reaches the promises, which count with the rest.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from helpdesk import audit, clock, sla
from helpdesk.business_time.lookup import of_row
from helpdesk.errors import Conflict, FieldError, Invalid, NotFound, VersionConflict
from helpdesk.lead_edits import locked, record
from helpdesk.models import BusinessHours, Department

Intervals = list[list[str]]


class UnknownHours(NotFound):
    """There are no such hours. Load the hours again."""

    code = "unknown_hours"


class HoursInUse(Conflict):
    """Departments work by these hours. Give them other hours first."""

    code = "in_use"


@dataclass(frozen=True, kw_only=True)
class HoursFields:
    """What a lead sets of hours; checked already (`helpdesk.api.hours`)."""

    name: str
    time_zone: str
    week: dict[str, Intervals]
    holidays: str | None
    dates: dict[str, Intervals]


def listed(session: Session) -> list[BusinessHours]:
    """All hours by their names."""
    return list(session.scalars(select(BusinessHours).order_by(BusinessHours.name)))


def create(session: Session, fields: HoursFields, agent_id: int | None) -> BusinessHours:
    """New hours. Raises Invalid when the name is taken."""
    hours = BusinessHours(version=1, updated_at=clock.now())
    _set(hours, fields)
    session.add(hours)
    _flush(session)
    record(session, agent_id, "hours.created", hours.id, before={}, after=hours_view(hours))
    return hours


def change(
    session: Session, hours_id: int, fields: HoursFields, *, version: int, agent_id: int | None
) -> BusinessHours:
    """The changed hours; running promises of departments with these hours are due accordingly.

    Raises UnknownHours, VersionConflict, or Invalid when the name is taken.
    """
    hours = locked(session, BusinessHours, hours_id, UnknownHours)
    if hours.version != version:
        raise VersionConflict
    before, old = hours_view(hours), of_row(hours)
    now = clock.now()
    _set(hours, fields)
    hours.version += 1
    hours.updated_at = now
    _flush(session)
    new = of_row(hours)
    if new != old:
        using = session.scalars(
            select(Department.id).where(Department.business_hours_id == hours.id)
        )
        sla.recount(session, dict.fromkeys(using, (old, new)), now)
    record(session, agent_id, "hours.changed", hours.id, before=before, after=hours_view(hours))
    return hours


def delete(session: Session, hours_id: int, agent_id: int | None) -> None:
    """Delete hours no department works by. Raises UnknownHours or HoursInUse."""
    hours = locked(session, BusinessHours, hours_id, UnknownHours)
    if session.scalar(select(Department.id).where(Department.business_hours_id == hours.id)):
        raise HoursInUse
    audit.record(
        session, agent_id, "hours.deleted", "hours", hours.id, details={"before": hours_view(hours)}
    )
    session.delete(hours)
    try:
        session.flush()
    except IntegrityError as error:  # a department was given them at the same moment
        raise HoursInUse from error


def hours_view(hours: BusinessHours) -> dict[str, Any]:
    """Hours as the API shows them, without the holidays to come."""
    return {
        "id": hours.id,
        "name": hours.name,
        "time_zone": hours.time_zone,
        "week": hours.week,
        "holidays": hours.holidays,
        "dates": hours.dates,
        "version": hours.version,
    }


def _set(hours: BusinessHours, fields: HoursFields) -> None:
    hours.name = fields.name
    hours.time_zone = fields.time_zone
    hours.week = fields.week
    hours.holidays = fields.holidays
    hours.dates = fields.dates


def _flush(session: Session) -> None:
    try:
        session.flush()
    except IntegrityError as error:
        taken = FieldError(field="name", reason="other hours have this name")
        raise Invalid(fields=[taken]) from error
