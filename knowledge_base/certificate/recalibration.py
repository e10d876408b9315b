"""Confidence corrected by what labelled questions showed: a monotone curve of two numbers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import expit, log_expit, logit

FloatArray = npt.NDArray[np.float64]

# Spread of what is believed before any label about the slope's logarithm and the intercept, in
# logits. The labels' own information about either is at most a quarter of their number: ten move
# the curve by a sixth of what they suggest, three hundred by more than four fifths.
_PRIOR_SPREAD = 0.35
# Confidences are learnt from within these; beyond them the shipped calibration rounds or clips.
_SURE = 0.999


@dataclass(frozen=True, kw_only=True)
class Recalibration:
    """Confidence c becomes 1 / (1 + exp(−(slope · logit(c) + intercept))).

    Platt, 1999, "Probabilistic outputs for support vector machines", on logits. Strictly rising,
    so that it changes what a confidence is called and never which of two is higher.
    """

    slope: float = 1.0
    intercept: float = 0.0

    def __post_init__(self) -> None:
        """Refuse a curve that does not rise."""
        if not self.slope > 0 or not np.isfinite([self.slope, self.intercept]).all():
            raise ValueError(f"slope {self.slope} must be above 0 and both numbers finite")

    @classmethod
    def fitted(cls, confidences: npt.ArrayLike, right: npt.ArrayLike) -> Self:
        """The likeliest curve given (n,) confidences, whether each was right, and the prior.

        The prior is normal around no correction. Raises ValueError for arrays of two lengths.
        """
        values, is_right = np.asarray(confidences, dtype=float), np.asarray(right, dtype=bool)
        if values.ndim != 1 or values.shape != is_right.shape:
            raise ValueError(
                f"confidences {values.shape} and right {is_right.shape} must be of one length"
            )
        logits = logit(np.clip(values, 1 - _SURE, _SURE))
        signs = np.where(is_right, 1.0, -1.0)

        def surprise(curve: FloatArray) -> float:
            corrected = np.exp(curve[0]) * logits + curve[1]
            prior = float(curve @ curve) / (2 * _PRIOR_SPREAD**2)
            return prior - float(log_expit(signs * corrected).sum())

        log_slope, intercept = minimize(surprise, np.zeros(2), method="BFGS").x
        return cls(slope=float(np.exp(log_slope)), intercept=float(intercept))

    def corrected(self, confidences: npt.ArrayLike) -> FloatArray:
        """The confidences after the correction; 0 and 1 stay as they are."""
        values = np.asarray(confidences, dtype=float)
        if self == UNCORRECTED:
            return values
        return np.asarray(expit(self.slope * logit(values) + self.intercept))

    def uncorrected(self, confidences: npt.ArrayLike) -> FloatArray:
        """What `corrected` makes these of."""
        values = np.asarray(confidences, dtype=float)
        if self == UNCORRECTED:
            return values
        return np.asarray(expit((logit(values) - self.intercept) / self.slope))

    def as_json(self) -> dict[str, float]:
        """The curve as it is stored."""
        return {"slope": self.slope, "intercept": self.intercept}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """The curve that was stored; raises ValueError, KeyError or TypeError if it is none."""
        return cls(slope=float(stored["slope"]), intercept=float(stored["intercept"]))


UNCORRECTED = Recalibration()
