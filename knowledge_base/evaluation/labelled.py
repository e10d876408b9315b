"""Owns what labelled questions teach: a certified threshold and corrected confidences."""

from dataclasses import dataclass

from knowledge_base.certificate.recalibration import Recalibration
from knowledge_base.certificate.risk_control import Certified, NotCertified, certify
from knowledge_base.evaluation.queries import SearchOutcomes


@dataclass(frozen=True, kw_only=True)
class Lessons:
    """The outcomes of labelled questions and what was learnt from them."""

    outcomes: SearchOutcomes
    certificate: Certified | NotCertified
    recalibration: Recalibration

    @property
    def threshold(self) -> float | None:
        """The certified threshold, on confidences as they come; None where nothing is certified."""
        return self.certificate.threshold if isinstance(self.certificate, Certified) else None


def lessons(labelled: SearchOutcomes, *, alpha: float, delta: float) -> Lessons:
    """What the labelled questions teach: the certificate they support, and the correction."""
    return Lessons(
        outcomes=labelled,
        certificate=certify(labelled.certainties, ~labelled.right, alpha=alpha, delta=delta),
        recalibration=Recalibration.fitted(labelled.certainties, labelled.right),
    )


def certificate_figures(taught: Lessons | None) -> dict[str, float | int | None]:
    """The certificate's own figures, by their names in the JSON output."""
    certificate = taught.certificate if taught else None
    issued = certificate if isinstance(certificate, Certified) else None
    refused = certificate if isinstance(certificate, NotCertified) else None
    return {
        "labelled": len(taught.outcomes) if taught else 0,
        "labelled_answerable": int(taught.outcomes.answerable.sum()) if taught else 0,
        "alpha": certificate.alpha if certificate else None,
        "delta": certificate.delta if certificate else None,
        "certified_threshold": issued.threshold if issued else None,
        "certified_upper_bound": issued.upper_bound if issued else None,
        "labels_needed": refused.labels_needed if refused else None,
        "reachable_alpha": refused.reachable_alpha if refused else None,
    }
