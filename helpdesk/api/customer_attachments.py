"""A customer's files: uploaded to be sent with a message, and read back. By the token only."""

from flask import Response, jsonify, request
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag
from pydantic import BaseModel

from helpdesk import handoffs
from helpdesk.api import limits
from helpdesk.api.conversation_shapes import ConversationPath
from helpdesk.app import helpdesk
from helpdesk.attachments import files, serving
from helpdesk.conversations import access, log
from helpdesk.errors import Conflict, ErrorBody

api = APIBlueprint(
    "customer_attachments",
    __name__,
    url_prefix="/api/v1/conversations",
    abp_tags=[Tag(name="customer", description="What the chat widget uses.")],
    abp_security=[{"conversation": []}],
    abp_responses={401: ErrorBody, 403: ErrorBody, 404: ErrorBody},
)
api.before_request(serving.limit_body)


class NoHumanInCharge(Conflict):
    """The assistant reads no files. Ask for a human first."""

    code = "no_human_in_charge"


class AttachmentPath(ConversationPath):
    """An attachment's address."""

    attachment_id: str


class AttachmentView(BaseModel):
    """A file that was let in, under its cleaned name."""

    id: str
    file_name: str
    media_type: str
    size_bytes: int


@api.post(
    "/<conversation_id>/attachments",
    summary="Upload a file",
    responses={201: AttachmentView, 409: ErrorBody, 413: ErrorBody},
)
def upload(path: ConversationPath) -> tuple[Response, int]:
    """Store a file (`multipart/form-data`, field `file`) to be sent with a message.

    413 `too_large`, 422 `type_not_allowed`, 409 `no_human_in_charge` or `too_many_files`.
    """
    limits.spend("message_of_address")
    _check_token(path.conversation_id)
    limits.spend("attachment", path.conversation_id)
    content, name = serving.uploaded()
    with helpdesk().database.write() as session:
        conversation = log.lock(session, path.conversation_id)
        if handoffs.in_charge(handoffs.latest(session, conversation.id)) == "bot":
            raise NoHumanInCharge
        attachment = files.upload(
            session,
            conversation,
            content=content,
            file_name=name,
            most_bytes=serving.most_bytes(),
            author="customer",
        )
        return jsonify(files.attachment_view(attachment)), 201


@api.get(
    "/<conversation_id>/attachments/<attachment_id>",
    summary="Read a file",
    responses={200: {"content": {"application/octet-stream": {}}}},
)
def download(path: AttachmentPath) -> Response:
    """The file, of this conversation only."""
    limits.spend("read_of_address")
    _check_token(path.conversation_id)
    limits.spend("read", path.conversation_id)
    with helpdesk().database.read() as session:
        attachment = files.get(session, path.attachment_id, path.conversation_id)
        if attachment.author == "agent" and attachment.event_sequence is None:
            raise files.UnknownAttachment  # not sent yet, and perhaps never
        return serving.answer(attachment)


def _check_token(conversation_id: str) -> None:
    with helpdesk().database.read() as session:
        access.check(session, conversation_id, request.headers.get("Authorization"))
