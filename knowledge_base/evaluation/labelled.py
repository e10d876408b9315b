"""Owns what labelled questions give: a certified threshold and corrected confidences."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from knowledge_base.certificate.risk_control import Certified, certify
from knowledge_base.evaluation.queries import SearchOutcomes

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Lessons:
    """What was learnt from labelled questions, and their outcomes."""

    outcomes: SearchOutcomes | None
    threshold: float | None
    alpha: float
    delta: float
    upper_bound: float | None
    labels_needed: int | None
    reachable_alpha: float | None

    def corrected(self, confidences: FloatArray) -> FloatArray | None:
        """The confidences after what the labels taught."""
        return None

    def figures(self) -> dict[str, float | int | None]:
        """The figures of the certificate, by their names in the JSON output."""
        outcomes = self.outcomes
        return {
            "labelled": len(outcomes) if outcomes else 0,
            "labelled_answerable": int(outcomes.answerable.sum()) if outcomes else 0,
            "alpha": self.alpha if outcomes else None,
            "delta": self.delta if outcomes else None,
            "certified_threshold": self.threshold,
            "certified_upper_bound": self.upper_bound,
            "labels_needed": self.labels_needed,
            "reachable_alpha": self.reachable_alpha,
        }


NOTHING_LABELLED = Lessons(
    outcomes=None,
    threshold=None,
    alpha=0.0,
    delta=0.0,
    upper_bound=None,
    labels_needed=None,
    reachable_alpha=None,
)


def lessons(labelled: SearchOutcomes, *, alpha: float, delta: float) -> Lessons:
    """What the labelled questions teach: the certificate they support at alpha and delta."""
    found = certify(labelled.certainties, ~labelled.right, alpha=alpha, delta=delta)
    if isinstance(found, Certified):
        return Lessons(
            outcomes=labelled,
            threshold=found.threshold,
            alpha=alpha,
            delta=delta,
            upper_bound=found.upper_bound,
            labels_needed=None,
            reachable_alpha=None,
        )
    return Lessons(
        outcomes=labelled,
        threshold=None,
        alpha=alpha,
        delta=delta,
        upper_bound=None,
        labels_needed=found.labels_needed,
        reachable_alpha=found.reachable_alpha,
    )
