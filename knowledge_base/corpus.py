"""The published entries laid out in rows: variants, their phrasings and their documents."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from knowledge_base.entries import LANGUAGES, Entry, Language, Status, Variant

IntArray = npt.NDArray[np.intp]

# More phrasings would push the answer out of the encoder's 512 tokens.
_PHRASINGS_IN_A_DOCUMENT = 11


@dataclass(frozen=True, kw_only=True)
class Corpus:
    """All variants in one language, as rows.

    `entry_numbers[v]` is the position in the entries of variant `v`; its phrasings are the rows
    `starts[v]` up to `starts[v + 1]`; `documents[v]` is its question, phrasings and answer as one
    passage.
    """

    language: Language
    entry_numbers: IntArray
    phrasings: tuple[str, ...]
    starts: IntArray
    documents: tuple[str, ...]

    @property
    def variant_of_phrasing(self) -> IntArray:
        """The variant of each phrasing, shape (phrasings,)."""
        return np.repeat(np.arange(len(self.documents)), np.diff(self.starts))


def published(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The entries that are searched, by id."""
    return tuple(
        sorted(
            (entry for entry in entries if entry.status is Status.PUBLISHED),
            key=lambda entry: entry.id,
        )
    )


def corpora(entries: tuple[Entry, ...]) -> tuple[Corpus, ...]:
    """One corpus for each language that any entry has."""
    found = (_corpus(entries, language) for language in LANGUAGES)
    return tuple(corpus for corpus in found if corpus.documents)


def _corpus(entries: tuple[Entry, ...], language: Language) -> Corpus:
    with_language = [
        (number, entry.variants[language])
        for number, entry in enumerate(entries)
        if language in entry.variants
    ]
    counts = [len(variant.phrasings) for _, variant in with_language]
    return Corpus(
        language=language,
        entry_numbers=np.asarray([number for number, _ in with_language], dtype=np.intp),
        phrasings=tuple(text for _, variant in with_language for text in variant.phrasings),
        starts=np.concatenate([[0], np.cumsum(counts)]).astype(np.intp),
        documents=tuple(_document(variant) for _, variant in with_language),
    )


def _document(variant: Variant) -> str:
    return "\n".join([*variant.phrasings[:_PHRASINGS_IN_A_DOCUMENT], variant.answer])
