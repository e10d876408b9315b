"""What the knowledge base says of its certificate, as types.

Values only; the calls are in `helpdesk.knowledge_client`.
"""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

CertificateStatus = Literal["certified", "uncertified", "invalid", "alarm"]


class Said(BaseModel):
    """Anything said of a certificate; what a newer knowledge base adds is passed on."""

    model_config = ConfigDict(extra="allow", frozen=True)


class ThresholdsInForce(Said):
    """Confidences from which the assistant answers and clarifies."""

    answer: float
    clarify: float


class CertifiedSample(Said):
    """What a certificate rests on: numbers of labelled questions."""

    questions: int
    unanswerable: int
    answered: int
    wrong: int


class Certificate(Said):
    """At most `alpha` of the answers from `threshold` on are wrong, with probability 1 − `delta`.

    `coverage` is the share of the sample's questions that would be answered, `upper_bound` the
    bound of the wrong-answer rate that the sample gives.
    """

    id: str
    issued_at: datetime
    issued_by: str
    alpha: float
    delta: float
    threshold: float
    sample: CertifiedSample
    coverage: float
    upper_bound: float
    encoder: str
    calibration: str
    knowledge_base_version: int
    entries: int


class Alarm(Said):
    """Live answers that proved wrong more often than was certified, and the threshold since."""

    raised_at: datetime
    answers: int
    wrong: int
    threshold: float


class CertificateState(Said):
    """Whether answers are certified, by which certificate, and if not any more, why.

    `overridden`: an operator's own threshold stands in place of the certificate's.
    """

    status: CertificateStatus
    thresholds: ThresholdsInForce
    overridden: bool = False
    certificate: Certificate | None
    invalid_because: tuple[str, ...] = ()
    changed_share: float = 0.0
    alarm: Alarm | None = None


class CertifyOutcome(Said):
    """What came of asking for a certificate; without one, what it would take.

    `labels_needed` is the number of further labels, `reachable_alpha` the smallest rate that the
    present ones certify, with `reachable_coverage`.
    """

    issued: bool
    certificate: Certificate | None
    sample: CertifiedSample
    labels_needed: int | None = None
    reachable_alpha: float | None = None
    reachable_coverage: float | None = None
    message: str = ""
