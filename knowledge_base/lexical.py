"""Words and letters: BM25 over lemmas and n-grams of characters, both blind to diacritics."""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import simplemma

from knowledge_base.entries import Language

FloatArray = npt.NDArray[np.float32]

_WORD = re.compile(r"\w+")
_K1 = 1.2
_B = 0.75
# A question's first words say what it is about; beyond, only time is lost.
_LONGEST_QUERY = 2000


def fold(text: str) -> str:
    """The text in lower case without diacritics."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def has_diacritics(text: str) -> bool:
    """Whether any letter carries a mark."""
    return any(unicodedata.combining(mark) for mark in unicodedata.normalize("NFD", text))


def words(text: str, language: Language) -> list[str]:
    """The text's lemmas, folded; a word typed without diacritics stays as it is."""
    return [_lemma(word, language) for word in _WORD.findall(text.lower())]


@lru_cache(maxsize=50_000)
def _lemma(word: str, language: Language) -> str:
    return fold(simplemma.lemmatize(word, lang=language))


def character_grams(text: str) -> list[str]:
    """Runs of 3 to 5 characters within words, each word padded with a space on both sides."""
    grams = []
    for word in _WORD.findall(fold(text)):
        padded = f" {word} "
        for size in (3, 4, 5):
            grams.extend(padded[start : start + size] for start in range(len(padded) - size + 1))
    return grams


class PostingLists:
    """Term weights of many rows, summed for a query's terms without touching other terms."""

    def __init__(self, rows: Sequence[dict[str, float]]) -> None:
        """Take each row's terms and weights."""
        self.row_count = len(rows)
        collected: dict[str, tuple[list[int], list[float]]] = {}
        for row, weights in enumerate(rows):
            for term, weight in weights.items():
                numbers, values = collected.setdefault(term, ([], []))
                numbers.append(row)
                values.append(weight)
        self._lists = {
            term: (np.asarray(numbers, dtype=np.intp), np.asarray(values, dtype=np.float64))
            for term, (numbers, values) in collected.items()
        }

    def scores(self, query: dict[str, float]) -> FloatArray:
        """Each row's sum of the query's weight times its own, shape (rows,)."""
        found = [
            (self._lists[term], weight) for term, weight in query.items() if term in self._lists
        ]
        if not found:
            return np.zeros(self.row_count, dtype=np.float32)
        rows = np.concatenate([numbers for (numbers, _), _ in found])
        values = np.concatenate([values * weight for (_, values), weight in found])
        return np.bincount(rows, values, self.row_count).astype(np.float32)


class Bm25:
    """Okapi BM25 (k1 = 1.2, b = 0.75) over one text a row."""

    def __init__(self, rows: Sequence[Sequence[str]]) -> None:
        """Take each row's words."""
        frequency = Counter(term for row in rows for term in set(row))
        self._idf = {
            term: math.log(1 + (len(rows) - count + 0.5) / (count + 0.5))
            for term, count in frequency.items()
        }
        # What an unknown word would weigh: it counts against a match.
        self._unknown_idf = math.log(1 + (len(rows) + 0.5) / 0.5)
        average = sum(map(len, rows)) / max(len(rows), 1) or 1.0
        self._lists = PostingLists(
            [
                {
                    term: self._idf[term] * count * (_K1 + 1)
                    / (count + _K1 * (1 - _B + _B * len(row) / average))
                    for term, count in Counter(row).items()
                }
                for row in rows
            ]
        )
        self._present = PostingLists([dict.fromkeys(row, 1.0) for row in rows])

    def scores(self, query: Sequence[str]) -> FloatArray:
        """Each row's score, shape (rows,)."""
        return self._lists.scores(dict.fromkeys(query, 1.0))

    def coverage(self, query: Sequence[str]) -> FloatArray:
        """The share of the query's weight (idf) that each row has, 0 to 1, shape (rows,)."""
        weights = {term: self._idf.get(term, self._unknown_idf) for term in query}
        total = sum(weights.values())
        return self._present.scores(weights) / max(total, 1e-9)


class CharacterIndex:
    """Cosines of TF-IDF vectors over runs of characters, one text a row."""

    def __init__(self, texts: Sequence[str]) -> None:
        """Take each row's text."""
        counts = [Counter(character_grams(text)) for text in texts]
        frequency = Counter(gram for row in counts for gram in row)
        self._idf = {
            gram: math.log((1 + len(texts)) / (1 + count)) + 1 for gram, count in frequency.items()
        }
        self._unknown_idf = math.log(1 + len(texts)) + 1
        self._lists = PostingLists([self._weights(row) for row in counts])

    def scores(self, text: str) -> FloatArray:
        """Each row's cosine to the text, shape (rows,)."""
        return self._lists.scores(self._weights(Counter(character_grams(text[:_LONGEST_QUERY]))))

    def _weights(self, counts: Counter[str]) -> dict[str, float]:
        weights = {
            gram: (1 + math.log(count)) * self._idf.get(gram, self._unknown_idf)
            for gram, count in counts.items()
        }
        norm = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        return {gram: weight / norm for gram, weight in weights.items()}
