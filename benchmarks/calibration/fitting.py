"""The fit: one logistic regression over the lessons of several sets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from benchmarks.calibration.lessons import Lesson
from knowledge_base.confidence import Calibration

# The inverse strength of the penalty on standardised features.
_C = 0.01
_DIGITS = 3


def fit(lessons: Mapping[str, Sequence[Lesson]], weights: Mapping[str, float]) -> Calibration:
    """The calibration learnt from these sets, each of which weighs what `weights` says."""
    rows, right, row_weights = [], [], []
    for name, lesson in _every(lessons):
        rows.append(lesson.features)
        right.append(lesson.right)
        share = weights[name] * lesson.weight / len(lesson.right)
        row_weights.append(np.full(len(lesson.right), share))
    features, outcome = np.concatenate(rows), np.concatenate(right)
    weight = np.concatenate(row_weights)
    scaler = StandardScaler().fit(features)
    model = LogisticRegression(C=_C, max_iter=1000)
    model.fit(scaler.transform(features), outcome, sample_weight=weight / weight.mean())
    coefficients = model.coef_[0] / scaler.scale_
    intercept = float(model.intercept_[0] - (coefficients * scaler.mean_).sum())
    return Calibration(
        coefficients=tuple(round(float(value), _DIGITS) for value in coefficients),
        intercept=round(intercept, _DIGITS),
    )


def _every(lessons: Mapping[str, Sequence[Lesson]]) -> Iterable[tuple[str, Lesson]]:
    return (
        (name, lesson) for name, some in lessons.items() for lesson in some if len(lesson.right)
    )
