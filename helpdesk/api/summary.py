"""A conversation's summary over HTTP: at most five of the customer's own sentences."""

from dataclasses import asdict

from flask import Response
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag
from pydantic import BaseModel

from helpdesk.agents import guard
from helpdesk.api.answers import uncached
from helpdesk.app import helpdesk
from helpdesk.errors import ErrorBody

api = APIBlueprint(
    "summary",
    __name__,
    url_prefix="/api/v1/desk/conversations",
    abp_tags=[Tag(name="summary", description="What a customer wants, in five lines.")],
    abp_security=[{"agent": []}],
    abp_responses={401: ErrorBody, 403: ErrorBody, 503: ErrorBody},
)
api.before_request(guard.require_agent)


class ConversationPath(BaseModel):
    """A conversation's address."""

    conversation_id: str


class LineView(BaseModel):
    """A sentence and the number of the message it is from."""

    text: str
    sequence: int


class SummaryView(BaseModel):
    """At most five sentences of the customer's, in their order."""

    lines: list[LineView]


@api.get(
    "/<conversation_id>/summary",
    summary="Sum a customer up",
    responses={200: SummaryView, 404: ErrorBody},
)
def read_summary(path: ConversationPath) -> Response:
    """The customer's sentences that say the most. 503 without the knowledge base: show none."""
    parts = helpdesk()
    lines = parts.summaries.of(parts.database, path.conversation_id)
    return uncached({"lines": [asdict(line) for line in lines]})
