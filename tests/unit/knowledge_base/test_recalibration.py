"""What labels teach about confidence."""

import numpy as np
import numpy.typing as npt
import pytest
from scipy.special import expit, logit

from knowledge_base.certificate.recalibration import UNCORRECTED, Recalibration
from knowledge_base.measures import calibration_error

GRID = np.linspace(0, 1, 201)


def boastful(size: int, seed: int) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    """Confidences that are far too high, and what was right."""
    random = np.random.default_rng(seed)
    confidences = random.random(size)
    return confidences, random.random(size) < expit(logit(confidences) - 1.2)


def test_without_labels_nothing_changes() -> None:
    learnt = Recalibration.fitted([], [])

    assert learnt.corrected(GRID) == pytest.approx(GRID)
    assert (UNCORRECTED.corrected(GRID) == GRID).all()


def test_ten_labels_hardly_move_it_and_three_hundred_do() -> None:
    def moved(labels: int) -> float:
        intercepts = [Recalibration.fitted(*boastful(labels, seed)).intercept for seed in range(20)]
        return float(np.mean(intercepts))

    assert -0.35 < moved(10) < 0
    assert moved(300) < -0.8


def test_the_calibration_error_falls() -> None:
    learnt = Recalibration.fitted(*boastful(300, seed=1))
    confidences, right = boastful(4000, seed=2)

    before = calibration_error(confidences, right)
    assert calibration_error(learnt.corrected(confidences), right) < before / 2


@pytest.mark.parametrize(
    "right", [np.arange(300) < 150, np.arange(300) % 10 < np.arange(300) // 30]
)
def test_which_of_two_is_surer_never_changes(right: npt.NDArray[np.bool_]) -> None:
    # the first of them contradicts the confidences altogether
    learnt = Recalibration.fitted(np.linspace(0, 1, 300), right)

    corrected = learnt.corrected(GRID)

    assert (np.diff(corrected) > 0).all()
    assert (corrected[0], corrected[-1]) == (0, 1)
    assert learnt.uncorrected(corrected) == pytest.approx(GRID)


def test_what_is_stored_comes_back() -> None:
    learnt = Recalibration.fitted(*boastful(100, seed=3))

    assert Recalibration.from_json(learnt.as_json()) == learnt


@pytest.mark.parametrize("slope", [0.0, -1.0, float("nan"), float("inf")])
def test_a_curve_that_does_not_rise_is_refused(slope: float) -> None:
    with pytest.raises(ValueError, match="must be above 0"):
        Recalibration(slope=slope)


def test_arrays_of_two_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="of one length"):
        Recalibration.fitted([0.5], [True, False])
