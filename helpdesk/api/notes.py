"""Private notes over HTTP: agents' words to each other, which no customer ever gets."""

from typing import Annotated
from uuid import UUID

from flask import Response, jsonify
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag
from pydantic import AfterValidator, BaseModel, Field

from helpdesk import notes
from helpdesk.agents import guard
from helpdesk.api.conversation_shapes import ConversationPath, checked_text
from helpdesk.api.desk_shapes import NamedAgent
from helpdesk.app import helpdesk
from helpdesk.errors import ErrorBody

NOTE_CHARACTERS = 4000

api = APIBlueprint(
    "notes",
    __name__,
    url_prefix="/api/v1/desk/conversations/<conversation_id>/notes",
    abp_tags=[Tag(name="notes", description="Private notes.")],
    abp_security=[{"agent": []}],
    abp_responses={401: ErrorBody, 403: ErrorBody, 404: ErrorBody},
)
api.before_request(guard.require_agent)


class NoteBody(BaseModel):
    """A note in Markdown; `@username` tells that agent of it."""

    client_note_id: UUID | None = None
    text: Annotated[str, Field(max_length=NOTE_CHARACTERS), AfterValidator(checked_text)]


class NoteView(BaseModel):
    """A private note, shown after the event with this number."""

    id: int
    client_note_id: str | None
    after_sequence: int
    agent: NamedAgent
    text: str
    html: str
    mentions: list[str]
    created_at: str


@api.post("", summary="Write to other agents", responses={201: NoteView, 200: NoteView})
def add(path: ConversationPath, body: NoteBody) -> tuple[Response, int]:
    """The note; 201, or 200 with the same note when it was stored before under its id."""
    client_note_id = str(body.client_note_id) if body.client_note_id else None
    with helpdesk().database.write() as session:
        note, is_new = notes.add_note(
            session,
            path.conversation_id,
            guard.signed_in().agent_id,
            body.text,
            client_note_id=client_note_id,
        )
        view = notes.note_view(session, note)
    return jsonify(view), 201 if is_new else 200
