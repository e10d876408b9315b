"""The head: which entry, or none, a linear classifier takes a question for."""

import numpy as np
import numpy.typing as npt
from scipy import sparse

FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.intp]

# Ridge penalty in units of the mean row weight, and the slope that turns the classifier's sums
# (targets 0 and 1) into log odds.
_PENALTY = 0.1
_SLOPE = 8.0


class Head:
    """A ridge classifier over entries with one class more for the background.

    Least squares has a closed form: the mean of each entry's rows, times the inverse of all rows'
    second moments. An edit changes the former exactly; the latter hardly, so it may be kept.
    """

    def __init__(
        self,
        vectors: FloatArray,
        entry_numbers: IntArray,
        background: FloatArray,
        *,
        entry_count: int,
        inverse_moments: FloatArray | None = None,
        penalty: float = _PENALTY,
        slope: float = _SLOPE,
    ) -> None:
        """Fit on rows of unit length; each entry counts the same, however many rows it has.

        `inverse_moments` are those of a head that was fitted on nearly the same rows.
        """
        rows = np.concatenate([vectors, background])
        classes = np.concatenate([entry_numbers, np.full(len(background), entry_count)])
        sizes = np.bincount(classes, minlength=entry_count + 1)
        weights = (1.0 / sizes[classes]).astype(np.float32)
        if inverse_moments is None:
            inverse_moments = _inverse_moments(rows, weights, penalty)
        self.inverse_moments = inverse_moments
        members = sparse.csr_matrix(
            (weights, (classes, np.arange(len(classes)))), shape=(entry_count + 1, len(classes))
        )
        self._weights = np.asarray((members @ rows) @ inverse_moments, dtype=np.float32)
        self._slope = slope

    def log_probabilities(self, vector: FloatArray) -> FloatArray:
        """Of each entry and, last, of the background, shape (entries + 1,)."""
        logits = self._slope * (self._weights @ vector)
        highest = logits.max()
        return np.asarray(logits - highest - np.log(np.exp(logits - highest).sum()))


def _inverse_moments(rows: FloatArray, weights: FloatArray, penalty: float) -> FloatArray:
    moments = (rows * weights[:, np.newaxis]).T @ rows
    moments += penalty * np.eye(rows.shape[1], dtype=np.float32)
    return np.asarray(np.linalg.inv(moments), dtype=np.float32)
