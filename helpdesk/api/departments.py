"""Departments over HTTP: agents see them, leads make and change them."""

from typing import Annotated

from flask import Response
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag
from pydantic import BaseModel, Field

from helpdesk import departments
from helpdesk.agents import guard
from helpdesk.api.answers import uncached
from helpdesk.api.setting_shapes import GREATEST_ID, GREATEST_NUMBER, Names, SlugId, Version
from helpdesk.app import helpdesk
from helpdesk.departments import Assignment, DepartmentFields
from helpdesk.errors import ErrorBody

api = APIBlueprint(
    "departments",
    __name__,
    url_prefix="/api/v1/desk/departments",
    abp_tags=[Tag(name="departments", description="Where conversations go.")],
    abp_security=[{"agent": []}],
    abp_responses={401: ErrorBody, 403: ErrorBody},
)
api.before_request(guard.require_lead_to_change)


class DepartmentPath(BaseModel):
    """A department's address."""

    department_id: SlugId


class DepartmentBody(BaseModel):
    """A department as it shall be; `version` is the one that was edited, none for a new one.

    `hours`: the id of its business hours; without them it is always open.
    """

    names: Names
    position: int = Field(default=0, ge=0, le=GREATEST_NUMBER)
    active: bool = True
    hours: Annotated[int, Field(ge=1, le=GREATEST_ID)] | None = None
    assignment: Assignment = "manual"
    version: Version | None = None


class DepartmentView(BaseModel):
    """A department."""

    id: str
    names: dict[str, str]
    position: int
    active: bool
    hours: int | None
    assignment: Assignment
    version: int


class DepartmentsView(BaseModel):
    """Every department in its order, also those switched off."""

    departments: list[DepartmentView]


@api.get("", summary="List departments", responses={200: DepartmentsView})
def list_departments() -> Response:
    """Every department in its order, also those switched off."""
    with helpdesk().database.read() as session:
        shown = [departments.department_view(found) for found in departments.listed(session)]
    return uncached({"departments": shown})


@api.put(
    "/<department_id>",
    summary="Make or change a department",
    responses={200: DepartmentView, 404: ErrorBody, 409: ErrorBody, 422: ErrorBody},
)
def put_department(path: DepartmentPath, body: DepartmentBody) -> Response:
    """The department as stored. There is no delete: `"active": false` ends new conversations.

    409 `version_conflict` when somebody else changed it meanwhile, or has made one of this id.
    """
    fields = DepartmentFields(
        names=body.names.as_dict(),
        position=body.position,
        active=body.active,
        hours_id=body.hours,
        assignment=body.assignment,
    )
    with helpdesk().database.write() as session:
        stored = departments.put(
            session,
            path.department_id,
            fields,
            version=body.version,
            agent_id=guard.signed_in().agent_id,
        )
        return uncached(departments.department_view(stored))
