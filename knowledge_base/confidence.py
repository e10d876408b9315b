"""Confidence: the calibrated probability that a candidate answers the question, and the decision.

The coefficients are logistic regression's, fitted over several public sets of questions with and
without an answer and over knowledge bases written for the purpose (`python -m
benchmarks.calibration`); nothing of a set but these numbers is in here. They hold for knowledge
bases they have never seen, within the error that docs/retrieval.md shows. They are not a
certificate: nothing guarantees the share of wrong answers on a given knowledge base.
"""

import hashlib
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from knowledge_base.search_result import Decision, Reason, Thresholds
from knowledge_base.signals import Signals

FloatArray = npt.NDArray[np.float32]

# Answers: about nine in ten right over sets that were left out of the fit. Choices: seldom for a
# question about something else altogether.
DEFAULT_THRESHOLDS = Thresholds(answer=0.7, clarify=0.28)

# Grows when the same coefficients come to give other confidences.
_REVISION = 3

FEATURES = (
    "phrasing",
    "characters",
    "score_margin",
    "document_margin",
    "head",
    "length",
    "cross_lingual",
)

# The distance to the runner-up that is assumed where there is none: the usual one of a wrong hit.
_MARGIN_WITHOUT_RIVAL = 0.05
_WIDEST_MARGIN = 0.5
_WIDEST_DOCUMENT_MARGIN = 0.4
_LOWEST_HEAD = -8.0
_LONGEST_COUNTED = 40

# What a question that is a stored phrasing, letter by letter, is worth at least.
_EXACT = 0.98
# So many of the best candidates cannot be right all at once.
_SHARING = 3
# A word names a topic, not a question: at most this, unless it is a stored phrasing.
_ONE_WORD = 0.6
# Below this part of the threshold for a clarification, nothing stored is worth a look.
_PLAUSIBLE_PART = 0.5


def features(signals: Signals, scores: FloatArray) -> FloatArray:
    """What the calibration looks at, shape (candidates, features), in the order of FEATURES.

    Distances to rivals, more than heights: heights grow with the number of phrasings.
    """
    columns = (
        signals.phrasing,
        signals.characters,
        np.clip(_margins(scores), -_WIDEST_MARGIN, _WIDEST_MARGIN),
        np.clip(_margins(signals.document), -_WIDEST_DOCUMENT_MARGIN, _WIDEST_DOCUMENT_MARGIN),
        np.maximum(signals.head, _LOWEST_HEAD),
        np.full(len(scores), np.log1p(min(signals.word_count, _LONGEST_COUNTED))),
        1.0 - signals.same_language,
    )
    return np.stack(columns, axis=1).astype(np.float32)


def _margins(values: FloatArray) -> FloatArray:
    """The best one's distance to the runner-up, and the others' to the best (below zero)."""
    order = np.sort(values)[::-1]
    best = float(order[0])
    runner_up = float(order[1]) if len(order) > 1 else best - _MARGIN_WITHOUT_RIVAL
    return np.asarray(values - np.where(values >= best, runner_up, best), dtype=np.float32)


@dataclass(frozen=True, kw_only=True)
class Calibration:
    """Logistic regression's coefficients, one a feature."""

    coefficients: tuple[float, ...]
    intercept: float

    def __post_init__(self) -> None:
        """Refuse coefficients that do not fit the features."""
        if len(self.coefficients) != len(FEATURES):
            raise ValueError(f"{len(self.coefficients)} coefficients for {len(FEATURES)} features")

    @property
    def identity(self) -> str:
        """Changes whenever confidences do: a certificate holds for one of them only."""
        known = (_REVISION, FEATURES, self.coefficients, self.intercept)
        return hashlib.sha256(repr(known).encode()).hexdigest()[:16]

    def probabilities(self, signals: Signals, scores: FloatArray) -> FloatArray:
        """Of each candidate to answer the question; never above that of a better-scored one."""
        logits = features(signals, scores) @ np.asarray(self.coefficients) + self.intercept
        probabilities = 1 / (1 + np.exp(-np.clip(logits, -30, 30)))
        # One entry is meant: near equals share what there is, and the customer chooses.
        probabilities /= max(1.0, float(np.sort(probabilities)[-_SHARING:].sum()))
        if signals.word_count == 1:
            probabilities = np.minimum(probabilities, _ONE_WORD)
        if signals.exact.sum() == 1:
            probabilities = np.where(
                signals.exact, np.maximum(probabilities, _EXACT), probabilities
            )
        order = np.argsort(-scores, kind="stable")
        falling = np.empty(len(scores), dtype=np.float32)
        falling[order] = np.minimum.accumulate(probabilities[order])
        return falling


DEFAULT_CALIBRATION = Calibration(
    coefficients=(2.62, 2.05, 1.186, 4.831, 0.801, 0.614, 1.694), intercept=-3.122
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
