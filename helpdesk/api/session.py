"""Agents' sign-in: who am I, sign in, sign out, change my password."""

from datetime import timedelta

from flask import Response, request
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag
from pydantic import BaseModel, Field

from helpdesk.agents import guard, own_password, sessions
from helpdesk.agents.accounts import Role, departments_of
from helpdesk.agents.passwords import GREATEST_LENGTH
from helpdesk.agents.sessions import SignedIn
from helpdesk.api.answers import uncached
from helpdesk.app import helpdesk
from helpdesk.errors import ErrorBody

api = APIBlueprint(
    "session",
    __name__,
    url_prefix="/api/v1/session",
    abp_tags=[Tag(name="session", description="Agents signing in and out")],
)


# what those may ask who are not signed in yet; every other route here needs a sign-in
_FOR_STRANGERS = frozenset({"session.read", "session.sign_in"})


@api.before_request
def require_agent_beyond_signing_in() -> None:
    """Let strangers ask who they are and sign in, and only agents do the rest."""
    if request.endpoint not in _FOR_STRANGERS:
        guard.require_agent()


class Credentials(BaseModel):
    """A user name and a password."""

    username: str = Field(min_length=1, max_length=200)
    password: str = Field(min_length=1, max_length=GREATEST_LENGTH)


class PasswordBody(BaseModel):
    """The password one has, and the one to have instead."""

    current: str = Field(min_length=1, max_length=GREATEST_LENGTH)
    new: str = Field(max_length=1000)


class OwnView(BaseModel):
    """The agent who is signed in; without departments or languages they answer for all."""

    id: int
    username: str
    name: str
    role: Role
    availability: str
    departments: list[str]
    languages: list[str]
    capacity: int


class SessionView(BaseModel):
    """Who is signed in (nobody: null), and the token their unsafe requests must carry.

    `failed_sign_ins`: how often somebody failed to sign in as this agent since the sign-in before;
    `attachment_megabytes`: the largest file that a message may carry.
    """

    agent: OwnView | None
    csrf_token: str
    failed_sign_ins: int = 0
    attachment_megabytes: float


@api.get("", responses={200: SessionView})
def read() -> Response:
    """Who is signed in; `agent` is null for a stranger."""
    agent = guard.signed_in_or_none()
    return _answer(_nobody() if agent is None else _view(agent))


@api.post("", responses={200: SessionView, 401: ErrorBody, 429: ErrorBody})
def sign_in(body: Credentials) -> Response:
    """Sign in; sets the session's cookie."""
    running = helpdesk()
    token, agent = sessions.sign_in(
        running.database,
        running.passwords,
        username=body.username,
        password=body.password,
        address=request.remote_addr or "",
        lifetime=timedelta(hours=running.settings.agent_session_hours),
    )
    response = _answer(_view(agent))
    guard.set_cookie(response, token, agent)
    return response


@api.delete("", responses={204: None, 401: ErrorBody, 403: ErrorBody})
def sign_out() -> Response:
    """Sign out; the cookie is worthless from here on."""
    sessions.sign_out(helpdesk().database, guard.cookie_token() or "")
    response = Response(status=204)
    guard.clear_cookie(response)
    return response


@api.put("/password", responses={204: None, 401: ErrorBody, 403: ErrorBody, 429: ErrorBody})
def change_password(body: PasswordBody) -> Response:
    """Change one's own password; every other sign-in of the agent is over.

    422 names `current` when that is not the password; too many wrong ones: 429.
    """
    running = helpdesk()
    own_password.change(
        running.database,
        running.passwords,
        guard.signed_in(),
        old=body.current,
        new=body.new,
        address=request.remote_addr or "",
        token=guard.cookie_token() or "",
    )
    return Response(status=204)


def _nobody() -> SessionView:
    megabytes = helpdesk().settings.attachment_megabytes
    return SessionView(agent=None, csrf_token="", attachment_megabytes=megabytes)


def _view(agent: SignedIn) -> SessionView:
    with helpdesk().database.read() as session:
        departments = departments_of(session, agent.agent_id)
    return SessionView(
        agent=OwnView(
            id=agent.agent_id,
            username=agent.username,
            name=agent.name,
            role=agent.role,
            availability=agent.availability,
            departments=departments,
            languages=list(agent.languages),
            capacity=agent.capacity,
        ),
        csrf_token=agent.csrf_token,
        failed_sign_ins=agent.failed_sign_ins,
        attachment_megabytes=helpdesk().settings.attachment_megabytes,
    )


def _answer(view: SessionView) -> Response:
    return uncached(view.model_dump())
