"""The curves of the plots, as points: risk by coverage, accuracy by confidence."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Points = list[tuple[float, float]]

_POINTS_A_CURVE = 160
# Below this share of the questions the risk is that of a handful of answers.
_LEAST_COVERAGE = 0.01
_BINS = 10


def risk_by_coverage(confidences: npt.ArrayLike, right: npt.ArrayLike) -> Points:
    """(coverage, wrong-answer rate) for each threshold that can be set, thinned for drawing.

    Coverage is the share of all questions that are answered from the threshold on.
    """
    values, is_right = np.asarray(confidences), np.asarray(right, dtype=bool)
    order = np.argsort(-values, kind="stable")
    answered = np.arange(1, len(values) + 1)
    risks = np.cumsum(~is_right[order]) / answered
    in_order = values[order]
    # A threshold cannot part equal confidences: only the last of a run can be one.
    possible = np.append(in_order[1:] != in_order[:-1], True)
    possible &= answered >= max(_LEAST_COVERAGE * len(values), 1)
    at = np.flatnonzero(possible)
    if len(at) > _POINTS_A_CURVE:
        at = at[np.linspace(0, len(at) - 1, _POINTS_A_CURVE).astype(int)]
    return [(float(answered[i] / len(values)), float(risks[i])) for i in at]


def accuracy_by_confidence(confidences: npt.ArrayLike, right: npt.ArrayLike) -> Points:
    """(mean confidence, share right) of ten bins with equally many questions each."""
    values, is_right = np.asarray(confidences), np.asarray(right, dtype=bool)
    order = np.argsort(values, kind="stable")
    return [
        (float(values[some].mean()), float(is_right[some].mean()))
        for some in np.array_split(order, _BINS)
        if len(some)
    ]
