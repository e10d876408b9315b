"""People over HTTP: leads add and change agents and leads, admins everybody."""

from typing import Any

from flask import Response, request
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag
from pydantic import BaseModel, Field

from helpdesk.agents import guard, people, person_views
from helpdesk.agents.accounts import NewAgent, Role
from helpdesk.agents.people import Changes
from helpdesk.api.answers import uncached
from helpdesk.api.setting_shapes import GREATEST_NUMBER
from helpdesk.app import helpdesk
from helpdesk.errors import ErrorBody
from helpdesk.handoffs.presence import Presence
from helpdesk.language import Language

api = APIBlueprint(
    "people",
    __name__,
    url_prefix="/api/v1/desk/people",
    abp_tags=[Tag(name="people", description="Who works at the desk.")],
    abp_security=[{"agent": []}],
    abp_responses={401: ErrorBody, 403: ErrorBody},
)
api.before_request(guard.require_lead)


class PersonPath(BaseModel):
    """A person's address."""

    username: str


class NewPersonBody(BaseModel):
    """Somebody to add; without departments or languages they answer for all."""

    username: str = Field(max_length=200)
    name: str = Field(max_length=200)
    role: Role = "agent"
    capacity: int = Field(default=5, ge=0, le=GREATEST_NUMBER)
    departments: list[str] = Field(default=[], max_length=200)
    languages: list[Language] = Field(default=[], max_length=10)


class PersonBody(BaseModel):
    """What becomes different; what is left out stays."""

    name: str | None = Field(default=None, max_length=200)
    role: Role | None = None
    active: bool | None = None
    capacity: int | None = Field(default=None, ge=0, le=GREATEST_NUMBER)
    departments: list[str] | None = Field(default=None, max_length=200)
    languages: list[Language] | None = Field(default=None, max_length=10)


class PersonView(BaseModel):
    """Somebody who works at the desk.

    `load`: conversations they have, snoozed ones apart. `locked`: a sign-in under this name must
    wait after too many failures. `last_seen_at` is null for whoever has signed out.
    """

    username: str
    name: str
    role: Role
    active: bool
    capacity: int
    departments: list[str]
    languages: list[Language]
    presence: Presence
    load: int
    created_at: str
    last_seen_at: str | None
    locked: bool


class PeopleView(BaseModel):
    """Everybody by name, also those switched off."""

    people: list[PersonView]


class NewPersonView(PersonView):
    """Somebody just added, with the password, which is shown this once."""

    password: str


class PasswordView(BaseModel):
    """A generated password, which is shown this once."""

    password: str


@api.get("", summary="List people", responses={200: PeopleView})
def list_people() -> Response:
    """Everybody by name, also those switched off."""
    return uncached({"people": _listed()})


@api.post(
    "", summary="Add somebody", responses={201: NewPersonView, 409: ErrorBody, 422: ErrorBody}
)
def add_person(body: NewPersonBody) -> tuple[Response, int]:
    """The person with a generated password. 409 `username_taken`; 403 `admin_only` for admins."""
    new = NewAgent(
        username=body.username,
        name=body.name,
        role=body.role,
        capacity=body.capacity,
        departments=tuple(body.departments),
        languages=tuple(body.languages),
    )
    parts = helpdesk()
    username, password = people.add(
        parts.database, parts.passwords, guard.signed_in(), new, address=_address()
    )
    return uncached({**_shown(username), "password": password}), 201


@api.patch(
    "/<username>",
    summary="Change somebody",
    responses={200: PersonView, 404: ErrorBody, 409: ErrorBody, 422: ErrorBody},
)
def change_person(path: PersonPath, body: PersonBody) -> Response:
    """The person as stored.

    Switched off, they are signed out and their conversations wait for others. 403 `admin_only`
    for admins and for making one; 409 `own_rights` for one's own role and for switching oneself
    off.
    """
    changes = Changes(
        name=body.name,
        role=body.role,
        active=body.active,
        capacity=body.capacity,
        departments=None if body.departments is None else tuple(body.departments),
        languages=None if body.languages is None else tuple(body.languages),
    )
    people.change(
        helpdesk().database, guard.signed_in(), path.username, changes, address=_address()
    )
    return uncached(_shown(path.username))


@api.post(
    "/<username>/password",
    summary="Give somebody a new password",
    responses={200: PasswordView, 404: ErrorBody},
)
def give_password(path: PersonPath) -> Response:
    """A generated password; the person's sign-ins and a lockout of theirs are over."""
    parts = helpdesk()
    password = people.give_new_password(
        parts.database, parts.passwords, guard.signed_in(), path.username, address=_address()
    )
    return uncached({"password": password})


def _listed() -> list[dict[str, Any]]:
    parts = helpdesk()
    with parts.database.read() as session:
        return person_views.listed(session, parts.settings.agent_present_for)


def _shown(username: str) -> dict[str, Any]:
    return next(person for person in _listed() if person["username"] == username)


def _address() -> str | None:
    return request.remote_addr
