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
    "head_margin",
    "score_margin",
    "cross_lingual",
    "length",
)

# The distance to the runner-up that is assumed where there is none: the usual one of a wrong hit.
_MARGIN_WITHOUT_RIVAL = 0.05
_WIDEST_MARGIN = 0.5
_WIDEST_HEAD_MARGIN = 8.0
_LONGEST_COUNTED = 40

# What a question that is a stored phrasing, letter by letter, is worth at least.
_EXACT = 0.98
# Below this part of the threshold for a clarification, nothing stored is worth a look.
_PLAUSIBLE_PART = 0.5


def features(signals: Signals, scores: FloatArray) -> FloatArray:
    """What the calibration looks at, shape (candidates, features), in the order of FEATURES."""
    order = np.sort(scores)[::-1]
    best = float(order[0])
    runner_up = float(order[1]) if len(order) > 1 else best - _MARGIN_WITHOUT_RIVAL
    margins = scores - np.where(scores >= best, runner_up, best)
    length = np.log1p(min(signals.word_count, _LONGEST_COUNTED))
    columns = (
        signals.phrasing,
        signals.document,
        signals.characters,
        np.clip(signals.head - signals.background, -_WIDEST_HEAD_MARGIN, _WIDEST_HEAD_MARGIN),
        np.clip(margins, -_WIDEST_MARGIN, _WIDEST_MARGIN),
        1.0 - signals.same_language,
        np.full(len(scores), length),
    )
    return np.stack(columns, axis=1).astype(np.float32)


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
        """Of each candidate to answer the question; never above that of a better-scored one."""
        logits = features(signals, scores) @ np.asarray(self.coefficients) + self.intercept
        probabilities = 1 / (1 + np.exp(-np.clip(logits, -30, 30)))
        if signals.exact.sum() == 1:
            probabilities = np.where(
                signals.exact, np.maximum(probabilities, _EXACT), probabilities
            )
        order = np.argsort(-scores, kind="stable")
        falling = np.empty(len(scores), dtype=np.float32)
        falling[order] = np.minimum.accumulate(probabilities[order])
        return falling


DEFAULT_CALIBRATION = Calibration(
    coefficients=(1.353, 2.352, 1.378, 0.311, 4.822, 1.002, 0.523), intercept=-4.726
)


def decide(confidences: FloatArray, thresholds: Thresholds) -> tuple[Decision, Reason | None]:
    """What to do, given the candidates' confidences, best first."""
    best = float(confidences[0]) if len(confidences) else 0.0
    if best >= thresholds.answer:
        return Decision.ANSWER, None
    if best >= thresholds.clarify:
        return Decision.CLARIFY, None
    if best >= _PLAUSIBLE_PART * thresholds.clarify:
        return Decision.HAND_OFF, Reason.LOW_CONFIDENCE
    return Decision.HAND_OFF, Reason.NO_ANSWER
