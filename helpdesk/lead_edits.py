"""What the edits of every setting that leads keep have in common."""

from typing import Any, TypeVar

from sqlalchemy.orm import Session

from helpdesk import audit
from helpdesk.errors import FieldError, Invalid, NotFound
from helpdesk.models import Base, Department

Row = TypeVar("Row", bound=Base)


def locked(session: Session, kind: type[Row], row_id: int, unknown: type[NotFound]) -> Row:
    """The row, which nobody else changes until the end of the transaction. Raises `unknown`."""
    row = session.get(kind, row_id, with_for_update=True)
    if row is None:
        raise unknown
    return row


def check_department(session: Session, department_id: str | None, *, field: str) -> None:
    """Raises Invalid (`field`) for a department that is not there; none is fine."""
    if department_id is not None and session.get(Department, department_id) is None:
        raise Invalid(fields=[unknown_department(field)])


def unknown_department(field: str) -> FieldError:
    """What is wrong with a field that names a department that is not there."""
    reason = "there is no such department; load the departments again"
    return FieldError(field=field, reason=reason)


def record(
    session: Session,
    agent_id: int | None,
    action: str,
    row_id: object,
    *,
    before: dict[str, Any],
    after: dict[str, Any],
) -> None:
    """Write down what differs, of `noun.verb`, such as `sla_rule.changed`; the noun is its kind."""
    kind = action.partition(".")[0]
    details = audit.difference(before, after)
    audit.record(session, agent_id, action, kind, row_id, details=details)
