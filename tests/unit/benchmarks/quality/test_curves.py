"""The plotted curves say what a threshold would do."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.quality.curves import accuracy_by_confidence, risk_by_coverage


def test_each_threshold_gives_its_coverage_and_its_share_of_wrong_answers() -> None:
    assert risk_by_coverage([0.9, 0.8, 0.7, 0.6], [True, False, True, False]) == [
        (0.25, 0.0),
        (0.5, 0.5),
        (0.75, pytest.approx(1 / 3)),
        (1.0, 0.5),
    ]


def test_equal_confidences_are_never_parted() -> None:
    assert risk_by_coverage([0.9, 0.5, 0.5, 0.5], [True, True, False, False]) == [
        (0.25, 0.0),
        (1.0, 0.5),
    ]


def test_a_long_curve_is_thinned_but_keeps_its_end() -> None:
    confidences = np.linspace(0, 1, 5000)
    points = risk_by_coverage(confidences, confidences > 0.5)
    assert len(points) < 200
    assert points[-1][0] == 1.0


def test_bins_of_equal_size_pair_mean_confidence_with_the_share_right() -> None:
    confidences = np.repeat(np.linspace(0.05, 0.95, 10), 4)
    right = np.tile([True, False, False, False], 10)
    assert accuracy_by_confidence(confidences, right) == [
        (pytest.approx(value), 0.25) for value in np.linspace(0.05, 0.95, 10)
    ]
