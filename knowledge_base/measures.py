"""Measures of rankings and probabilities: plain functions of a certainty and an outcome a question.

Owns the formulas only; must not import anything else of the package. Equal certainties are never
parted: no threshold could part them, and no measure depends on the order of the questions.
"""

import numpy as np
import numpy.typing as npt
from scipy.stats import rankdata

FloatArray = npt.NDArray[np.float64]

BINS = 10
_SIMULATIONS = 1000
_SEED = 20


def ranking_area(scores: npt.ArrayLike, positive: npt.ArrayLike) -> float:
    """The ROC area: how often a positive outscores a negative; NaN if one kind is missing."""
    is_positive = np.asarray(positive, dtype=bool)
    positives, negatives = int(is_positive.sum()), int((~is_positive).sum())
    if not positives or not negatives:
        return float("nan")
    rank_sum = float(rankdata(np.asarray(scores))[is_positive].sum())
    return (rank_sum - positives * (positives + 1) / 2) / (positives * negatives)


def accepted_share(scores: npt.ArrayLike, right: npt.ArrayLike, *, precision: float) -> float:
    """The largest share that some threshold accepts with at least this share of it right.

    0 where no threshold does, NaN without questions.
    """
    values, is_right = _falling(scores, right)
    if not len(values):
        return float("nan")
    accepted = np.arange(1, len(values) + 1)
    good = np.cumsum(is_right) / accepted >= precision
    # A threshold cannot part equal scores: only the last of a run can be one.
    last_of_run = np.append(values[1:] != values[:-1], True)
    possible = np.flatnonzero(good & last_of_run)
    return float((possible[-1] + 1) / len(values)) if len(possible) else 0.0


def risk_coverage_area(scores: npt.ArrayLike, right: npt.ArrayLike) -> float:
    """The area under the risk–coverage curve, 0 best; NaN without questions.

    The mean, over k from 1 to all questions, of the wrong share among the k most certain ones
    (El-Yaniv and Wiener 2010, Geifman and El-Yaniv 2017); within equal scores that share is the
    one expected of a random order.
    """
    values, is_right = _falling(scores, right)
    if not len(values):
        return float("nan")
    wrong = np.cumsum(1 - _mean_of_equals(values, is_right))
    return float((wrong / np.arange(1, len(values) + 1)).mean())


def calibration_error(
    probabilities: npt.ArrayLike, right: npt.ArrayLike, *, bins: int = BINS
) -> float:
    """The expected calibration error over bins of equal mass; NaN without questions.

    The questions are cut, by rising probability, into bins of equal size (or one more); the error
    is the mean over questions of their bin's gap between mean probability and share right. Equal
    probabilities across a cut count in both bins with their common share right.
    """
    values, is_right = _falling(probabilities, right)
    if not len(values):
        return float("nan")
    gaps = _mean_of_equals(values, is_right) - values
    return float(sum(abs(part.sum()) for part in _cut(gaps, bins)) / len(values))


def calibration_floor(probabilities: npt.ArrayLike, *, bins: int = BINS) -> float:
    """The calibration error that these probabilities have on average if they are all exactly true.

    Chance alone leaves this much on so many questions: the mean over 1,000 simulations, in which
    each question is right with its own probability. The same for the same input.
    """
    values = np.sort(np.asarray(probabilities, dtype=np.float64))[::-1]
    if not len(values):
        return float("nan")
    random = np.random.default_rng(_SEED)
    drawn = [
        calibration_error(values, random.random(len(values)) < values, bins=bins)
        for _ in range(_SIMULATIONS)
    ]
    return float(np.mean(drawn))


def _falling(scores: npt.ArrayLike, right: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Scores and outcomes, most certain first."""
    values = np.asarray(scores, dtype=np.float64)
    order = np.argsort(-values, kind="stable")
    return values[order], np.asarray(right, dtype=np.float64)[order]


def _mean_of_equals(sorted_values: FloatArray, outcomes: FloatArray) -> FloatArray:
    """Each outcome replaced by the mean over all questions of the same value."""
    starts = np.flatnonzero(np.append(True, sorted_values[1:] != sorted_values[:-1]))
    sizes = np.diff(np.append(starts, len(sorted_values)))
    return np.repeat(np.add.reduceat(outcomes, starts) / sizes, sizes)


def _cut(values: FloatArray, bins: int) -> list[FloatArray]:
    return [part for part in np.array_split(values, bins) if len(part)]
