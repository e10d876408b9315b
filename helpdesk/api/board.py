"""The lead's live board over HTTP."""

from typing import Any

from flask import Response, jsonify
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag
from pydantic import BaseModel

from helpdesk.agents import guard
from helpdesk.app import helpdesk
from helpdesk.desk.live_board import live_board
from helpdesk.errors import ErrorBody

api = APIBlueprint(
    "board",
    __name__,
    url_prefix="/api/v1/desk/board",
    abp_tags=[Tag(name="board", description="How the desk stands.")],
    abp_security=[{"agent": []}],
    abp_responses={401: ErrorBody, 403: ErrorBody},
)
api.before_request(guard.require_lead)


class Counts(BaseModel):
    """Open handoffs: how many wait, are with an agent or put aside, are late or nearly so."""

    waiting: int
    assigned: int
    snoozed: int
    breached: int
    due_soon: int
    oldest_waiting_since: str | None
    longest_wait_seconds: int | None


class DepartmentCounts(Counts):
    """Those of one department (null: of none), and how many who fit it are online."""

    department: str | None
    agents_online: int


class MailCounts(BaseModel):
    """E-mails that are not out: on their way, or waiting for a person."""

    queued: int
    failed: int


class LiveBoard(Counts):
    """The desk as it stands."""

    by_department: list[DepartmentCounts]
    agents: list[dict[str, Any]]
    mail: MailCounts


@api.get("", summary="How the desk stands", responses={200: LiveBoard})
def show() -> Response:
    """Waiting, longest wait, breaches, agents and load. Ask again every few seconds."""
    parts = helpdesk()
    with parts.database.read() as session:
        return jsonify(live_board(session, parts.settings.agent_present_for))
