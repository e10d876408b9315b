"""The vector index: rows of unit length, and the nearest of them by inner product."""

from typing import Protocol

import numpy as np
import numpy.typing as npt

from knowledge_base.threads import use_one_thread_a_product

FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.intp]


class Comparison(Protocol):
    """One vector beside all rows of an index."""

    def nearest(self, count: int) -> IntArray:
        """Up to `count` row numbers, best first."""

    def products(self, rows: IntArray) -> FloatArray:
        """The inner products with these rows."""


class VectorIndex:
    """Exact search over rows of unit length; immutable, so safe to share between threads."""

    def __init__(self, vectors: FloatArray) -> None:
        """Take the rows, shape (rows, dimension); raises ValueError for another shape."""
        if vectors.ndim != 2:
            raise ValueError(f"vectors have {vectors.ndim} dimensions, expected 2")
        use_one_thread_a_product()
        self.vectors = np.ascontiguousarray(vectors, dtype=np.float32)

    def compare(self, vector: FloatArray) -> Comparison:
        """The vector beside the rows.

        Raises ValueError if the vector has another dimension than the rows.
        """
        dimension = self.vectors.shape[1]
        if vector.shape != (dimension,):
            raise ValueError(f"a vector of shape {vector.shape}, expected ({dimension},)")
        return _AllProducts(self.vectors @ vector)


class _AllProducts:
    """While rows are few, one pass over all of them costs less than to look some up twice."""

    def __init__(self, products: FloatArray) -> None:
        self._products = products

    def nearest(self, count: int) -> IntArray:
        """Up to `count` row numbers, best first."""
        return highest(self._products, count)

    def products(self, rows: IntArray) -> FloatArray:
        """The inner products with these rows."""
        return self._products[rows]


def highest(values: FloatArray, count: int) -> IntArray:
    """The positions of up to `count` highest values, best first."""
    if count <= 0:
        return np.zeros(0, dtype=np.intp)
    found = np.argpartition(values, -count)[-count:] if count < len(values) else None
    if found is None:
        return np.argsort(-values, kind="stable")
    return found[np.argsort(-values[found], kind="stable")]
