"""How well each candidate fits a question: what its score and confidence are made of."""

from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.intp]
BoolArray = npt.NDArray[np.bool_]

# More than all other signals together: what was asked in the stored words comes first.
_EXACT_BONUS = 2.0


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """The weights of the signals in the score that orders candidates."""

    document: float = 0.45
    characters: float = 0.5
    head: float = 0.12


@dataclass(frozen=True, kw_only=True)
class Signals:
    """Measures of all candidates of one question; arrays have one value a candidate.

    `phrasing` is the best cosine over phrasings, `document` the cosine to the whole variant,
    `characters` the best cosine over runs of characters, `head` the classifier's log probability;
    `exact`: the question is one of the entry's phrasings, but for case, marks and punctuation.
    """

    entry_numbers: IntArray
    variant_numbers: IntArray
    index_numbers: IntArray
    best_phrasings: IntArray
    phrasing: FloatArray
    document: FloatArray
    characters: FloatArray
    head: FloatArray
    same_language: FloatArray
    exact: BoolArray
    word_count: int

    def scores(self, recipe: Recipe) -> FloatArray:
        """What candidates are ordered by, shape (candidates,)."""
        dense = (1 - recipe.document) * self.phrasing + recipe.document * self.document
        total = dense + recipe.characters * self.characters
        total = total + recipe.head * self.head + _EXACT_BONUS * self.exact
        return np.asarray(total, dtype=np.float32)

    def at(self, rows: IntArray) -> "Signals":
        """The signals of these candidates, in this order."""
        picked: dict[str, Any] = {
            field.name: getattr(self, field.name)[rows]
            for field in fields(self)
            if isinstance(getattr(self, field.name), np.ndarray)
        }
        return replace(self, **picked)
