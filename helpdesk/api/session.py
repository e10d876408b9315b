"""Agents' sign-in: who am I, sign in, sign out."""

from datetime import timedelta

from flask import Response, jsonify, request
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag
from pydantic import BaseModel, Field

from helpdesk.agents import guard, sessions
from helpdesk.agents.accounts import Role
from helpdesk.agents.passwords import GREATEST_LENGTH
from helpdesk.agents.sessions import SignedIn
from helpdesk.app import helpdesk
from helpdesk.errors import ErrorBody

api = APIBlueprint(
    "session",
    __name__,
    url_prefix="/api/v1/session",
    abp_tags=[Tag(name="session", description="Agents signing in and out")],
)


class Credentials(BaseModel):
    """A user name and a password."""

    username: str = Field(min_length=1, max_length=200)
    password: str = Field(min_length=1, max_length=GREATEST_LENGTH)


class AgentView(BaseModel):
    """An agent as the desk shows them."""

    username: str
    name: str
    role: Role


class SessionView(BaseModel):
    """Who is signed in (nobody: null), and the token their unsafe requests must carry."""

    agent: AgentView | None
    csrf_token: str


@api.get("", responses={200: SessionView})
def read() -> Response:
    """Who is signed in; `agent` is null for a stranger."""
    agent = guard.signed_in_or_none()
    return _answer(SessionView(agent=None, csrf_token="") if agent is None else _view(agent))


@api.post("", responses={200: SessionView, 401: ErrorBody})
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
    guard.require_agent()
    sessions.sign_out(helpdesk().database, guard.cookie_token() or "")
    response = Response(status=204)
    guard.clear_cookie(response)
    return response


def _view(agent: SignedIn) -> SessionView:
    return SessionView(
        agent=AgentView(username=agent.username, name=agent.name, role=agent.role),
        csrf_token=agent.csrf_token,
    )


def _answer(view: SessionView) -> Response:
    response = jsonify(view.model_dump())
    response.headers["Cache-Control"] = "no-store"
    return response
