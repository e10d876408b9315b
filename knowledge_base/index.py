"""The vector index: rows of unit length, and the nearest of them by inner product.

While rows are few, one pass over all of them is fastest, and exact. Beyond, a pass over codes of
half a byte for two components finds the likely ones, which are then compared exactly. Codes
need the rows to spread unevenly over directions, as an encoder's do: of rows without any structure
they miss many. `python -m benchmarks large-index` measures both on real vectors.
"""

from typing import Protocol

import faiss
import numpy as np
import numpy.typing as npt

from knowledge_base.threads import use_one_thread_a_product

FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.intp]

# From here on codes are the faster ones, by more than it takes to make them at an edit.
LARGE = 10_000

_COMPONENTS_A_CODE = 2
_BITS_A_CODE = 4
_CODES = 2**_BITS_A_CODE
# Codes tell the nearest rows, not their order: so many times as many are compared exactly.
_COMPARED_A_RESULT = 2
_LEAST_COMPARED = 128


class Comparison(Protocol):
    """One vector beside all rows of an index."""

    def nearest(self, count: int) -> IntArray:
        """Up to `count` row numbers, best first."""

    def products(self, rows: IntArray) -> FloatArray:
        """The exact inner products with these rows."""


class VectorIndex(Protocol):
    """Immutable, so safe to share between threads; `vectors` are its rows, shape (rows, d)."""

    vectors: FloatArray

    def compare(self, vector: FloatArray) -> Comparison:
        """The vector beside the rows; raises ValueError for one of another dimension."""


def index_of(vectors: FloatArray, like: VectorIndex | None = None) -> VectorIndex:
    """The index that suits so many rows.

    `like` is one over nearly the same rows, before an edit: what was learnt from them is kept.
    Raises ValueError unless the vectors have the shape (rows, dimension).
    """
    if len(vectors) < LARGE or vectors.shape[1] % _COMPONENTS_A_CODE:
        return FlatIndex(vectors)
    return CompressedIndex(vectors, like if isinstance(like, CompressedIndex) else None)


class FlatIndex:
    """Compares with every row."""

    def __init__(self, vectors: FloatArray) -> None:
        """Take the rows; raises ValueError unless their shape is (rows, dimension)."""
        self.vectors = _checked_rows(vectors)

    def compare(self, vector: FloatArray) -> Comparison:
        """The vector beside the rows; raises ValueError for one of another dimension."""
        return _AllProducts(self.vectors @ _checked(vector, self.vectors))


class CompressedIndex:
    """Compares with every row's code, then exactly with the rows whose codes are nearest."""

    def __init__(self, vectors: FloatArray, like: "CompressedIndex | None" = None) -> None:
        """Take the rows; raises ValueError unless their shape is (rows, dimension).

        The meaning of the codes is learnt, or that of `like` taken over. The dimension has to be
        even.
        """
        self.vectors = _checked_rows(vectors)
        # Indexing is not in a hurry: the other cores are for searches.
        faiss.omp_set_num_threads(1)
        if like is None:
            self._codes = _learnt_codes(self.vectors)
        else:
            self._codes = faiss.clone_index(like._codes)
            self._codes.reset()
        if len(self.vectors):  # FAISS crashes on adding none
            self._codes.add(self.vectors)

    def compare(self, vector: FloatArray) -> Comparison:
        """The vector beside the rows; raises ValueError for one of another dimension."""
        return _LikelyProducts(self.vectors, self._codes, _checked(vector, self.vectors))


class _AllProducts:
    def __init__(self, products: FloatArray) -> None:
        self._products = products

    def nearest(self, count: int) -> IntArray:
        """Up to `count` row numbers, best first."""
        return highest(self._products, count)

    def products(self, rows: IntArray) -> FloatArray:
        """The exact inner products with these rows."""
        return self._products[rows]


class _LikelyProducts:
    def __init__(self, vectors: FloatArray, codes: faiss.Index, vector: FloatArray) -> None:
        self._vectors = vectors
        self._codes = codes
        self._vector = vector

    def nearest(self, count: int) -> IntArray:
        """Up to `count` row numbers, best first."""
        compared = min(max(_COMPARED_A_RESULT * count, _LEAST_COMPARED), len(self._vectors))
        if compared == 0:
            return np.zeros(0, dtype=np.intp)
        _, found = self._codes.search(self._vector[np.newaxis], compared)
        rows = found[0].astype(np.intp)
        if rows.min() < 0:  # FAISS finds none where all codes, or a vector of zeros, look alike
            return highest(self._vectors @ self._vector, count)
        best: IntArray = rows[highest(self.products(rows), count)]
        return best

    def products(self, rows: IntArray) -> FloatArray:
        """The exact inner products with these rows."""
        return np.asarray(self._vectors[rows] @ self._vector)


def highest(values: FloatArray, count: int) -> IntArray:
    """The positions of up to `count` highest values, best first."""
    if count >= len(values):
        return np.asarray(np.argsort(-values, kind="stable"))
    if count <= 0:
        return np.zeros(0, dtype=np.intp)
    found: IntArray = np.argpartition(values, -count)[-count:]
    return found[np.argsort(-values[found], kind="stable")]


def _learnt_codes(vectors: FloatArray) -> faiss.Index:
    """An empty index of product quantisation whose codes were learnt from these vectors."""
    dimension = vectors.shape[1]
    codes = faiss.IndexPQFastScan(
        dimension, dimension // _COMPONENTS_A_CODE, _BITS_A_CODE, faiss.METRIC_INNER_PRODUCT
    )
    # Fewer rows than codes are repeated; FAISS would warn of rows that are merely few.
    codes.pq.cp.min_points_per_centroid = 1
    examples = vectors if len(vectors) else np.zeros((1, dimension), dtype=np.float32)
    codes.train(np.resize(examples, (max(len(vectors), _CODES), dimension)))
    return codes


def _checked_rows(vectors: FloatArray) -> FloatArray:
    if vectors.ndim != 2:
        raise ValueError(f"vectors have {vectors.ndim} dimensions, expected 2")
    use_one_thread_a_product()
    return np.ascontiguousarray(vectors, dtype=np.float32)


def _checked(vector: FloatArray, rows: FloatArray) -> FloatArray:
    dimension = rows.shape[1]
    if vector.shape != (dimension,):
        raise ValueError(f"a vector of shape {vector.shape}, expected ({dimension},)")
    return np.asarray(vector, dtype=np.float32)
