"""Measures of rankings and probabilities, each against numbers worked out by hand."""

import math

import numpy as np
import pytest

from knowledge_base.measures import (
    accepted_share,
    calibration_error,
    calibration_floor,
    ranking_area,
    risk_coverage_area,
)


def test_the_area_is_one_when_every_positive_is_above_every_negative() -> None:
    assert ranking_area([0.9, 0.8, 0.2], [True, True, False]) == 1
    assert ranking_area([0.5, 0.5], [True, False]) == 0.5
    assert math.isnan(ranking_area([0.5, 0.6], [True, True]))


def test_the_accepted_share_reaches_as_far_as_precision_holds() -> None:
    scores = [0.9, 0.8, 0.7, 0.6]

    assert accepted_share(scores, [True, True, False, False], precision=0.6) == 0.75
    assert accepted_share(scores, [True, True, False, False], precision=0.9) == 0.5
    assert accepted_share(scores, [False, False, False, False], precision=0.5) == 0


def test_the_accepted_share_survives_an_early_error() -> None:
    right = [False] + [True] * 19
    scores = np.linspace(1, 0, num=20)

    assert accepted_share(scores, right, precision=0.95) == 1


def test_equal_scores_are_accepted_together_or_not_at_all() -> None:
    assert accepted_share([0.5, 0.5], [True, False], precision=0.9) == 0


def test_the_risk_coverage_area_is_the_mean_risk_over_all_coverages() -> None:
    # wrong shares among the first 1, 2, 3 and 4: 0, 1/2, 1/3 and 2/4
    area = risk_coverage_area([0.9, 0.8, 0.7, 0.6], [True, False, True, False])

    assert area == pytest.approx((0 + 1 / 2 + 1 / 3 + 2 / 4) / 4)


def test_equal_scores_have_the_risk_of_a_random_order() -> None:
    # the first is right; of the two equal ones half an error is met after one of them
    expected = (0 + 0.5 / 2 + 1 / 3) / 3

    assert risk_coverage_area([0.9, 0.5, 0.5], [True, True, False]) == pytest.approx(expected)
    assert risk_coverage_area([0.9, 0.5, 0.5], [True, False, True]) == pytest.approx(expected)


def test_the_calibration_error_is_the_gap_between_said_and_true() -> None:
    assert calibration_error([1.0, 1.0, 0.0], [True, True, False]) == 0
    assert calibration_error([0.8, 0.8], [True, False], bins=1) == pytest.approx(0.3)


def test_the_bins_of_the_calibration_error_hold_equally_many() -> None:
    # two bins of two: said .9 and true 1/2, said .25 and true 0; one bin would be off by .325
    probabilities, right = [0.95, 0.85, 0.3, 0.2], [True, False, False, False]

    assert calibration_error(probabilities, right, bins=2) == pytest.approx((0.4 + 0.25) / 2)
    assert calibration_error(probabilities, right, bins=1) == pytest.approx(0.325)


def test_the_order_of_equal_probabilities_does_not_change_the_calibration_error() -> None:
    probabilities = [0.5] * 6

    one = calibration_error(probabilities, [True, True, True, False, False, False], bins=2)
    other = calibration_error(probabilities, [True, False, True, False, True, False], bins=2)

    assert one == other == pytest.approx(0)


def test_the_calibration_floor_is_what_chance_leaves_to_a_perfect_calibrator() -> None:
    # two questions at 1/2 in one bin: the gap is 1/2 with both or none right, else 0
    assert calibration_floor([0.5, 0.5], bins=1) == pytest.approx(0.25, abs=0.03)
    assert calibration_floor([0.0, 1.0, 1.0]) == 0


def test_the_calibration_floor_falls_with_the_number_of_questions() -> None:
    few = calibration_floor(np.linspace(0, 1, num=50))
    many = calibration_floor(np.linspace(0, 1, num=5000))

    assert many < few / 5
    assert few == calibration_floor(np.linspace(0, 1, num=50)[::-1])


@pytest.mark.parametrize(
    "measure",
    [risk_coverage_area, calibration_error, lambda scores, right: calibration_floor(scores)],
)
def test_without_questions_a_measure_is_undefined(measure) -> None:  # type: ignore[no-untyped-def]
    assert math.isnan(measure([], []))
    assert math.isnan(accepted_share([], [], precision=0.9))
