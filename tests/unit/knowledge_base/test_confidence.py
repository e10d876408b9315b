"""From signals to confidences, and from confidences to a decision."""

from dataclasses import replace

import numpy as np
import pytest

from knowledge_base.confidence import (
    DEFAULT_CALIBRATION,
    DEFAULT_THRESHOLDS,
    FEATURES,
    Calibration,
    decide,
)
from knowledge_base.search_result import Decision, Reason, Thresholds
from knowledge_base.signals import Recipe, Signals

THRESHOLDS = Thresholds(answer=0.8, clarify=0.4)


def signals(*phrasing: float, exact: tuple[bool, ...] = ()) -> Signals:
    """Candidates that differ in how near their best phrasing is, and in nothing else."""
    values = np.asarray(phrasing, dtype=np.float32)
    zeros = np.zeros_like(values)
    numbers = np.arange(len(values))
    return Signals(
        entry_numbers=numbers,
        variant_numbers=numbers,
        index_numbers=np.zeros_like(numbers),
        best_phrasings=numbers,
        phrasing=values,
        document=values,
        characters=values,
        head=np.log(np.maximum(values, 0.01)),
        same_language=zeros + 1,
        exact=np.asarray(exact or (False,) * len(values)),
        word_count=5,
    )


def confidences(some: Signals) -> np.ndarray:
    return DEFAULT_CALIBRATION.probabilities(some, some.scores(Recipe()))


@pytest.mark.parametrize(
    ("confidence", "expected"),
    [
        (0.95, (Decision.ANSWER, None)),
        (0.8, (Decision.ANSWER, None)),
        (0.79, (Decision.CLARIFY, None)),
        (0.4, (Decision.CLARIFY, None)),
        (0.3, (Decision.HAND_OFF, Reason.LOW_CONFIDENCE)),
        (0.1, (Decision.HAND_OFF, Reason.NO_ANSWER)),
    ],
)
def test_the_best_confidence_decides(
    confidence: float, expected: tuple[Decision, Reason | None]
) -> None:
    assert decide(np.asarray([confidence, 0.05]), THRESHOLDS) == expected


def test_without_a_candidate_there_is_no_answer() -> None:
    assert decide(np.zeros(0), THRESHOLDS) == (Decision.HAND_OFF, Reason.NO_ANSWER)


def test_a_nearer_hit_is_more_certain_and_a_rival_makes_it_less_so() -> None:
    alone = confidences(signals(0.8, 0.1))[0]

    assert alone > confidences(signals(0.4, 0.1))[0]
    assert alone > confidences(signals(0.8, 0.75))[0]


def test_no_candidate_is_more_certain_than_a_better_scored_one() -> None:
    found = confidences(signals(0.6, 0.8, 0.2, 0.5))

    assert list(np.argsort(-found, kind="stable")) == [1, 0, 3, 2]
    assert ((found >= 0) & (found <= 1)).all()


def test_a_stored_phrasing_typed_again_is_answered_unless_two_entries_store_it() -> None:
    once = confidences(signals(0.5, 0.45, exact=(False, True)))
    twice = confidences(signals(0.5, 0.5, exact=(True, True)))

    assert once[1] >= 0.95
    assert once[0] < once[1]
    assert twice.max() < 0.95


@pytest.mark.parametrize(("answer", "clarify"), [(0.3, 0.5), (1.2, 1.3), (0.8, -0.1)])
def test_thresholds_that_contradict_are_refused(answer: float, clarify: float) -> None:
    with pytest.raises(ValueError, match="thresholds must be"):
        Thresholds(answer=answer, clarify=clarify)


def test_coefficients_that_do_not_fit_the_features_are_refused() -> None:
    with pytest.raises(ValueError, match=f"3 coefficients for {len(FEATURES)} features"):
        Calibration(coefficients=(1.0, 2.0, 3.0), intercept=0.0)


def test_near_equals_share_what_there_is() -> None:
    alone = confidences(signals(0.95, 0.1, 0.1))
    rivalled = confidences(signals(0.95, 0.94, 0.1))

    assert alone[0] > 0.9
    assert rivalled[0] < 0.65
    assert rivalled[:3].sum() <= 1.001


def test_one_word_is_never_sure_unless_it_is_a_stored_phrasing() -> None:
    word = replace(signals(0.95, 0.1), word_count=1)
    stored = replace(signals(0.95, 0.1, exact=(True, False)), word_count=1)

    assert confidences(word)[0] < DEFAULT_THRESHOLDS.answer
    assert confidences(stored)[0] > 0.9
