"""The retriever: from a question to candidates with confidences and a decision.

Immutable: an edit makes a new retriever, which takes over what the edit did not touch.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple, Self

import numpy as np
import numpy.typing as npt

from knowledge_base.character_index import GramCounts
from knowledge_base.confidence import (
    DEFAULT_CALIBRATION,
    DEFAULT_THRESHOLDS,
    Calibration,
    decide,
)
from knowledge_base.corpus import published
from knowledge_base.encoded_entries import EncodedEntries, PlacedRows
from knowledge_base.encoder import Encoder
from knowledge_base.entries import LANGUAGES, Entry, Language
from knowledge_base.exact_phrasings import ExactPhrasings
from knowledge_base.head import Head
from knowledge_base.search_result import Candidate, SearchResult, Thresholds
from knowledge_base.signals import Recipe, Signals
from knowledge_base.space import Space
from knowledge_base.spelling import Spelling
from knowledge_base.stored_index import StoredIndex, read_index, write_index
from knowledge_base.variant_index import VariantIndex
from knowledge_base.vectors import Progress, VectorCache

FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.intp]

DEFAULT_RECIPE = Recipe()

_WORD = re.compile(r"\w+")


def _silent(_: str) -> None:
    """Tell nobody."""


class _Asked(NamedTuple):
    """A question: as it was typed, as it is meant (its typos mended), and the latter's vector."""

    text: str
    meant: str
    language: Language
    vector: FloatArray


