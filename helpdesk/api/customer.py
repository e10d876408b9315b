"""The customer's API: start a conversation, send, read along, ask for a human."""

import re
from typing import Any

from flask import Response, jsonify, request
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag
from sqlalchemy.orm import Session

from helpdesk import handoffs, language
from helpdesk.api import limits
from helpdesk.api.conversation_shapes import (
    ConversationPath,
    ConversationView,
    EventsQuery,
    EventsView,
    EventView,
    FeedbackBody,
    FeedbackView,
    HandoffBody,
    MessageBody,
    MessagePath,
    ReadingBody,
    StartBody,
    StartedView,
    TypingBody,
)
from helpdesk.app import helpdesk
from helpdesk.conversations import access, feedback, log, reading, sends, views
from helpdesk.customers import identity
from helpdesk.errors import ErrorBody
from helpdesk.models import Conversation
from helpdesk.streams.customer import WAIT_SECONDS, customer_frames
from helpdesk.streams.frames import stream_response
from helpdesk.streams.wakeups import Signal

MAX_BODY_BYTES = 64 * 1024

api = APIBlueprint(
    "customer",
    __name__,
    url_prefix="/api/v1/conversations",
    abp_tags=[Tag(name="customer", description="What the chat widget uses.")],
    abp_responses={401: ErrorBody, 403: ErrorBody, 404: ErrorBody},
)

_TOKEN: list[dict[str, list[Any]]] = [{"conversation": []}]


@api.before_request
def limit_body() -> None:
    """Chat messages are small; a larger body is refused before it is read."""
    request.max_content_length = MAX_BODY_BYTES


@api.post("", summary="Start a conversation", responses={201: StartedView})
def start(body: StartBody) -> tuple[Response, int]:
    """Start a conversation. Keep the token: it is given once and opens the conversation."""
    limits.spend("start")
    with helpdesk().database.write() as session:
        conversation, token = access.start(
            session, body.language, page_url=body.page_url, page_title=body.page_title
        )
        if body.previous is not None:
            identity.follow_previous(session, conversation, body.previous.id, body.previous.token)
        view = _view(session, conversation)
    return jsonify({"conversation": view, "token": token}), 201


@api.get(
    "/<conversation_id>",
    summary="The conversation as it is",
    security=_TOKEN,
    responses={200: ConversationView},
)
def show(path: ConversationPath) -> Response:
    """Who is in charge, the place in the queue, the number of the last event."""
    limits.spend("read_of_address")
    with helpdesk().database.read() as session:
        conversation = access.check(session, path.conversation_id, _authorization())
        return jsonify(_view(session, conversation))


@api.post(
    "/<conversation_id>/messages",
    summary="Send a message",
    security=_TOKEN,
    responses={201: EventView, 200: EventView, 409: ErrorBody, 413: ErrorBody},
)
def send(path: ConversationPath, body: MessageBody) -> tuple[Response, int]:
    """Store a message; 201, or 200 with the same event when it was stored before.

    Once this has answered the message is not lost any more. Sending again under the same
    client_message_id is safe; other content under it is refused (409).
    """
    limits.spend("message_of_address")
    _check_token(path.conversation_id)
    limits.spend("message", path.conversation_id)
    with helpdesk().database.write() as session:
        sent = sends.send_customer_message(
            session,
            path.conversation_id,
            str(body.client_message_id),
            body.content,
            detect_language=language.detect,
            attachment_ids=body.attachments,
        )
        view = views.event_view(sent.event)
    return jsonify(view), 201 if sent.created else 200


