"""Runs of characters: how alike texts look, blind to case and diacritics."""

import math
import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy import sparse

from knowledge_base.folding import fold

FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int32]

_WORD = re.compile(r"\w+")
# A question's beginning says what it is about; beyond, only time is lost.
_LONGEST_QUERY = 2000


def character_grams(text: str) -> list[str]:
    """Runs of 3 to 5 characters within words, each word padded with a space on both sides."""
    grams: list[str] = []
    for word in _WORD.findall(fold(text)):
        padded = f" {word} "
        for size in (3, 4, 5):
            grams.extend(padded[start : start + size] for start in range(len(padded) - size + 1))
    return grams


class GramCounts:
    """Which runs each text has and how often; remembers texts, so an edit counts only its own.

    Run numbers only grow: an index made before an edit stays right after it.
    """

    def __init__(self) -> None:
        """Nothing is counted yet."""
        self._numbers: dict[str, int] = {}
        self._rows: dict[str, tuple[IntArray, FloatArray]] = {}

    def matrix(self, texts: Sequence[str]) -> sparse.csr_matrix:
        """Counts, shape (texts, runs known so far); forgets all other texts."""
        self._rows = {text: self._rows.get(text) or self._counted(text) for text in texts}
        rows = [self._rows[text] for text in texts]
        bounds = np.zeros(len(rows) + 1, dtype=np.int64)
        np.cumsum([len(numbers) for numbers, _ in rows], out=bounds[1:])
        numbers = np.concatenate([numbers for numbers, _ in rows] or [np.zeros(0, np.int32)])
        counts = np.concatenate([counts for _, counts in rows] or [np.zeros(0, np.float32)])
        shape = (len(rows), len(self._numbers))
        return sparse.csr_matrix((counts, numbers, bounds), shape=shape)

    def query(self, text: str) -> tuple[IntArray, FloatArray, FloatArray]:
        """Numbers and counts of the text's known runs, then counts of its unknown ones."""
        numbers: list[int] = []
        known: list[int] = []
        unknown: list[int] = []
        for gram, count in Counter(character_grams(text)).items():
            number = self._numbers.get(gram)
            if number is None:
                unknown.append(count)
            else:
                numbers.append(number)
                known.append(count)
        return (
            np.asarray(numbers, dtype=np.int32),
            np.asarray(known, dtype=np.float32),
            np.asarray(unknown, dtype=np.float32),
        )

    def _counted(self, text: str) -> tuple[IntArray, FloatArray]:
        counts = Counter(character_grams(text))
        numbers = [self._numbers.setdefault(gram, len(self._numbers)) for gram in counts]
        return (
            np.asarray(numbers, dtype=np.int32),
            np.asarray(list(counts.values()), dtype=np.float32),
        )


class CharacterIndex:
    """Cosines of TF-IDF vectors over runs of characters, one text a row."""

    def __init__(self, texts: Sequence[str], grams: GramCounts) -> None:
        """Index the texts; `grams` is shared by the indexes that follow one another."""
        self._grams = grams
        counts = grams.matrix(texts)
        document_counts = np.bincount(counts.indices, minlength=counts.shape[1])
        self._idf = np.log((1 + len(texts)) / (1 + document_counts)) + 1
        self._unknown_idf = math.log(1 + len(texts)) + 1
        weights = counts.copy()
        weights.data = (1 + np.log(counts.data)) * self._idf[counts.indices]
        squares = weights.copy()
        squares.data = weights.data**2
        norms = np.sqrt(np.asarray(squares.sum(axis=1)).ravel())
        weights.data /= np.repeat(np.maximum(norms, 1e-9), np.diff(weights.indptr))
        self._columns = _Columns(weights)

    def scores(self, text: str) -> FloatArray:
        """Each row's cosine to the text, shape (rows,)."""
        numbers, counts, unknown = self._grams.query(text[:_LONGEST_QUERY])
        known = numbers < len(self._idf)
        numbers, counts = numbers[known], counts[known]
        weights = (1 + np.log(counts)) * self._idf[numbers]
        strange = (1 + np.log(unknown)) * self._unknown_idf
        norm = math.sqrt(float((weights**2).sum() + (strange**2).sum()))
        return self._columns.weighted_sums(numbers, weights / max(norm, 1e-9))


class _Columns:
    """A sparse matrix by columns, summed over a few columns without touching the others."""

    def __init__(self, matrix: sparse.csr_matrix) -> None:
        by_column = matrix.tocsc()
        self._row_count = matrix.shape[0]
        self._bounds = by_column.indptr
        self._rows = by_column.indices
        self._values = by_column.data.astype(np.float32)

    def weighted_sums(self, columns: IntArray, weights: npt.ArrayLike) -> FloatArray:
        """Each row's sum over these columns, each weighted, shape (rows,)."""
        starts, ends = self._bounds[columns], self._bounds[columns + 1]
        spans = [slice(*span) for span in zip(starts.tolist(), ends.tolist(), strict=True)]
        rows = np.concatenate([self._rows[span] for span in spans] or [self._rows[:0]])
        values = np.concatenate([self._values[span] for span in spans] or [self._values[:0]])
        by_cell = np.repeat(np.asarray(weights, dtype=np.float32), ends - starts)
        return np.bincount(rows, values * by_cell, self._row_count).astype(np.float32)
