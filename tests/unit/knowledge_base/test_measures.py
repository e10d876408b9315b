"""Measures of rankings and probabilities."""

import math

import pytest

from knowledge_base.measures import accepted_share, calibration_error, ranking_area


def test_the_area_is_one_when_every_positive_is_above_every_negative() -> None:
    assert ranking_area([0.9, 0.8, 0.2], [True, True, False]) == 1
    assert ranking_area([0.5, 0.5], [True, False]) == 0.5
    assert math.isnan(ranking_area([0.5, 0.6], [True, True]))


def test_the_accepted_share_reaches_as_far_as_precision_holds() -> None:
    scores = [0.9, 0.8, 0.7, 0.6]

    assert accepted_share(scores, [True, True, False, False], precision=0.6) == 0.75
    assert accepted_share(scores, [True, True, False, False], precision=0.9) == 0.5
    assert accepted_share(scores, [False, False, False, False], precision=0.5) == 0


def test_equal_scores_are_accepted_together_or_not_at_all() -> None:
    assert accepted_share([0.5, 0.5], [True, False], precision=0.9) == 0


def test_the_calibration_error_is_the_gap_between_said_and_true() -> None:
    assert calibration_error([1.0, 1.0, 0.0], [True, True, False]) == 0
    assert calibration_error([0.8, 0.8], [True, False]) == pytest.approx(0.3)
