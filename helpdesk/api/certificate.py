"""The certificate: every agent sees it, a lead asks for one with all labels gathered so far."""

from flask import Response
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag
from pydantic import BaseModel, Field

from helpdesk.agents import guard
from helpdesk.api.answers import uncached
from helpdesk.app import helpdesk
from helpdesk.certificate_answers import CertificateState, CertifyOutcome
from helpdesk.errors import Conflict, ErrorBody
from helpdesk.labels.labelled import labelled_questions, labelled_since

api = APIBlueprint(
    "certificate",
    __name__,
    url_prefix="/api/v1/desk/certificate",
    abp_tags=[Tag(name="certificate", description="How often answers are wrong, certified.")],
    abp_security=[{"agent": []}],
    abp_responses={401: ErrorBody, 403: ErrorBody, 503: ErrorBody},
)
api.before_request(guard.require_lead_to_change)


# a promise about less than half of the answers is worth nothing
_GREATEST_RATE = 0.5


class NoLabels(Conflict):
    """No question is labelled yet. Draw questions and label some of them first."""

    code = "no_labels"


class LabelsContradicted(Conflict):
    """Live answers contradict what these labels promised.

    Draw new questions and label them, then certify again.
    """

    code = "labels_contradicted"


class CertifyBody(BaseModel):
    """What to promise: at most `alpha` of the answers wrong, with probability 1 − `delta`."""

    alpha: float = Field(gt=0, le=_GREATEST_RATE)
    delta: float = Field(gt=0, le=_GREATEST_RATE)


@api.get("", summary="See the certificate", responses={200: CertificateState})
def read_certificate() -> Response:
    """Whether answers are certified, by what, and if not any more, why."""
    return _answer(helpdesk().knowledge.certificate())


@api.post(
    "",
    summary="Ask for a certificate",
    responses={200: CertifyOutcome, 409: ErrorBody, 422: ErrorBody},
)
def certify(body: CertifyBody) -> Response:
    """Try to certify with all labels; where they are too few, how many more it takes.

    Each labelled question is searched anew, so this may take a minute or two. 409: `no_labels`,
    `labels_contradicted` after an alarm while no label is newer than it, or
    `certification_running` while an earlier request is still at it.
    """
    parts = helpdesk()
    published = parts.catalogue.contents().entries
    alarm = parts.knowledge.certificate().alarm
    with parts.database.read() as session:
        labelled = labelled_questions(session, published.__contains__)
        contradicted = alarm is not None and not labelled_since(session, alarm.raised_at)
    if not labelled:
        raise NoLabels
    if contradicted:
        raise LabelsContradicted
    outcome = parts.knowledge.certify(
        [question.as_json() for question in labelled],
        alpha=body.alpha,
        delta=body.delta,
        issued_by=guard.signed_in().username,
    )
    return _answer(outcome)


def _answer(model: BaseModel) -> Response:
    return uncached(model.model_dump(mode="json"))
