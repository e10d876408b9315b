"""The head: which entry a linear classifier takes a question for."""

import numpy as np
import numpy.typing as npt
from scipy import sparse

FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.intp]

# The part of the scatter within entries that is taken for round: few rows tell few directions.
_SHRINKAGE = 0.5
# The spread of the log odds: customers' questions spread 0.87 times as far as the stored rows,
# and an odds' spread of 2 neither hides nor overrules the other signals.
_SPREAD = 2.0 / 0.87
# Log odds below this say no more.
_LOWEST = -12.0


class Head:
    """Linear discriminant analysis over entries (Fisher 1936), its covariance shrunk.

    It weighs directions in which phrasings of the same entry differ less than those that part
    entries. An edit changes the entries' means exactly; the scatter within entries hardly, so it
    may be kept: `precision` is its inverse, `scale` the spread of the classifier's sums.
    """

    def __init__(
        self,
        vectors: FloatArray,
        entry_numbers: IntArray,
        *,
        entry_count: int,
        fitted: "Head | None" = None,
    ) -> None:
        """Fit on rows of unit length; each entry counts the same, however many rows it has.

        What another head has `fitted` on nearly the same rows is taken over.
        """
        sizes = np.bincount(entry_numbers, minlength=entry_count)
        weights = (1.0 / sizes[entry_numbers]).astype(np.float32)
        members = sparse.csr_matrix(
            (weights, (entry_numbers, np.arange(len(entry_numbers)))),
            shape=(entry_count, len(entry_numbers)),
        )
        means = np.asarray(members @ vectors, dtype=np.float32)
        self.precision: FloatArray = (
            fitted.precision
            if fitted is not None
            else _precision(vectors - means[entry_numbers], weights)
        )
        self._weights = means @ self.precision
        self._offsets = -0.5 * (self._weights * means).sum(axis=1)
        self.scale: float = fitted.scale if fitted is not None else self._spread(vectors)

    def log_probabilities(self, vector: FloatArray) -> FloatArray:
        """Of each entry to be meant, if one of them is, shape (entries,)."""
        logits = (_SPREAD / self.scale) * (self._weights @ vector + self._offsets)
        highest = logits.max()
        log_probabilities = logits - highest - np.log(np.exp(logits - highest).sum())
        return np.asarray(np.maximum(log_probabilities, _LOWEST), dtype=np.float32)

    def _spread(self, vectors: FloatArray) -> float:
        """The standard deviation of the sums around each row's mean, over the rows."""
        sums = vectors @ self._weights.T + self._offsets
        return max(float(np.std(sums - sums.mean(axis=1, keepdims=True))), 1e-9)


def _precision(residuals: FloatArray, weights: FloatArray) -> FloatArray:
    """The inverse of the scatter within entries, shrunk towards a round one."""
    dimension = residuals.shape[1]
    # In double precision: inverting enlarges the last digits' noise.
    exact = residuals.astype(np.float64)
    scatter = (exact * weights[:, np.newaxis]).T @ exact / float(weights.sum())
    average = float(np.trace(scatter)) / dimension or 1.0
    shrunk = (1 - _SHRINKAGE) * scatter + _SHRINKAGE * average * np.eye(dimension)
    return np.asarray(np.linalg.inv(shrunk), dtype=np.float32)
