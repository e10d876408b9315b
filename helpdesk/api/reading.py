"""How far agents have read, and who has a conversation open: the desk's part of being seen."""

from flask import Response, jsonify
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag
from pydantic import BaseModel, Field

from helpdesk.agents import guard
from helpdesk.api.conversation_shapes import MAX_SEQUENCE, ConversationPath
from helpdesk.app import helpdesk
from helpdesk.conversations import log, reading
from helpdesk.desk import viewers
from helpdesk.errors import ErrorBody

api = APIBlueprint(
    "reading",
    __name__,
    url_prefix="/api/v1/desk/conversations/<conversation_id>",
    abp_tags=[Tag(name="reading", description="Seen marks and collisions.")],
    abp_security=[{"agent": []}],
    abp_responses={401: ErrorBody, 403: ErrorBody, 404: ErrorBody},
)
api.before_request(guard.require_agent)


class ReadingBody(BaseModel):
    """The last event that was on the agent's screen."""

    sequence: int = Field(ge=0, le=MAX_SEQUENCE)


class ViewingBody(BaseModel):
    """Whether the agent has the conversation open, and is writing in it."""

    active: bool = True
    writing: bool = False


class Viewer(BaseModel):
    """Another agent who has the conversation open."""

    username: str
    name: str
    writing: bool


class ViewersView(BaseModel):
    """The other agents who have the conversation open."""

    viewers: list[Viewer]


@api.put("/reading", summary="Say how far you have read", responses={204: None})
def mark_read(path: ConversationPath, body: ReadingBody) -> tuple[str, int]:
    """Keep it. The customer sees it where the conversation is yours; a mark never moves back."""
    with helpdesk().database.write() as session:
        reading.agent_reads(
            session, path.conversation_id, guard.signed_in().agent_id, body.sequence
        )
    return "", 204


@api.post("/viewing", summary="Say that you look", responses={200: ViewersView})
def look(path: ConversationPath, body: ViewingBody) -> Response:
    """Who else looks. Say it again every ten seconds: after twenty-five you count as gone."""
    agent = guard.signed_in()
    with helpdesk().database.write(durable=False) as session:
        log.lock(session, path.conversation_id)
        viewers.says(
            session,
            path.conversation_id,
            agent.agent_id,
            active=body.active,
            writing=body.writing,
        )
        present = viewers.viewers(session, [path.conversation_id]).get(path.conversation_id, [])
    others = [viewer for viewer in present if viewer["username"] != agent.username]
    return jsonify({"viewers": others})
