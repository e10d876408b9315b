"""What the signed-in agent is told: their notices over HTTP. The stream carries the newest."""

from typing import Any, Self

from flask import Response, jsonify
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag
from pydantic import BaseModel, Field, model_validator

from helpdesk import notices
from helpdesk.agents import guard
from helpdesk.api.setting_shapes import GREATEST_ID
from helpdesk.app import helpdesk
from helpdesk.desk.notice_views import notices_view
from helpdesk.errors import ErrorBody

api = APIBlueprint(
    "notices",
    __name__,
    url_prefix="/api/v1/desk/notices",
    abp_tags=[Tag(name="notices", description="What one agent is told.")],
    abp_security=[{"agent": []}],
    abp_responses={401: ErrorBody, 403: ErrorBody},
)
api.before_request(guard.require_agent)


class NoticesQuery(BaseModel):
    """Where to go on: below the last id of the page before."""

    before: int | None = Field(default=None, ge=1, le=GREATEST_ID)


class ReadBody(BaseModel):
    """The newest notice that was on the screen, or the conversation that was opened."""

    up_to: int | None = Field(default=None, ge=0, le=GREATEST_ID)
    conversation_id: str | None = Field(default=None, max_length=36)

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if (self.up_to is None) == (self.conversation_id is None):
            raise ValueError("name either up_to or conversation_id")
        return self


class NoticeView(BaseModel):
    """One notice; the desk words its `kind` and `details`."""

    id: int
    kind: str
    conversation_id: str | None
    handoff_id: str | None
    customer_name: str | None
    details: dict[str, Any]
    created_at: str
    read: bool


class NoticesView(BaseModel):
    """Notices, newest first, at most twenty, and how many are unread in all."""

    unread: int
    notices: list[NoticeView]


@api.get("", summary="Your notices", responses={200: NoticesView})
def show(query: NoticesQuery) -> Response:
    """The newest notices, or those before one."""
    return jsonify(_view(query.before))


@api.post("/read", summary="Take notices for read", responses={200: NoticesView})
def mark_read(body: ReadBody) -> Response:
    """The newest notices, with those up to an id, or of a conversation, read."""
    agent_id = guard.signed_in().agent_id
    with helpdesk().database.write() as session:
        if body.conversation_id is not None:
            notices.mark_conversation_read(session, agent_id, body.conversation_id)
        elif body.up_to is not None:
            notices.mark_read(session, agent_id, body.up_to)
    return jsonify(_view(None))


def _view(before: int | None) -> dict[str, Any]:
    agent_id = guard.signed_in().agent_id
    with helpdesk().database.read() as session:
        page = notices.newest(session, agent_id, before=before)
        return notices_view(session, page, unread=notices.unread(session, agent_id))
