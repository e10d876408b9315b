"""What a department promises for a handoff, and in which hours it counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, get_args

from sqlalchemy import select
from sqlalchemy.orm import Session

from helpdesk import business_time
from helpdesk.business_time import Hours
from helpdesk.models import BusinessHours, Department, Handoff, SlaTarget

Promise = Literal["first_response", "next_response", "resolution"]

PROMISES: Final[tuple[Promise, ...]] = get_args(Promise)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """The minutes of business time promised; what is not promised is not in it."""

    department_id: str
    minutes: Mapping[Promise, int]


def plan_of(session: Session, handoff: Handoff) -> Plan | None:
    """What the handoff's department promises for its channel and priority; None: nothing.

    Where it promises nothing for e-mail, a promise for the chat holds for e-mail, too.
    """
    if handoff.department_id is None:
        return None
    targets = {
        target.channel: target
        for target in session.scalars(
            select(SlaTarget).where(
                SlaTarget.department_id == handoff.department_id,
                SlaTarget.priority == handoff.priority,
            )
        )
    }
    minutes: dict[Promise, int] = {}
    for promise in PROMISES:
        for channel in (handoff.channel, "chat"):
            target = targets.get(channel)
            promised = getattr(target, f"{promise}_minutes") if target is not None else None
            if promised is not None:
                minutes[promise] = promised
                break
    return Plan(department_id=handoff.department_id, minutes=minutes) if minutes else None


def locked_hours(session: Session, department_id: str) -> Hours:
    """The department's hours, which nobody edits until this transaction ends."""
    department = session.scalars(
        select(Department).where(Department.id == department_id).with_for_update(read=True),
        execution_options={"populate_existing": True},
    ).one()
    if department.business_hours_id is None:
        return business_time.ALWAYS_OPEN
    row = session.scalars(
        select(BusinessHours)
        .where(BusinessHours.id == department.business_hours_id)
        .with_for_update(read=True),
        execution_options={"populate_existing": True},
    ).one()
    return business_time.of_row(row)
