"""All variants in one language, indexed by meaning and by characters."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from knowledge_base.character_index import CharacterIndex, GramCounts
from knowledge_base.corpus import Corpus
from knowledge_base.entries import Language
from knowledge_base.index import VectorIndex, highest, index_of

FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.intp]

# Candidates for scoring from each source: far more than are ever shown, few enough to be quick.
_NEAREST_ROWS = 128
_MOST_ALIKE = 16


@dataclass(frozen=True, kw_only=True)
class CorpusRows:
    """A corpus's vectors in the space; `follow_others`: in that of those before an edit."""

    phrasings: FloatArray
    documents: FloatArray
    follow_others: bool = False


@dataclass(frozen=True, kw_only=True)
class VariantScores:
    """Measures of some variants against one question; see Signals for what they mean."""

    variants: IntArray
    best_phrasings: IntArray
    phrasing: FloatArray
    document: FloatArray
    characters: FloatArray


class VariantIndex:
    """Immutable; safe to share between threads."""

    def __init__(
        self,
        corpus: Corpus,
        rows: CorpusRows,
        grams: GramCounts,
        before: "VariantIndex | None" = None,
    ) -> None:
        """Index a corpus; `grams` counts runs of characters; more comes from `before`."""
        self.corpus = corpus
        like = before if rows.follow_others else None
        self._phrasings: VectorIndex = index_of(rows.phrasings, like._phrasings if like else None)
        self._documents: VectorIndex = index_of(rows.documents, like._documents if like else None)
        self._variant_of_phrasing = corpus.variant_of_phrasing
        self._sizes = np.diff(corpus.starts)
        self._characters: CharacterIndex = (
            before._characters
            if before and before.corpus.phrasings == corpus.phrasings
            else CharacterIndex(corpus.phrasings, grams)
        )

    @property
    def language(self) -> Language:
        """The language of all variants."""
        return self.corpus.language

    @property
    def vector_count(self) -> int:
        """The number of indexed vectors."""
        return len(self.rows.phrasings) + len(self.rows.documents)

    @property
    def rows(self) -> CorpusRows:
        """The corpus's vectors in the space."""
        return CorpusRows(
            phrasings=self._phrasings.vectors,
            documents=self._documents.vectors,
        )

    def score(self, question: FloatArray, text: str, *, same_language: bool) -> VariantScores:
        """Measures of every variant that is near the question in any way.

        `question` is in the space already. Characters count in the same language only.
        """
        is_near = np.zeros(len(self._sizes), dtype=np.bool_)
        phrasings = self._phrasings.compare(question)
        documents = self._documents.compare(question)
        is_near[self._variant_of_phrasing[phrasings.nearest(_NEAREST_ROWS)]] = True
        is_near[documents.nearest(_NEAREST_ROWS // 2)] = True
        characters = np.zeros(len(self._variant_of_phrasing), dtype=np.float32)
        if same_language:
            characters = self._characters.scores(text)
            is_near[self._variant_of_phrasing[highest(characters, _MOST_ALIKE)]] = True
        variants = np.flatnonzero(is_near)
        rows, bounds = self._rows_of(variants)
        cosines = phrasings.products(rows)
        best = np.maximum.reduceat(cosines, bounds)
        sizes = self._sizes[variants]
        return VariantScores(
            variants=variants,
            best_phrasings=self._first_best(rows, cosines, best, sizes),
            phrasing=best,
            document=documents.products(variants),
            characters=np.maximum.reduceat(characters[rows], bounds),
        )

    def _rows_of(self, variants: IntArray) -> tuple[IntArray, IntArray]:
        """The phrasing rows of the variants, one after another, and where each begins."""
        sizes = self._sizes[variants]
        bounds = np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.intp)
        offsets = np.arange(sizes.sum()) - np.repeat(bounds, sizes)
        return np.repeat(self.corpus.starts[variants], sizes) + offsets, bounds

    @staticmethod
    def _first_best(
        rows: IntArray, cosines: FloatArray, best: FloatArray, sizes: IntArray
    ) -> IntArray:
        owners = np.repeat(np.arange(len(sizes)), sizes)
        hits = np.flatnonzero(cosines >= best[owners])
        is_first = np.diff(owners[hits], prepend=-1) > 0
        return rows[hits[is_first]]
