"""Words and letters: BM25 over lemmas and n-grams of characters, both blind to diacritics."""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import simplemma
from scipy import sparse

from knowledge_base.entries import Language

FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int32]

_WORD = re.compile(r"\w+")
# A question's first words say what it is about; beyond, only time is lost.
_LONGEST_QUERY = 2000


class _WithoutMarks(dict[int, int | None]):
    """For `str.translate`: every letter stays but combining marks; learns letters as they come."""

    def __missing__(self, letter: int) -> int | None:
        kept = None if unicodedata.combining(chr(letter)) else letter
        self[letter] = kept
        return kept


_WITHOUT_MARKS = _WithoutMarks()


def fold(text: str) -> str:
    """The text in lower case without diacritics."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKD", text.casefold()).translate(_WITHOUT_MARKS)


def has_diacritics(text: str) -> bool:
    """Whether any letter carries a mark."""
    return not text.isascii() and any(
        unicodedata.combining(mark) for mark in unicodedata.normalize("NFD", text)
    )


def words(text: str, language: Language) -> list[str]:
    """The text's lemmas, folded; a word typed without diacritics stays as it is."""
    return [_lemma(word, language) for word in _WORD.findall(text.lower())]


@lru_cache(maxsize=50_000)
def _lemma(word: str, language: Language) -> str:
    return fold(simplemma.lemmatize(word, lang=language))


def character_grams(text: str) -> list[str]:
    """Runs of 3 to 5 characters within words, each word padded with a space on both sides."""
    grams: list[str] = []
    for word in _WORD.findall(fold(text)):
        padded = f" {word} "
        for size in (3, 4, 5):
            grams.extend(padded[start : start + size] for start in range(len(padded) - size + 1))
    return grams


class TermCounts:
    """Which terms each text has and how often; remembers texts, so an edit counts only its own.

    Term numbers only grow: an index made before an edit stays right after it.
    """

    def __init__(self, terms_of: Callable[[str], list[str]]) -> None:
        """Count the terms that `terms_of` finds in a text."""
        self._terms_of = terms_of
        self._numbers: dict[str, int] = {}
        self._rows: dict[str, tuple[IntArray, FloatArray]] = {}

    def matrix(self, texts: Sequence[str]) -> sparse.csr_matrix:
        """Counts, shape (texts, terms known so far); forgets all other texts."""
        self._rows = {text: self._rows.get(text) or self._counted(text) for text in texts}
        rows = [self._rows[text] for text in texts]
        bounds = np.zeros(len(rows) + 1, dtype=np.int64)
        np.cumsum([len(numbers) for numbers, _ in rows], out=bounds[1:])
        numbers = np.concatenate([numbers for numbers, _ in rows] or [np.zeros(0, np.int32)])
        counts = np.concatenate([counts for _, counts in rows] or [np.zeros(0, np.float32)])
        shape = (len(rows), len(self._numbers))
        return sparse.csr_matrix((counts, numbers, bounds), shape=shape)

    def query(self, text: str) -> tuple[IntArray, FloatArray, FloatArray]:
        """Numbers and counts of the text's known terms, then counts of its unknown ones."""
        numbers: list[int] = []
        known: list[int] = []
        unknown: list[int] = []
        for term, count in Counter(self._terms_of(text)).items():
            number = self._numbers.get(term)
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
        counts = Counter(self._terms_of(text))
        numbers = [self._numbers.setdefault(term, len(self._numbers)) for term in counts]
        return (
            np.asarray(numbers, dtype=np.int32),
            np.asarray(list(counts.values()), dtype=np.float32),
        )


class CharacterIndex:
    """Cosines of TF-IDF vectors over runs of characters, one text a row."""

    def __init__(self, texts: Sequence[str], terms: TermCounts) -> None:
        """Index the texts; `terms` is shared by the indexes that follow one another."""
        self._terms = terms
        counts = terms.matrix(texts)
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
        numbers, counts, unknown = self._terms.query(text[:_LONGEST_QUERY])
        known = numbers < len(self._idf)
        numbers, counts = numbers[known], counts[known]
        weights = (1 + np.log(counts)) * self._idf[numbers]
        strange = (1 + np.log(unknown)) * self._unknown_idf
        norm = math.sqrt(float((weights**2).sum() + (strange**2).sum()))
        return self._columns.at(numbers).sums(weights / max(norm, 1e-9))


class _Columns:
    """A sparse matrix by columns, summed over a few columns without touching the others."""

    def __init__(self, matrix: sparse.csr_matrix) -> None:
        by_column = matrix.tocsc()
        self._row_count = matrix.shape[0]
        self._bounds = by_column.indptr
        self._rows = by_column.indices
        self._values = by_column.data.astype(np.float32)

    def at(self, columns: IntArray) -> "_Picked":
        """What these columns hold."""
        starts, ends = self._bounds[columns], self._bounds[columns + 1]
        spans = [slice(*span) for span in zip(starts.tolist(), ends.tolist(), strict=True)]
        return _Picked(
            np.concatenate([self._rows[span] for span in spans] or [self._rows[:0]]),
            np.concatenate([self._values[span] for span in spans] or [self._values[:0]]),
            ends - starts,
            self._row_count,
        )


class _Picked:
    """Some columns: the row and value of each cell, and the number of cells of each column."""

    def __init__(self, rows: IntArray, values: FloatArray, sizes: IntArray, row_count: int) -> None:
        self._rows = rows
        self._values = values
        self._sizes = sizes
        self._row_count = row_count

    def sums(self, weights: npt.ArrayLike | None = None) -> FloatArray:
        """Each row's sum of its values, weighted by column."""
        if weights is None:
            return self._by_row(self._values)
        return self._by_row(self._values * self._by_cell(weights))

    def presence(self, weights: npt.ArrayLike) -> FloatArray:
        """Each row's sum of the weights of the columns in which it has a value."""
        return self._by_row(self._by_cell(weights))

    def _by_cell(self, weights: npt.ArrayLike) -> FloatArray:
        return np.repeat(np.asarray(weights, dtype=np.float32), self._sizes)

    def _by_row(self, cells: FloatArray) -> FloatArray:
        return np.bincount(self._rows, cells, self._row_count).astype(np.float32)
