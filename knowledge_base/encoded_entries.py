"""The vectors of entries and of the background: from the encoder, then placed in the space."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt

from knowledge_base.background import BACKGROUND
from knowledge_base.corpus import Corpus, corpora
from knowledge_base.encoder import Encoder
from knowledge_base.entries import LANGUAGES, Entry, Language
from knowledge_base.space import Rows, Space
from knowledge_base.variant_index import CorpusRows, VariantIndex
from knowledge_base.vectors import Progress, VectorCache, encode_all

FloatArray = npt.NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class CorpusKeys:
    """What the vectors of a corpus are kept under, in the order of its rows."""

    phrasings: tuple[bytes, ...]
    documents: tuple[bytes, ...]


class EncodedEntries:
    """Raw vectors by key (`by_key`) and the keys of each corpus (`keys`, by language)."""

    def __init__(
        self,
        entries: tuple[Entry, ...],
        encoder: Encoder,
        *,
        known: Mapping[bytes, FloatArray],
        cache: VectorCache | None,
        progress: Progress,
    ) -> None:
        """Encode what neither `known` nor `cache` has."""
        self.corpora: tuple[Corpus, ...] = corpora(entries)
        self.by_key: dict[bytes, FloatArray] = {}
        self._dimension = encoder.dimension
        encode = partial(encode_all, encoder=encoder, known=known, cache=cache, progress=progress)

        def questions(texts: Iterable[str]) -> tuple[bytes, ...]:
            keys, vectors = encode(tuple(texts), "question")
            self.by_key |= vectors
            return tuple(keys)

        def passages(texts: Iterable[str]) -> tuple[bytes, ...]:
            keys, vectors = encode(tuple(texts), "passage")
            self.by_key |= vectors
            return tuple(keys)

        self.keys = {
            corpus.language: CorpusKeys(
                phrasings=questions(corpus.phrasings),
                documents=passages(corpus.documents),
            )
            for corpus in self.corpora
        }
        self._background = {
            language: (questions(texts), passages(texts)) for language, texts in BACKGROUND.items()
        }
        self.row_count = sum(len(corpus.phrasings) for corpus in self.corpora)

    def space(self) -> Space:
        """The space fitted on all of it."""
        nothing = CorpusKeys(phrasings=(), documents=())
        rows = {}
        for language in LANGUAGES:
            keys = self.keys.get(language, nothing)
            as_questions, as_passages = self._background[language]
            rows[language] = Rows(
                phrasings=self._matrix(keys.phrasings),
                documents=self._matrix(keys.documents),
                background_questions=self._matrix(as_questions),
                background_passages=self._matrix(as_passages),
            )
        return Space(rows)

    def rows_in(
        self, space: Space, language: Language, placed: "PlacedRows | None" = None
    ) -> CorpusRows:
        """A corpus's vectors in the space; those that `placed` has are taken from there."""
        keys = self.keys[language]
        before = placed or PlacedRows.none()

        def rows(
            wanted: tuple[bytes, ...], there: Mapping[bytes, int], matrix: FloatArray, kind: str
        ) -> FloatArray:
            numbers = np.asarray([there.get(key, -1) for key in wanted], dtype=np.intp)
            new = np.flatnonzero(numbers < 0)
            raw = self._matrix([wanted[row] for row in new])
            place = space.documents if kind == "document" else space.phrasings
            if len(new) == len(wanted):
                return place(raw, language)
            found = matrix[numbers]
            found[new] = place(raw, language)
            return found

        return CorpusRows(
            phrasings=rows(keys.phrasings, before.phrasings, before.rows.phrasings, "phrasing"),
            documents=rows(keys.documents, before.documents, before.rows.documents, "document"),
            follow_others=placed is not None,
        )

    def placed(self, index: VariantIndex) -> "PlacedRows":
        """What an index over this has, by key."""
        keys = self.keys[index.language]
        return PlacedRows(
            rows=index.rows,
            phrasings=_row_of(keys.phrasings),
            documents=_row_of(keys.documents),
        )

    def _matrix(self, keys: Iterable[bytes]) -> FloatArray:
        rows = [self.by_key[key] for key in keys]
        return np.stack(rows) if rows else np.zeros((0, self._dimension), dtype=np.float32)


@dataclass(frozen=True, kw_only=True)
class PlacedRows:
    """Vectors that are in the space already, and the row of each key."""

    rows: CorpusRows
    phrasings: Mapping[bytes, int]
    documents: Mapping[bytes, int]

    @classmethod
    def none(cls) -> "PlacedRows":
        """Nothing placed yet."""
        empty = np.zeros((0, 0), dtype=np.float32)
        return cls(
            rows=CorpusRows(phrasings=empty, documents=empty),
            phrasings={},
            documents={},
        )


def _row_of(keys: tuple[bytes, ...]) -> dict[bytes, int]:
    return {key: row for row, key in enumerate(keys)}
