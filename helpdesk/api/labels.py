"""Labelling: agents draw customers' questions at random and say whether the top entry is right.

The export is a lead's and stands apart (`helpdesk.api.labels_export`): guards are on blueprints.
"""

from typing import Annotated

from flask import Response
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag
from pydantic import BaseModel, Field

from helpdesk.agents import guard
from helpdesk.api.answers import uncached
from helpdesk.app import helpdesk
from helpdesk.errors import ErrorBody
from helpdesk.knowledge_answers import Decision, Language
from helpdesk.labels import drawing, judging, questions
from helpdesk.labels.judging import Judgement, Verdict

MOST_DRAWN = 500
MOST_SHOWN = 20
# ids are 64-bit integers in the database
_GREATEST_ID = 2**63 - 1

api = APIBlueprint(
    "labels",
    __name__,
    url_prefix="/api/v1/desk/labels",
    abp_tags=[Tag(name="labels", description="Verdicts on customers' questions.")],
    abp_security=[{"agent": []}],
    abp_responses={401: ErrorBody, 403: ErrorBody},
)
api.before_request(guard.require_agent)

EntryId = Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[a-z0-9_-]+$")]


class LabelPath(BaseModel):
    """A drawn question's address."""

    label_id: int = Field(ge=1, le=_GREATEST_ID)


class DrawBody(BaseModel):
    """How many more questions to draw."""

    count: int = Field(ge=1, le=MOST_DRAWN)


class NextQuery(BaseModel):
    """How many questions to look at."""

    limit: int = Field(default=10, ge=1, le=MOST_SHOWN)


class VerdictBody(BaseModel):
    """A verdict; `entry_id` is the entry shown on top, needed when it is right or wrong.

    `right_entry_id`: the published entry that answers the question instead of a wrong one.
    """

    verdict: Verdict
    entry_id: EntryId | None = None
    right_entry_id: EntryId | None = None


class SummaryView(BaseModel):
    """How many questions there are, were drawn and were labelled."""

    drawn: int
    labelled: int
    population: int
    by_verdict: dict[Verdict, int]


class DrawView(SummaryView):
    """The counts after a draw, how many were drawn now, and why not as many as asked for."""

    newly_drawn: int
    message: str


class AssistantView(BaseModel):
    """What the assistant made of the question when it was asked."""

    intent: str | None
    decision: Decision | None


class CandidateView(BaseModel):
    """An entry that a search finds now, with safe HTML of its answer."""

    entry_id: str
    version: int
    question: str
    html: str
    confidence: float
    language: Language


class QuestionView(BaseModel):
    """A drawn question; candidates best first, the first one is to be judged."""

    id: str
    text: str
    language: Language
    asked_at: str
    page_url: str | None
    assistant: AssistantView | None
    candidates: list[CandidateView]


class NextView(BaseModel):
    """Questions to label, and how many have no verdict at all, these included."""

    questions: list[QuestionView]
    left: int


class LabelView(BaseModel):
    """A drawn question's verdict, null while there is none, and what was shown with it."""

    id: str
    verdict: Verdict | None
    entry_id: str | None
    entry_version: int | None
    confidence: float | None
    right_entry_id: str | None
    judged_by: dict[str, str] | None
    judged_at: str | None


@api.get("", summary="How far the labelling is", responses={200: SummaryView})
def read_summary() -> Response:
    """Questions asked, drawn and labelled, and the labels by verdict."""
    with helpdesk().database.read() as session:
        return uncached(judging.summary(session))


@api.post("/draw", summary="Draw questions at random", responses={200: DrawView})
def draw(body: DrawBody) -> Response:
    """Draw more questions among all that customers typed to the assistant; fewer if there are.

    Nothing is drawn twice. `message` says what to do where fewer were drawn than asked for.
    """
    with helpdesk().database.write() as session:
        newly_drawn = drawing.draw(session, body.count, guard.signed_in().agent_id)
        counts = judging.summary(session)
    message = _said_of_draw(body.count, newly_drawn, counts["population"])
    return uncached({**counts, "newly_drawn": newly_drawn, "message": message})


@api.get("/next", summary="Questions to label", responses={200: NextView, 503: ErrorBody})
def show_next(query: NextQuery) -> Response:
    """The next questions without a verdict in the order of the draw, each searched now.

    They are reserved for this agent for ten minutes: others get them only when there is nothing
    else. Asking again brings the same ones. 503 `knowledge_base_unavailable`: nothing is lost.
    """
    parts, agent_id = helpdesk(), guard.signed_in().agent_id
    # a reservation lost in a power cut costs nothing
    with parts.database.write(durable=False) as session:
        reserved = drawing.reserve(session, agent_id, query.limit)
        left = drawing.left(session)
        asked = questions.asked(session, reserved)
    found = [(one, questions.candidates_of(parts.knowledge, one)) for one in asked]
    top = {one.id: next(iter(candidates), None) for one, candidates in found}
    with parts.database.write() as session:
        questions.note_shown(session, agent_id, top)
    shown = [questions.question_view(one, candidates) for one, candidates in found]
    return uncached({"questions": shown, "left": left})


@api.put(
    "/<int:label_id>",
    summary="Label a question",
    responses={200: LabelView, 404: ErrorBody, 409: ErrorBody},
)
def label(path: LabelPath, body: VerdictBody) -> Response:
    """Keep a verdict; the agent who gave it may give another one.

    409: `judged_by_another`, or `another_entry_shown` when `entry_id` is not what `next` last
    found for the question.
    """
    parts = helpdesk()
    judgement = Judgement(
        verdict=body.verdict, entry_id=body.entry_id, right_entry_id=body.right_entry_id
    )
    with parts.database.write() as session:
        judged = judging.judge(
            session,
            path.label_id,
            guard.signed_in().agent_id,
            judgement,
            is_published=lambda entry_id: entry_id in parts.catalogue.contents().entries,
        )
        return uncached(judging.label_view(session, judged))


@api.delete(
    "/<int:label_id>",
    summary="Take a label back",
    responses={200: LabelView, 404: ErrorBody, 409: ErrorBody},
)
def take_back(path: LabelPath) -> Response:
    """The question without a verdict; it is among this agent's next ones.

    409 `judged_by_another`: only its agent or a lead may.
    """
    agent = guard.signed_in()
    with helpdesk().database.write() as session:
        question = judging.take_back(session, path.label_id, agent.agent_id, is_lead=agent.is_lead)
        return uncached(judging.label_view(session, question))


def _said_of_draw(wanted: int, drawn: int, population: int) -> str:
    if drawn == wanted:
        return ""
    if population == 0:
        return (
            "There is nothing to draw from yet: no customer has asked the assistant anything. "
            "Ask something in the chat, or come back when customers did."
        )
    if drawn == 0:
        return "Every question that customers asked so far has been drawn. Draw again later."
    return f"Only {drawn} questions were left to draw. Draw again when customers asked more."
