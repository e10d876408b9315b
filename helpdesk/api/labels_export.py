"""The labelled questions as a file, for leads: what a certificate is computed from."""

import json

from flask import Response
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag

from helpdesk.agents import guard
from helpdesk.app import helpdesk
from helpdesk.errors import ErrorBody
from helpdesk.labels.labelled import labelled_questions

api = APIBlueprint(
    "labels_export",
    __name__,
    url_prefix="/api/v1/desk/labels/export",
    abp_tags=[Tag(name="labels", description="Verdicts on customers' questions.")],
    abp_security=[{"agent": []}],
    abp_responses={401: ErrorBody, 403: ErrorBody, 503: ErrorBody},
)
api.before_request(guard.require_lead)


@api.get(
    "",
    summary="Export the labelled questions",
    responses={200: {"content": {"application/jsonl": {}}}},
)
def export() -> Response:
    """One JSON object a line: `text`, `language` and `relevant`, the entries that answer it.

    `python -m knowledge_base evaluate --labelled` and `certify --labelled` read it. Greetings and
    the like are left out; entries that are not published any more are no longer relevant.
    """
    parts = helpdesk()
    published = parts.catalogue.contents().entries
    with parts.database.read() as session:
        labelled = labelled_questions(session, published.__contains__)
    lines = [json.dumps(question.as_json(), ensure_ascii=False) + "\n" for question in labelled]
    response = Response("".join(lines), content_type="application/jsonl; charset=utf-8")
    response.headers.set("Content-Disposition", "attachment", filename="labelled.jsonl")
    response.headers["Cache-Control"] = "no-store"
    return response
