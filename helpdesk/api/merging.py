"""Merging over HTTP: two conversations of one customer become one on the desk, and two again."""

from typing import Annotated

from flask import Response, jsonify
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag
from pydantic import BaseModel, Field

from helpdesk.agents import guard
from helpdesk.api.conversation_shapes import ConversationPath
from helpdesk.api.desk_shapes import ConversationDetail
from helpdesk.app import helpdesk
from helpdesk.conversations import merging
from helpdesk.desk.detail import conversation_detail
from helpdesk.errors import ErrorBody

api = APIBlueprint(
    "merging",
    __name__,
    url_prefix="/api/v1/desk",
    abp_tags=[Tag(name="merging", description="Two conversations of one customer as one.")],
    abp_security=[{"agent": []}],
    abp_responses={401: ErrorBody, 403: ErrorBody, 404: ErrorBody, 409: ErrorBody},
)
api.before_request(guard.require_agent)


class MergeBody(BaseModel):
    """The conversation that goes on."""

    into: Annotated[str, Field(max_length=36)]


class MergePath(BaseModel):
    """A merge's address."""

    merge_id: Annotated[int, Field(ge=1, le=2**63 - 1)]


@api.post(
    "/conversations/<conversation_id>/merge",
    summary="Merge a conversation into another of the same customer",
    responses={200: ConversationDetail},
)
def merge(path: ConversationPath, body: MergeBody) -> Response:
    """The conversation that goes on, with the merged one's log under `merged.from`.

    409: `different_customers`, `not_assigned_to_you`, `wrong_state` (one of them is not open).
    """
    with helpdesk().database.write() as session:
        merging.merge(session, path.conversation_id, body.into, guard.signed_in().agent_id)
        return jsonify(conversation_detail(session, body.into))


@api.post(
    "/merges/<int:merge_id>/undo",
    summary="Undo a merge",
    responses={200: ConversationDetail},
)
def undo(path: MergePath) -> Response:
    """The conversation that stands alone again. 409: `wrong_state` (it was undone already)."""
    parts = helpdesk()
    with parts.database.write() as session:
        undone = merging.undo(
            session,
            path.merge_id,
            guard.signed_in().agent_id,
            agent_present_for=parts.settings.agent_present_for,
        )
        return jsonify(conversation_detail(session, undone.conversation_id))
