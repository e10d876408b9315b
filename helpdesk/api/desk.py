"""The desk's API: the lists of handoffs, conversations, answers, one stream.

Every route is behind the agents' guard, which stands before the blueprint as a whole.
"""

from typing import Annotated, Any
from uuid import UUID

from flask import Response, jsonify
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag
from pydantic import AfterValidator, BaseModel, Field
from sqlalchemy.orm import Session

from helpdesk import handoffs, markdown
from helpdesk.agents import guard
from helpdesk.api.conversation_shapes import (
    MESSAGE_CHARACTERS,
    ConversationPath,
    EventsQuery,
    EventView,
    TypingBody,
    checked_text,
)
from helpdesk.app import helpdesk
from helpdesk.conversations import log, sends, views
from helpdesk.desk.suggestions import question_of
from helpdesk.desk.views import conversation_detail, handoff_views
from helpdesk.errors import ErrorBody
from helpdesk.handoffs import HandoffState
from helpdesk.handoffs.states import Priority
from helpdesk.knowledge_answers import Language
from helpdesk.streams.desk import desk_frames
from helpdesk.streams.frames import stream_response
from helpdesk.streams.wakeups import Signal

SUGGESTIONS = 5
_OPEN: tuple[HandoffState, ...] = ("waiting", "assigned")

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

MessageText = Annotated[str, Field(max_length=MESSAGE_CHARACTERS), AfterValidator(checked_text)]


class HandoffsQuery(BaseModel):
    """Which handoffs: in one state (open ones unless said), of everybody or only mine."""

    state: HandoffState | None = None
    mine: bool = False


class AnswerBody(BaseModel):
    """An agent's message, in Markdown."""

    client_message_id: UUID
    text: MessageText


class PreviewBody(BaseModel):
    """A Markdown text to be looked at."""

    text: str = Field(max_length=20_000)


class HandoffDeskView(BaseModel):
    """A handoff as agents see it; see docs/architecture.md."""

    id: str
    conversation_id: str
    state: HandoffState
    reason: str
    language: Language
    waiting_since: str
    requested_at: str
    position: int | None
    agent: dict[str, str] | None
    customer: dict[str, Any]
    page_url: str | None
    last_message: dict[str, str] | None
    last_sequence: int
    department: str | None
    priority: Priority
    question: str | None


class HandoffsView(BaseModel):
    """Handoffs: open ones in the queue's order, finished ones newest first."""

    handoffs: list[HandoffDeskView]


class ConversationDetail(BaseModel):
    """A conversation with everything an agent needs to go on with it."""

    conversation: dict[str, Any]
    handoff: dict[str, Any] | None
    events: list[EventView]
    hidden_replies: list[dict[str, Any]]


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
def list_handoffs(query: HandoffsQuery) -> Response:
    """Handoffs with their places in the queue."""
    states = (query.state,) if query.state else _OPEN
    agent_id = guard.signed_in().agent_id if query.mine else None
    with helpdesk().database.read() as session:
        listed = handoffs.handoffs_in(session, states, agent_id=agent_id)
        return jsonify({"handoffs": handoff_views(session, listed)})


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
    """Server-Sent Events: `handoffs` (all open ones, first and on each change), `log`, `typing`."""
    parts = helpdesk()
    give_back = parts.stream_slots.take(f"agent:{guard.signed_in().agent_id}")
    frames = desk_frames(
        parts.database,
        parts.wakeups,
        guard.sign_in_check(),
        heartbeat_seconds=parts.settings.heartbeat_seconds,
    )
    return stream_response(frames, give_back)


def _language(session: Session, conversation_id: str) -> str:
    return log.get(session, conversation_id).language
