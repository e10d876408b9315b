"""Simulated certificates are held against the truth of the whole set."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.quality.labels import error_after_labels
from benchmarks.quality.simulation import Truth, most_broken, simulate

CONFIDENCES = np.linspace(0, 1, 1000, endpoint=False)
# the upper half is right, the lower half is wrong
WRONG = CONFIDENCES < 0.5


def test_a_certifier_that_keeps_to_what_is_true_breaks_no_promise() -> None:
    (made,) = simulate(CONFIDENCES, WRONG, lambda *_: 0.5, sizes=[50], samples=20)
    assert (made.broken, made.certified, made.coverage) == (0.0, 1.0, 0.5)
    assert made.is_kept


def test_a_certifier_that_answers_all_breaks_every_promise() -> None:
    (made,) = simulate(CONFIDENCES, WRONG, lambda *_: 0.0, sizes=[50], samples=20)
    assert (made.broken, made.coverage) == (1.0, 1.0)
    assert not made.is_kept


def test_no_certificate_covers_nothing_and_breaks_nothing() -> None:
    (made,) = simulate(CONFIDENCES, WRONG, lambda *_: None, sizes=[50], samples=20)
    assert (made.broken, made.certified, made.coverage) == (0.0, 0.0, 0.0)


def test_the_best_possible_coverage_uses_up_the_allowed_mistakes() -> None:
    (made,) = simulate(CONFIDENCES, WRONG, lambda *_: 0.5, sizes=[50], samples=1, alpha=0.05)
    assert made.oracle == pytest.approx(0.526)  # 26 wrong of 526 is 4.94 %, 27 of 527 too many


def test_samples_are_drawn_in_the_wanted_size_with_replacement() -> None:
    seen = []

    def certifier(confidences: np.ndarray, wrong: np.ndarray) -> None:
        seen.append((len(confidences), len(np.unique(confidences))))
        assert np.array_equal(wrong, confidences < 0.5)

    simulate(CONFIDENCES, WRONG, certifier, sizes=[300, 600], samples=3)
    assert [size for size, _ in seen] == [300] * 3 + [600] * 3
    assert all(different < size for size, different in seen)


def test_a_threshold_takes_in_the_confidences_that_equal_it() -> None:
    truth = Truth(np.asarray([0.2, 0.4, 0.4, 0.8]), np.asarray([True, True, False, False]))
    assert truth.at(0.4) == (0.75, pytest.approx(1 / 3))
    assert truth.at(0.9) == (0.0, 0.0)


def test_two_standard_errors_of_a_thousand_samples() -> None:
    assert most_broken(1000) == pytest.approx(0.05 + 2 * np.sqrt(0.05 * 0.95 / 1000))


def test_learning_is_measured_on_questions_that_were_not_learnt_from() -> None:
    confidences = np.linspace(0.1, 0.9, 400)
    right = np.tile([True, False], 200)
    known: list[set[float]] = []

    def learner(values: np.ndarray, _: np.ndarray):  # type: ignore[no-untyped-def]
        known.append(set(values))

        def corrected(rest: np.ndarray) -> np.ndarray:
            assert not known[-1] & set(rest)
            return np.full(len(rest), 0.5)

        return corrected

    assert error_after_labels(confidences, right, learner, 100) == pytest.approx(0.0, abs=0.03)
    nothing_learnt = error_after_labels(confidences, right, lambda *_: lambda rest: rest, 100)
    assert nothing_learnt == pytest.approx(0.2, abs=0.03)
    assert {len(one) for one in known} == {100}


def test_too_few_questions_give_no_figure() -> None:
    assert error_after_labels([0.5] * 299, [True] * 299, lambda *_: lambda rest: rest, 100) is None