class Retriever:
    """Answers searches over published entries; safe to share between threads.

    `entries` are those searched, `version` is the content's version that it was built from,
    `vector_count` the number of indexed vectors, `is_fitted` whether everything was fitted on
    exactly these entries.
    """

    def __init__(
        self,
        entries: Iterable[Entry],
        encoder: Encoder,
        *,
        cache: VectorCache | None = None,
        known: Mapping[bytes, FloatArray] | None = None,
        before: "Retriever | None" = None,
        refit: bool = False,
        version: int = 0,
        thresholds: Thresholds = DEFAULT_THRESHOLDS,
        recipe: Recipe = DEFAULT_RECIPE,
        calibration: Calibration = DEFAULT_CALIBRATION,
        progress: Progress = _silent,
    ) -> None:
        """Encode what neither `known` nor `cache` has, then index and fit; see `build`.

        `before` is the retriever that this one follows: what the edit did not touch is taken
        from it, and unless `refit` or the edit is a large one, also what was fitted on it.
        """
        self.entries = published(entries)
        self.encoder = encoder
        self.version = version
        self.thresholds = thresholds
        self._cache = cache
        self._recipe = recipe
        self._calibration = calibration
        self._spelling = Spelling(self.entries)
        self._grams: dict[Language, GramCounts] = before._grams if before else _new_grams()
        self._encoded = EncodedEntries(
            self.entries, encoder, known=known or {}, cache=cache, progress=progress
        )
        fitted = before
        if before and (refit or not before._space.still_fits(self._encoded.row_count)):
            fitted = None
        self.is_fitted = fitted is None
        self._space: Space = fitted._space if fitted else self._encoded.space()
        placed = fitted._placed() if fitted else {}
        earlier = {index.language: index for index in before._indexes} if before else {}
        self._indexes: tuple[VariantIndex, ...] = tuple(
            VariantIndex(
                corpus,
                self._encoded.rows_in(self._space, corpus.language, placed.get(corpus.language)),
                self._grams[corpus.language],
                earlier.get(corpus.language),
            )
            for corpus in self._encoded.corpora
        )
        self._head: Head | None = (
            self._fitted_head(fitted._head if fitted else None) if self.entries else None
        )
        self._exact = ExactPhrasings(index.corpus for index in self._indexes)

    @classmethod
    def build(
        cls,
        entries: Iterable[Entry],
        encoder: Encoder,
        *,
        cache: VectorCache | None = None,
        version: int = 0,
        thresholds: Thresholds = DEFAULT_THRESHOLDS,
        progress: Progress = _silent,
    ) -> Self:
        """A retriever over the published entries; what the cache lacks is encoded."""
        return cls(
            entries,
            encoder,
            cache=cache,
            version=version,
            thresholds=thresholds,
            progress=progress,
        )

    def with_entries(self, entries: Iterable[Entry], *, version: int = 0) -> "Retriever":
        """A retriever over these entries instead; only texts that are new are encoded.

        After a small edit it uses what was fitted before it, and `is_fitted` says no: `refitted`
        gives one that is.
        """
        return self._following(entries, version=version, refit=False)

    def refitted(self) -> "Retriever":
        """The same retriever, fitted on exactly its own entries."""
        return self._following(self.entries, version=self.version, refit=True)

    def _following(self, entries: Iterable[Entry], *, version: int, refit: bool) -> "Retriever":
        return Retriever(
            entries,
            self.encoder,
            cache=self._cache,
            known=self._encoded.by_key,
            before=self,
            refit=refit,
            version=version,
            thresholds=self.thresholds,
            recipe=self._recipe,
            calibration=self._calibration,
        )

    @classmethod
    def load(
        cls,
        folder: Path,
        encoder: Encoder,
        *,
        cache: VectorCache | None = None,
        thresholds: Thresholds = DEFAULT_THRESHOLDS,
    ) -> Self:
        """The retriever that was saved; raises IndexMissing, IndexDamaged or IndexMismatch.

        The caller compares `version` with the content's and rebuilds or updates.
        """
        stored = read_index(folder, encoder)
        return cls(
            stored.entries,
            encoder,
            cache=cache,
            known=stored.vectors,
            version=stored.version,
            thresholds=thresholds,
        )

    def save(self, folder: Path) -> None:
        """Write entries and vectors; a crash leaves the old folder or none, never a mixture."""
        stored = StoredIndex(
            entries=self.entries, vectors=self._encoded.by_key, version=self.version
        )
        write_index(folder, stored, self.encoder)

    @property
    def calibration_identity(self) -> str:
        """Changes whenever confidences do for another reason than entries or encoder."""
        known = f"{self._recipe} {self._calibration.identity}"
        return hashlib.sha256(known.encode()).hexdigest()[:16]

    @property
    def vector_count(self) -> int:
        """The number of indexed vectors."""
        return sum(index.vector_count for index in self._indexes)

    def search(
        self,
        text: str,
        language: Language,
        limit: int = 5,
        exclude: frozenset[str] = frozenset(),
    ) -> SearchResult:
        """The decision for this question and up to `limit` candidates, best first.

        Entries in `exclude` are passed over. A text without a word has no candidates.
        """
        asked = self._asked(text, language)
        vector = asked.vector if asked else None
        signals = self._signals_of(asked, exclude) if asked else None
        if signals is None:
            return self._outcome((), np.zeros(0, dtype=np.float32), vector)
        scores = signals.scores(self._recipe)
        confidences = self._calibration.probabilities(signals, scores)
        order = np.argsort(-scores, kind="stable")[:limit]
        candidates = tuple(
            self._candidate(signals, int(row), scores, confidences, language) for row in order
        )
        return self._outcome(candidates, confidences[order], vector)

    def signals(
        self, text: str, language: Language, exclude: frozenset[str] = frozenset()
    ) -> Signals | None:
        """The measures of every candidate, one row an entry; None if there is none."""
        asked = self._asked(text, language)
        return self._signals_of(asked, exclude) if asked else None

    def _asked(self, text: str, language: Language) -> _Asked | None:
        if self._head is None or not _WORD.search(text):
            return None
        meant = self._spelling.mended(text, language)
        return _Asked(text, meant, language, self.encoder.encode_questions([meant])[0])

    def _signals_of(self, asked: _Asked, exclude: frozenset[str]) -> Signals | None:
        assert self._head is not None, "a question is asked of entries"
        text, meant, language, vector = asked
        questions = {
            compared: self._space.question(vector, language, compared) for compared in LANGUAGES
        }
        parts = [
            index.score(
                questions[index.language],
                meant,
                same_language=index.language == language,
            )
            for index in self._indexes
        ]
        entry_numbers = np.concatenate(
            [
                index.corpus.entry_numbers[part.variants]
                for index, part in zip(self._indexes, parts, strict=True)
            ]
        )
        sizes = [len(part.variants) for part in parts]
        index_numbers = np.repeat(np.arange(len(parts)), sizes)
        log_probabilities = self._head.log_probabilities(questions[language])
        same = np.asarray([index.language == language for index in self._indexes], dtype=np.float32)

        def joined(name: str) -> npt.NDArray[np.float32]:
            return np.concatenate([getattr(part, name) for part in parts])

        signals = Signals(
            entry_numbers=entry_numbers,
            variant_numbers=np.concatenate([part.variants for part in parts]),
            index_numbers=index_numbers,
            best_phrasings=np.concatenate([part.best_phrasings for part in parts]),
            phrasing=joined("phrasing"),
            document=joined("document"),
            characters=joined("characters"),
            head=log_probabilities[entry_numbers],
            same_language=same[index_numbers],
            exact=self._exact.of_entries(text, entry_numbers),
            word_count=len(_WORD.findall(text)),
        )
        scores = signals.scores(self._recipe)
        kept = self._best_variants(entry_numbers, scores, exclude)
        return signals.at(kept) if len(kept) else None

    def _best_variants(
        self, entry_numbers: IntArray, scores: FloatArray, exclude: frozenset[str]
    ) -> IntArray:
        """Rows of each entry's best variant, without the excluded entries."""
        order = np.argsort(-scores, kind="stable")
        _, first = np.unique(entry_numbers[order], return_index=True)
        rows = order[np.sort(first)]
        if not exclude:
            return rows
        allowed = [self.entries[number].id not in exclude for number in entry_numbers[rows]]
        return np.asarray(rows[np.asarray(allowed, dtype=bool)])

    def _candidate(
        self,
        signals: Signals,
        row: int,
        scores: FloatArray,
        confidences: FloatArray,
        language: Language,
    ) -> Candidate:
        entry = self.entries[int(signals.entry_numbers[row])]
        index = self._indexes[int(signals.index_numbers[row])]
        shown = language if language in entry.variants else index.language
        variant = entry.variants[shown]
        return Candidate(
            entry_id=entry.id,
            version=entry.version,
            language=shown,
            cross_lingual=shown != language,
            category=entry.category,
            question=variant.question,
            answer=variant.answer,
            confidence=float(confidences[row]),
            score=float(scores[row]),
            matched_text=index.corpus.phrasings[int(signals.best_phrasings[row])],
        )

    def _outcome(
        self,
        candidates: tuple[Candidate, ...],
        confidences: FloatArray,
        vector: FloatArray | None,
    ) -> SearchResult:
        decision, reason = decide(confidences, self.thresholds)
        confidence = candidates[0].confidence if candidates else 0.0
        return SearchResult(
            decision=decision,
            reason=reason,
            confidence=confidence,
            certifiable_confidence=confidence,
            thresholds=self.thresholds,
            candidates=candidates,
            vector=vector,
        )

    def _placed(self) -> dict[Language, PlacedRows]:
        return {index.language: self._encoded.placed(index) for index in self._indexes}

    def _fitted_head(self, fitted: Head | None) -> Head:
        vectors, numbers = [], []
        for index in self._indexes:
            corpus = index.corpus
            vectors += [index.rows.phrasings, index.rows.documents]
            numbers += [corpus.entry_numbers[corpus.variant_of_phrasing], corpus.entry_numbers]
        return Head(
            np.concatenate(vectors),
            np.concatenate(numbers),
            entry_count=len(self.entries),
            fitted=fitted,
        )


def _new_grams() -> dict[Language, GramCounts]:
    return {language: GramCounts() for language in LANGUAGES}
