"""Files on the desk: uploaded to be sent to a customer, and read."""

from typing import Any

from flask import Response, jsonify
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag
from pydantic import BaseModel

from helpdesk.agents import guard
from helpdesk.api.conversation_shapes import ConversationPath
from helpdesk.api.customer_attachments import AttachmentView
from helpdesk.app import helpdesk
from helpdesk.attachments import files, serving
from helpdesk.conversations import log
from helpdesk.errors import ErrorBody

_COOKIE: list[dict[str, list[Any]]] = [{"agent": []}]

api = APIBlueprint(
    "desk_attachments",
    __name__,
    url_prefix="/api/v1/desk",
    abp_tags=[Tag(name="desk", description="What the agent desk uses.")],
    abp_security=_COOKIE,
    abp_responses={401: ErrorBody, 403: ErrorBody, 404: ErrorBody},
)
api.before_request(guard.require_agent)
api.before_request(serving.limit_body)


class AttachmentPath(BaseModel):
    """An attachment's address."""

    attachment_id: str


@api.post(
    "/conversations/<conversation_id>/attachments",
    summary="Upload a file",
    responses={201: AttachmentView, 409: ErrorBody, 413: ErrorBody},
)
def upload(path: ConversationPath) -> tuple[Response, int]:
    """Store a file (`multipart/form-data`, field `file`) to be sent with a message of yours.

    413 `too_large`, 422 `type_not_allowed`, 409 `too_many_files`.
    """
    content, name = serving.uploaded()
    with helpdesk().database.write() as session:
        attachment = files.upload(
            session,
            log.lock(session, path.conversation_id),
            content=content,
            file_name=name,
            most_bytes=serving.most_bytes(),
            author="agent",
            agent_id=guard.signed_in().agent_id,
        )
        return jsonify(files.attachment_view(attachment)), 201


@api.get(
    "/attachments/<attachment_id>",
    summary="Read a file",
    responses={200: {"content": {"application/octet-stream": {}}}},
)
def download(path: AttachmentPath) -> Response:
    """The file: pictures to be shown, anything else to be saved."""
    with helpdesk().database.read() as session:
        return serving.answer(files.get(session, path.attachment_id))
