"""The customer's API where nobody answers at once: who is there, and leaving a message."""

from typing import Any

from flask import Response, jsonify, request
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag

from helpdesk import language
from helpdesk.api import limits
from helpdesk.api.conversation_shapes import (
    AvailabilityQuery,
    AvailabilityView,
    ContactBody,
    ContactedView,
    ConversationPath,
)
from helpdesk.app import helpdesk
from helpdesk.conversations import access, contact, log, views
from helpdesk.errors import ErrorBody, KnowledgeBaseRefused, KnowledgeBaseUnavailable

MAX_BODY_BYTES = 64 * 1024

api = APIBlueprint(
    "contact",
    __name__,
    url_prefix="/api/v1",
    abp_tags=[Tag(name="customer", description="What the chat widget uses.")],
)

_TOKEN: list[dict[str, list[Any]]] = [{"conversation": []}]


@api.before_request
def limit_body() -> None:
    """A form is small; a larger body is refused before it is read."""
    request.max_content_length = MAX_BODY_BYTES


@api.get("/availability", summary="Is somebody there?", responses={200: AvailabilityView})
def availability(query: AvailabilityQuery) -> Response:
    """Whether it is business time, when it begins if not, and whether an agent is present."""
    limits.spend("read_of_address")
    with helpdesk().database.read() as session:
        return jsonify(helpdesk().waiting.availability(session, query.language).view)


@api.post(
    "/conversations/<conversation_id>/contact",
    summary="Leave a message to be answered by e-mail",
    security=_TOKEN,
    responses={
        201: ContactedView,
        200: ContactedView,
        401: ErrorBody,
        403: ErrorBody,
        404: ErrorBody,
        409: ErrorBody,
    },
)
def leave_message(path: ConversationPath, body: ContactBody) -> tuple[Response, int]:
    """Store message, name and address; 201, or 200 with the same when it was stored before.

    A human answers by e-mail; a confirmation is sent to the address. Sending again under the same
    client_request_id is safe.
    """
    limits.spend("contact")
    parts = helpdesk()
    with parts.database.read() as session:
        access.check(session, path.conversation_id, request.headers.get("Authorization"))
    limits.spend("contact_to", body.email)
    form = contact.Form(
        name=body.name or None,
        email=body.email,
        message=body.message,
        tone=_tone_of(body.message),
    )
    with parts.database.write() as session:
        stored = contact.leave_contact(
            session,
            path.conversation_id,
            str(body.client_request_id),
            form,
            detect_language=language.detect,
            agent_present_for=parts.settings.agent_present_for,
        )
        conversation = log.get(session, path.conversation_id)
        view = views.conversation_view(session, conversation, parts.waiting)
    promised = view["contact"] or {}
    confirmation = {"email": body.email, "answer_by": promised.get("answer_by")}
    return jsonify({"conversation": view, "confirmation": confirmation}), 201 if stored else 200


def _tone_of(message: str) -> dict[str, float] | None:
    """What the message sounds like to the knowledge base; without it, nothing is known."""
    try:
        return helpdesk().knowledge.tone(message, language.detect(message, "cs")).model_dump()
    except (KnowledgeBaseUnavailable, KnowledgeBaseRefused):
        return None
