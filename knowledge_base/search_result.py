"""What a search gives: the decision, its confidence, and the candidates it was made from."""

from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from .entries import Language


class Decision(StrEnum):
    """What the assistant should do with the question."""

    ANSWER = "answer"
    CLARIFY = "clarify"
    HAND_OFF = "hand_off"


class Reason(StrEnum):
    """Why a question is handed off."""

    LOW_CONFIDENCE = "low_confidence"
    NO_ANSWER = "no_answer"


@dataclass(frozen=True, kw_only=True)
class Thresholds:
    """The least confidence for an answer, and for a candidate to be offered as a choice.

    An answer threshold above 1 answers nothing. Raises ValueError unless 0 ≤ clarify ≤ answer
    and clarify ≤ 1.
    """

    answer: float
    clarify: float

    def __post_init__(self) -> None:
        """Refuse thresholds that contradict each other."""
        if not 0 <= self.clarify <= min(self.answer, 1):
            raise ValueError(
                f"thresholds must be 0 ≤ clarify ({self.clarify}) ≤ answer ({self.answer})"
                " and clarify ≤ 1"
            )


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """An entry that may answer the question, in the variant that would be shown.

    `cross_lingual`: the entry lacks the asked language, the other one is shown. `confidence` is
    the calibrated probability that this entry answers; `score` orders candidates and means
    nothing across questions. `matched_text` is the stored phrasing nearest to the question.
    """

    entry_id: str
    version: int
    language: Language
    cross_lingual: bool
    category: str
    question: str
    answer: str
    confidence: float
    score: float
    matched_text: str


@dataclass(frozen=True, kw_only=True)
class SearchResult:
    """A search's outcome; `confidence` is the first candidate's, 0 without one.

    `certified` says whether the answer threshold was certified on labelled questions.
    `certifiable_confidence` is the confidence before labels corrected it: what certificates are
    about. The two differ only once something was learnt from labels. `vector` is the question's
    own, as it was searched; None where nothing was encoded.
    """

    decision: Decision
    reason: Reason | None
    confidence: float
    thresholds: Thresholds
    candidates: tuple[Candidate, ...]
    certified: bool = False
    certifiable_confidence: float = 0.0
    vector: npt.NDArray[np.float32] | None = field(default=None, compare=False, repr=False)
