"""The demo's departments: sales, technical support, and the few big customers."""

from sqlalchemy.orm import Session

from helpdesk import departments
from helpdesk.departments import DepartmentFields
from helpdesk.models import Department

DEPARTMENTS = {
    "sales": DepartmentFields(
        names={"cs": "Obchod a objednávky", "en": "Sales and orders"}, position=1
    ),
    "technical": DepartmentFields(
        names={"cs": "Technická podpora", "en": "Technical support"}, position=2
    ),
    "enterprise": DepartmentFields(
        names={"cs": "Firemní zákazníci", "en": "Business customers"},
        position=3,
        assignment="automatic",
    ),
}


def load(session: Session) -> None:
    """Add the departments that are not there."""
    for department_id, fields in DEPARTMENTS.items():
        if session.get(Department, department_id) is None:
            departments.put(session, department_id, fields, version=None, agent_id=None)
