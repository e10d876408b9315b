"""The desk's API: the lists of handoffs, conversations, answers, one stream.

Every route is behind the agents' guard, which stands before the blueprint as a whole.
"""

from typing import Annotated, Any
from uuid import UUID

from flask import Response, jsonify
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag
from pydantic import BaseModel, Field, ValidationInfo, field_validator
from sqlalchemy.orm import Session

from helpdesk import handoffs, markdown
from helpdesk.agents import guard
from helpdesk.api.conversation_shapes import (
    MESSAGE_CHARACTERS,
    AttachmentIds,
    ConversationPath,
    EventsQuery,
    EventView,
    TypingBody,
    checked_text,
)
from helpdesk.api.desk_shapes import ConversationDetail, HandoffsQuery, HandoffsView
from helpdesk.app import helpdesk
from helpdesk.conversations import log, sends, views
from helpdesk.desk.detail import conversation_detail
from helpdesk.desk.lists import Wanted, list_handoffs
from helpdesk.desk.suggestions import question_of
from helpdesk.errors import ErrorBody
from helpdesk.knowledge_answers import Language
from helpdesk.streams.desk import Reader, desk_frames
from helpdesk.streams.frames import stream_response
from helpdesk.streams.wakeups import Signal

SUGGESTIONS = 5
_COOKIE: list[dict[str, list[Any]]] = [{"agent": []}]

api = APIBlueprint(
    "desk",
    __name__,
    url_prefix="/api/v1/desk",
    abp_tags=[Tag(name="desk", description="What the agent desk uses.")],
    abp_security=_COOKIE,
    abp_responses={401: ErrorBody, 403: ErrorBody, 404: ErrorBody},
)
api.before_request(guard.require_agent)


class AnswerBody(BaseModel):
    """An agent's message in Markdown, with files, or files alone."""

    client_message_id: UUID
    attachments: AttachmentIds = []
    text: Annotated[str, Field(max_length=MESSAGE_CHARACTERS, validate_default=True)] = ""

    @field_validator("text")
    @classmethod
    def _check_text(cls, text: str, others: ValidationInfo) -> str:
        return "" if not text and others.data.get("attachments") else checked_text(text)


class PreviewBody(BaseModel):
    """A Markdown text to be looked at."""

    text: str = Field(max_length=20_000)


class LogView(BaseModel):
    """Events after a number, at most 500."""

    events: list[EventView]


class Suggestions(BaseModel):
    """What the knowledge base has on the customer's last question."""

    question: str
    language: Language
    candidates: list[dict[str, Any]]


class Preview(BaseModel):
    """Safe HTML of a text, as a customer would see it."""

    html: str


@api.get("/handoffs", summary="The queue", responses={200: HandoffsView})
def show_handoffs(query: HandoffsQuery) -> Response:
    """A page of handoffs. `next` is the `after` of the page that follows, null on the last one."""
    wanted = Wanted(**query.model_dump())
    with helpdesk().database.read() as session:
        listed, cursor = list_handoffs(session, guard.signed_in().agent_id, wanted)
    return jsonify({"handoffs": listed, "next": cursor})


@api.get(
    "/conversations/<conversation_id>",
    summary="A conversation with its whole history",
    responses={200: ConversationDetail},
)
def show_conversation(path: ConversationPath) -> Response:
    """The conversation, its handoff with the evidence, the whole log, replies not shown."""
    with helpdesk().database.read() as session:
        return jsonify(conversation_detail(session, path.conversation_id))


@api.get(
    "/conversations/<conversation_id>/events",
    summary="Fill a gap in a log",
    responses={200: LogView},
)
def list_events(path: ConversationPath, query: EventsQuery) -> Response:
    """The log after a number, at most 500 events at once."""
    with helpdesk().database.read() as session:
        log.get(session, path.conversation_id)
        events = log.events_after(session, path.conversation_id, query.after)
        return jsonify({"events": [views.event_view(event) for event in events]})


@api.post(
    "/conversations/<conversation_id>/messages",
    summary="Write to the customer",
    responses={201: EventView, 200: EventView, 409: ErrorBody},
)
def answer(path: ConversationPath, body: AnswerBody) -> tuple[Response, int]:
    """Store a message; 201, or 200 with the same event when it was stored before.

    409: `not_assigned_to_you`, or other content under a used client_message_id.
    """
    with helpdesk().database.write() as session:
        sent = sends.post_agent_message(
            session,
            path.conversation_id,
            guard.signed_in().agent_id,
            str(body.client_message_id),
            body.text,
            attachment_ids=body.attachments,
        )
        view = views.event_view(sent.event)
    return jsonify(view), 201 if sent.created else 200


@api.post("/conversations/<conversation_id>/typing", summary="Say that the agent types")
def typing(path: ConversationPath, body: TypingBody) -> tuple[str, int]:
    """Show it to the customer, if the conversation is yours; it is never stored."""
    with helpdesk().database.read() as session:
        log.get(session, path.conversation_id)
        handoff = handoffs.latest(session, path.conversation_id)
    if handoff is None or handoff.agent_id != guard.signed_in().agent_id:
        raise handoffs.NotAssignedToYou
    helpdesk().wakeups.signal(
        Signal(
            conversation_id=path.conversation_id,
            kind="typing",
            data={"author": "agent", "active": body.active},
        )
    )
    return "", 204


@api.get(
    "/conversations/<conversation_id>/suggestions",
    summary="Answers that may fit",
    responses={200: Suggestions, 503: ErrorBody},
)
def suggestions(path: ConversationPath) -> Response:
    """The knowledge base's candidates for what the customer last asked, in their language."""
    with helpdesk().database.read() as session:
        language: Language = "en" if _language(session, path.conversation_id) == "en" else "cs"
        question = question_of(session, path.conversation_id)
    candidates: list[dict[str, Any]] = []
    if question:
        found = helpdesk().knowledge.search(question, language, limit=SUGGESTIONS)
        candidates = [
            {**candidate.model_dump(), "html": markdown.render(candidate.answer)}
            for candidate in found.candidates
        ]
    return jsonify({"question": question, "language": language, "candidates": candidates})


@api.post("/preview", summary="See a text as customers will", responses={200: Preview})
def preview(body: PreviewBody) -> Response:
    """Safe HTML of a Markdown text."""
    return jsonify({"html": markdown.render(body.text)})


@api.get(
    "/events", summary="The desk's stream", responses={200: {"content": {"text/event-stream": {}}}}
)
def stream() -> Response:
    """Server-Sent Events: the board first, then what changes; docs/architecture.md names them."""
    parts, agent = helpdesk(), guard.signed_in()
    give_back = parts.stream_slots.take(f"agent:{agent.agent_id}")
    frames = desk_frames(
        parts.database,
        parts.wakeups,
        parts.board,
        Reader(
            agent_id=agent.agent_id,
            username=agent.username,
            is_signed_in=guard.sign_in_check(),
        ),
        heartbeat_seconds=parts.settings.heartbeat_seconds,
    )
    return stream_response(frames, give_back)


def _language(session: Session, conversation_id: str) -> str:
    return log.get(session, conversation_id).language
