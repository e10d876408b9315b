"""Departments: the parts of the company that conversations go to, as leads set them.

A department is never deleted: conversations and reports name it. Switched off, it gets no new
ones.
"""

from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from helpdesk import business_time, clock, sla
from helpdesk.database import announce
from helpdesk.errors import FieldError, Invalid, NotFound, VersionConflict
from helpdesk.language import Language
from helpdesk.lead_edits import record
from helpdesk.models import BusinessHours, Department
from helpdesk.streams.wakeups import HANDOFFS

Assignment = Literal["manual", "automatic"]


class UnknownDepartment(NotFound):
    """There is no such department. Load the departments again."""

    code = "unknown_department"


@dataclass(frozen=True, kw_only=True)
class DepartmentFields:
    """What a lead sets of a department. Without `hours_id` it is always open."""

    names: dict[Language, str]
    position: int = 0
    active: bool = True
    hours_id: int | None = None
    assignment: Assignment = "manual"


def listed(session: Session) -> list[Department]:
    """Every department in its order, also those switched off."""
    return list(session.scalars(select(Department).order_by(Department.position, Department.id)))


def active(session: Session) -> list[Department]:
    """The departments that conversations can go to, in their order."""
    return [department for department in listed(session) if department.active]


def put(
    session: Session,
    department_id: str,
    fields: DepartmentFields,
    *,
    version: int | None,
    agent_id: int | None,
) -> Department:
    """The department with these fields: a new one without `version`, else the changed one.

    Raises UnknownDepartment, VersionConflict (also for a new one whose id is taken) or Invalid
    (`hours`).
    """
    if fields.hours_id is not None and session.get(BusinessHours, fields.hours_id) is None:
        reason = "there are no such hours; load the hours again"
        raise Invalid(fields=[FieldError(field="hours", reason=reason)])
    # the id stays: handoffs that name the department need not wait for this
    department = session.get(Department, department_id, with_for_update={"key_share": True})
    if department is None and version is not None:
        raise UnknownDepartment
    if department is not None and version != department.version:
        raise VersionConflict
    before = department_view(department) if department else {}
    old_hours = business_time.of_department(session, department_id)
    if department is None:
        department = Department(id=department_id, version=0)
        session.add(department)
    department.names = dict(fields.names.items())
    department.position = fields.position
    department.active = fields.active
    department.business_hours_id = fields.hours_id
    department.assignment = fields.assignment
    department.version += 1
    department.updated_at = clock.now()
    try:
        session.flush()
    except IntegrityError as error:  # somebody made one of this id at the same moment
        raise VersionConflict from error
    new_hours = business_time.of_department(session, department_id)
    if new_hours != old_hours:
        sla.recount(session, {department_id: (old_hours, new_hours)}, department.updated_at)
    action = "department.changed" if before else "department.created"
    after = department_view(department)
    record(session, agent_id, action, department_id, before=before, after=after)
    # automatic assignment may have begun here
    announce(session, HANDOFFS)
    return department


def department_view(department: Department) -> dict[str, Any]:
    """A department as the API shows it."""
    return {
        "id": department.id,
        "names": department.names,
        "position": department.position,
        "active": department.active,
        "hours": department.business_hours_id,
        "assignment": department.assignment,
        "version": department.version,
    }
