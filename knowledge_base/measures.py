"""Measures of rankings and probabilities."""

import numpy as np
import numpy.typing as npt
from scipy.stats import rankdata

_BINS = 10


def ranking_area(scores: npt.ArrayLike, positive: npt.ArrayLike) -> float:
    """The ROC area: how often a positive outscores a negative; NaN if one kind is missing."""
    is_positive = np.asarray(positive, dtype=bool)
    positives, negatives = int(is_positive.sum()), int((~is_positive).sum())
    if not positives or not negatives:
        return float("nan")
    rank_sum = float(rankdata(np.asarray(scores))[is_positive].sum())
    return (rank_sum - positives * (positives + 1) / 2) / (positives * negatives)


def accepted_share(scores: npt.ArrayLike, right: npt.ArrayLike, *, precision: float) -> float:
    """The largest share that some threshold accepts with at least this share of it right."""
    values, is_right = np.asarray(scores), np.asarray(right, dtype=bool)
    order = np.argsort(-values, kind="stable")
    accepted = np.arange(1, len(values) + 1)
    good = np.cumsum(is_right[order]) / accepted >= precision
    # A threshold cannot part equal scores: only the last of a run can be one.
    sorted_values = values[order]
    last_of_run = np.append(sorted_values[1:] != sorted_values[:-1], True)
    possible = np.flatnonzero(good & last_of_run)
    return float((possible[-1] + 1) / len(values)) if len(possible) else 0.0


def calibration_error(probabilities: npt.ArrayLike, right: npt.ArrayLike) -> float:
    """The expected calibration error over ten bins of equal width."""
    values, is_right = np.asarray(probabilities), np.asarray(right, dtype=bool)
    bins = np.minimum((values * _BINS).astype(int), _BINS - 1)
    return float(
        sum(
            (bins == number).mean()
            * abs(values[bins == number].mean() - is_right[bins == number].mean())
            for number in np.unique(bins)
        )
    )
