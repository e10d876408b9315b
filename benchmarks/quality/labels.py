"""What labelled questions do for the probabilities: the calibration error after learning."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from knowledge_base.measures import calibration_error

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

NUMBERS = (100, 300)
_DRAWS = 40
_SEED = 20261122

# what to make of confidences, learnt from labelled ones
Learner = Callable[[FloatArray, BoolArray], Callable[[FloatArray], FloatArray]]


def error_after_labels(
    confidences: npt.ArrayLike, right: npt.ArrayLike, learner: Learner, labels: int
) -> float | None:
    """The mean calibration error on the rest after learning from so many labelled questions.

    Questions are drawn without replacement, forty times; None where fewer than twice as many
    questions would be left to measure on.
    """
    values = np.asarray(confidences, dtype=np.float64)
    is_right = np.asarray(right, dtype=bool)
    if len(values) < 3 * labels:
        return None
    draw = np.random.default_rng([_SEED, labels])
    errors = []
    for _ in range(_DRAWS):
        order = draw.permutation(len(values))
        known, rest = order[:labels], order[labels:]
        corrected = learner(values[known], is_right[known])
        errors.append(calibration_error(corrected(values[rest]), is_right[rest]))
    return float(np.mean(errors))
