"""The product's certificate and recalibration, as the simulations ask for them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from benchmarks.quality.simulation import ALPHA, DELTA
from knowledge_base.certificate.recalibration import Recalibration
from knowledge_base.certificate.risk_control import Certified, certify

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]


def certified_threshold(confidences: FloatArray, wrong: BoolArray) -> float | None:
    """The threshold that the product certifies on this sample, if it certifies any."""
    outcome = certify(confidences, wrong, alpha=ALPHA, delta=DELTA)
    return outcome.threshold if isinstance(outcome, Certified) else None


def recalibrated(confidences: FloatArray, right: BoolArray) -> Callable[[FloatArray], FloatArray]:
    """What the product makes of confidences after it learnt from labelled ones."""
    return Recalibration.fitted(confidences, right).corrected
