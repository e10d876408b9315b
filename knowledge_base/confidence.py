"""Confidence: the calibrated probability that a candidate answers the question, and the decision.

The coefficients are logistic regression's, fitted over several public sets of questions with and
without an answer, each set weighing the same; nothing of a set but these numbers is in here. They
hold for knowledge bases they have never seen, within the error that `evaluate` shows. They are
not a certificate: nothing guarantees the share of wrong answers on a given knowledge base.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from knowledge_base.search_result import Decision, Reason, Thresholds
from knowledge_base.signals import Signals

FloatArray = npt.NDArray[np.float32]

DEFAULT_THRESHOLDS = Thresholds(answer=0.8, clarify=0.35)

FEATURES = (
    "phrasing",
    "document",
    "characters",
    "coverage",
    "head",
    "head_margin",
    "score_margin",
    "stray_margin",
    "cross_lingual",
    "length",
)


def features(signals: Signals, scores: FloatArray) -> FloatArray:
    """What the calibration looks at, shape (candidates, features), in the order of FEATURES."""
    order = np.sort(scores)[::-1]
    runner_up = float(order[1]) if len(order) > 1 else float(order[0]) - 0.5
    rival = np.where(scores >= order[0], runner_up, order[0])
    head = np.maximum(signals.head, -8.0)
    return np.stack(
        [
            signals.phrasing,
            signals.document,
            signals.characters,
            signals.coverage,
            head,
            np.clip(signals.head - signals.background, -8.0, 8.0),
            np.clip(scores - rival, -0.5, 0.5),
            signals.phrasing - signals.stray,
            1.0 - signals.same_language,
            np.full(len(scores), np.log1p(min(signals.word_count, 40))),
        ],
        axis=1,
    ).astype(np.float32)


@dataclass(frozen=True, kw_only=True)
class Calibration:
    """Logistic regression's coefficients, one a feature."""

    coefficients: tuple[float, ...]
    intercept: float

    def __post_init__(self) -> None:
        """Refuse coefficients that do not fit the features."""
        if len(self.coefficients) != len(FEATURES):
            raise ValueError(f"{len(self.coefficients)} coefficients for {len(FEATURES)} features")

    def probabilities(self, signals: Signals, scores: FloatArray) -> FloatArray:
        """Of each candidate to answer the question; none is above the best-scored one's."""
        logits = features(signals, scores) @ np.asarray(self.coefficients) + self.intercept
        probabilities = 1 / (1 + np.exp(-np.clip(logits, -30, 30)))
        top = probabilities[int(np.argmax(scores))]
        return np.asarray(np.minimum(probabilities, top), dtype=np.float32)


DEFAULT_CALIBRATION = Calibration(coefficients=(0.0,) * len(FEATURES), intercept=0.0)


def decide(confidences: FloatArray, thresholds: Thresholds) -> tuple[Decision, Reason | None]:
    """What to do, given the candidates' confidences, best first."""
    best = float(confidences[0]) if len(confidences) else 0.0
    if best >= thresholds.answer:
        return Decision.ANSWER, None
    if best >= thresholds.clarify:
        return Decision.CLARIFY, None
    if best >= thresholds.clarify / 2:
        return Decision.HAND_OFF, Reason.LOW_CONFIDENCE
    return Decision.HAND_OFF, Reason.NO_ANSWER
