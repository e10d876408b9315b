"""Owns a plain BM25 to compare with: nothing of the product's own index is in it."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]

K1 = 1.2
B = 0.75


class Bm25:
    """Okapi BM25 (Robertson and Zaragoza 2009) with k1 = 1.2 and b = 0.75.

    The weight of a word is ln(1 + (N − n + ½) / (n + ½)), never negative, as in Lucene.
    """

    def __init__(self, documents: Sequence[Sequence[str]]) -> None:
        """Index the documents, each a list of words."""
        self._count = len(documents)
        lengths = np.asarray([len(document) for document in documents], dtype=np.float64)
        mean_length = max(float(lengths.mean()), 1.0) if self._count else 1.0
        norms = K1 * (1 - B + B * lengths / mean_length)
        postings: dict[str, list[tuple[int, int]]] = {}
        for number, document in enumerate(documents):
            for word, count in Counter(document).items():
                postings.setdefault(word, []).append((number, count))
        self._postings = {
            word: self._weighted(np.asarray(found), norms) for word, found in postings.items()
        }

    def scores(self, words: Sequence[str]) -> FloatArray:
        """Each document's score, shape (documents,); a repeated word counts each time."""
        scores = np.zeros(self._count, dtype=np.float64)
        for word in words:
            if word in self._postings:
                rows, weights = self._postings[word]
                scores[rows] += weights
        return scores.astype(np.float32)

    def _weighted(
        self, found: npt.NDArray[np.int64], norms: npt.NDArray[np.float64]
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
        """The documents that have a word, and what it adds to the score of each."""
        rows, counts = found[:, 0], found[:, 1]
        weight = np.log1p((self._count - len(rows) + 0.5) / (len(rows) + 0.5))
        return rows, weight * counts * (K1 + 1) / (counts + norms[rows])
