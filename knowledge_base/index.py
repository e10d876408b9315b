"""The vector index: the nearest rows by inner product, with FAISS on one thread."""

import faiss
import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.intp]


class VectorIndex:
    """Exact search over rows of unit length; immutable, so safe to share between threads."""

    def __init__(self, vectors: FloatArray) -> None:
        """Take the rows, shape (rows, dimension); raises ValueError for another shape."""
        if vectors.ndim != 2:
            raise ValueError(f"vectors have {vectors.ndim} dimensions, expected 2")
        # Two OpenMP threads on busy cores were twenty times slower than one.
        faiss.omp_set_num_threads(1)
        self._index = faiss.IndexFlatIP(vectors.shape[1])
        self._index.add(np.ascontiguousarray(vectors, dtype=np.float32))
        # The index's own memory, not another copy of it; it lives as long as this object.
        count, dimension = vectors.shape
        shared = faiss.rev_swig_ptr(self._index.get_xb(), count * dimension)
        self.vectors: FloatArray = shared.reshape(count, dimension) if count else vectors

    def nearest(self, vector: FloatArray, count: int) -> tuple[IntArray, FloatArray]:
        """Up to `count` row numbers and their inner products, best first.

        Raises ValueError if the vector has another dimension than the rows.
        """
        if vector.shape != (self._index.d,):
            raise ValueError(f"a vector of shape {vector.shape}, expected ({self._index.d},)")
        count = min(count, self._index.ntotal)
        if count == 0:
            return np.zeros(0, dtype=np.intp), np.zeros(0, dtype=np.float32)
        scores, rows = self._index.search(vector[np.newaxis], count)
        return rows[0].astype(np.intp), scores[0]
