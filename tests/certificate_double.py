"""The certificate of the knowledge base's double, for tests of what is made of it.

It asks for as many right answers as the exact binomial bound does where none is wrong, and raises
an alarm by the same binomial's tail; it keeps no promise about the threshold it picks.
"""

import math
from datetime import UTC, datetime
from typing import Any

MOST_RISK = 0.5
DEFAULT_THRESHOLDS = {"answer": 0.5, "clarify": 0.1}


class CertificateDouble:
    """The certificate in force, if any, and what live answers did to it."""

    def __init__(self) -> None:
        self.certificate: dict[str, Any] | None = None
        self.alarm: dict[str, Any] | None = None
        self.outcomes: list[dict[str, Any]] = []

    @property
    def status(self) -> str:
        if self.certificate is None:
            return "uncertified"
        return "alarm" if self.alarm else "certified"

    @property
    def thresholds(self) -> dict[str, float]:
        raised = self.alarm or self.certificate
        answer = raised["threshold"] if raised else DEFAULT_THRESHOLDS["answer"]
        return {**DEFAULT_THRESHOLDS, "answer": answer}

    def state(self) -> dict[str, Any]:
        """What `GET /certificate` answers."""
        return {
            "status": self.status,
            "thresholds": self.thresholds,
            "overridden": False,
            "certificate": self.certificate,
            "invalid_because": [],
            "changed_share": 0.0,
            "alarm": self.alarm,
        }

    def issue(
        self,
        asked: dict[str, Any],
        searched: list[tuple[float, bool, bool]],
        version: int,
        entries: int,
    ) -> dict[str, Any]:
        """What `POST /certificate` answers; searched: (confidence, wrong, unanswerable) each."""
        worst_wrong = max((found[0] for found in searched if found[1]), default=0.0)
        right = [found[0] for found in searched if not found[1] and found[0] > worst_wrong]
        needed = math.ceil(math.log(asked["delta"]) / math.log(1 - asked["alpha"]))
        sample = {
            "questions": len(searched),
            "unanswerable": sum(found[2] for found in searched),
            "answered": len(right),
            "wrong": 0,
        }
        issued = len(right) >= needed
        bound = 1 - asked["delta"] ** (1 / len(right)) if right else None
        if issued:
            self.alarm, self.outcomes = None, []
            self.certificate = {
                "id": f"certificate-{version}-{len(searched)}",
                "issued_at": datetime.now(UTC).isoformat(),
                "issued_by": asked["issued_by"],
                "alpha": asked["alpha"],
                "delta": asked["delta"],
                "threshold": min(right),
                "sample": sample,
                "coverage": len(right) / len(searched),
                "upper_bound": bound,
                "encoder": "double",
                "calibration": "words",
                "knowledge_base_version": version,
                "entries": entries,
            }
        return {
            "issued": issued,
            "certificate": self.certificate if issued else None,
            "sample": sample,
            "labels_needed": None if issued else needed - len(right),
            "reachable_alpha": bound if right and bound <= MOST_RISK else None,
            "reachable_coverage": len(right) / len(searched) if right else None,
            "message": "Issued." if issued else f"{needed - len(right)} more labels are needed.",
        }

    def hear(self, outcomes: list[dict[str, Any]]) -> dict[str, Any]:
        """What `POST /certificate/outcomes` answers."""
        self.outcomes = outcomes
        if self.certificate is not None:
            threshold = self.certificate["threshold"]
            fates = [told["wrong"] for told in outcomes if told["confidence"] >= threshold]
            alpha, delta = self.certificate["alpha"], self.certificate["delta"]
            if fates and _tail(len(fates), sum(fates), alpha) <= delta:
                self.alarm = {
                    "raised_at": datetime.now(UTC).isoformat(),
                    "answers": len(fates),
                    "wrong": sum(fates),
                    "threshold": 1.0,
                }
        return self.state()


def _tail(trials: int, hits: int, rate: float) -> float:
    """P(at least ``hits`` in ``trials``) of a binomial."""
    return sum(
        math.comb(trials, k) * rate**k * (1 - rate) ** (trials - k) for k in range(hits, trials + 1)
    )