@api.get(
    "/<conversation_id>/events",
    summary="Read along",
    security=_TOKEN,
    responses={200: EventsView},
)
def events(path: ConversationPath, query: EventsQuery) -> Response:
    """The log after a number: as Server-Sent Events where the request accepts them, else JSON.

    The stream carries `log` (an event, whose number is the id to resume with as Last-Event-ID),
    `state` (the conversation, at the start and on each change) and `typing`.
    """
    limits.spend("read_of_address")
    conversation_id = path.conversation_id
    _check_token(conversation_id)
    limits.spend("read", conversation_id)
    after = max(query.after, _last_event_id())
    accepted = request.accept_mimetypes.best_match(["application/json", "text/event-stream"])
    if accepted == "text/event-stream":
        parts = helpdesk()
        give_back = parts.stream_slots.take(conversation_id)
        frames = customer_frames(
            parts.database,
            parts.wakeups,
            conversation_id,
            after=after,
            room=parts.waiting,
            heartbeat_seconds=parts.settings.heartbeat_seconds,
            wait_seconds=min(WAIT_SECONDS, parts.settings.heartbeat_seconds),
        )
        return stream_response(frames, give_back)
    with helpdesk().database.read() as session:
        conversation = log.get(session, conversation_id)
        page = log.events_after(session, conversation_id, after)
        body = {
            "events": [views.event_view(event) for event in page],
            "conversation": _view(session, conversation),
        }
    access.mark_seen(helpdesk().database, conversation)
    return jsonify(body)


@api.post(
    "/<conversation_id>/handoff",
    summary="Talk to a human",
    security=_TOKEN,
    responses={200: ConversationView, 409: ErrorBody},
)
def ask_for_human(path: ConversationPath, body: HandoffBody) -> Response:
    """The conversation, with its handoff: the open one, or one requested by this."""
    _check_token(path.conversation_id)
    limits.spend("handoff", path.conversation_id)
    with helpdesk().database.write() as session:
        sends.ask_for_human(
            session,
            path.conversation_id,
            str(body.client_request_id),
            agent_present_for=helpdesk().settings.agent_present_for,
        )
        conversation = log.get(session, path.conversation_id)
        return jsonify(_view(session, conversation))


@api.put("/<conversation_id>/reading", summary="Say how far was read", security=_TOKEN)
def read(path: ConversationPath, body: ReadingBody) -> tuple[str, int]:
    """Note the last event that was on the customer's screen; agents see it."""
    _check_token(path.conversation_id)
    limits.spend("typing", path.conversation_id)
    with helpdesk().database.write(durable=False) as session:
        reading.customer_reads(session, path.conversation_id, body.sequence)
    return "", 204


@api.post("/<conversation_id>/typing", summary="Say that the customer types", security=_TOKEN)
def typing(path: ConversationPath, body: TypingBody) -> tuple[str, int]:
    """Show it to whoever has the conversation on screen; it is never stored."""
    _check_token(path.conversation_id)
    limits.spend("typing", path.conversation_id)
    helpdesk().wakeups.signal(
        Signal(
            conversation_id=path.conversation_id,
            kind="typing",
            data={"author": "customer", "active": body.active},
        )
    )
    return "", 204


@api.post(
    "/<conversation_id>/messages/<int:sequence>/feedback",
    summary="Say whether an answer helped",
    security=_TOKEN,
    responses={200: FeedbackView},
)
def give_feedback(path: MessagePath, body: FeedbackBody) -> tuple[Response, int]:
    """Keep it. After a "no", `offer_human` says whether offering a human makes sense now."""
    _check_token(path.conversation_id)
    limits.spend("feedback", path.conversation_id)
    with helpdesk().database.write() as session:
        feedback.give_feedback(session, path.conversation_id, path.sequence, helpful=body.helpful)
        owner = handoffs.in_charge(handoffs.latest(session, path.conversation_id))
    return jsonify({"offer_human": not body.helpful and owner == "bot"}), 200


def _view(session: Session, conversation: Conversation) -> dict[str, Any]:
    return views.conversation_view(session, conversation, helpdesk().waiting)


def _authorization() -> str | None:
    return request.headers.get("Authorization")


def _check_token(conversation_id: str) -> None:
    with helpdesk().database.read() as session:
        access.check(session, conversation_id, _authorization())


def _last_event_id() -> int:
    """The number a stream is resumed after; 0 for none, or for what is no number of ours."""
    value = request.headers.get("Last-Event-ID", "")
    return int(value) if re.fullmatch(r"\d{1,9}", value, re.ASCII) else 0
