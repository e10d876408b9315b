"""Questions asked in the stored words: the entries that have a text among their phrasings."""

import re
from collections.abc import Iterable
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from knowledge_base.corpus import Corpus
from knowledge_base.folding import fold

_WORD = re.compile(r"\w+")


class ExactPhrasings:
    """Which entries store a phrasing, whatever its case, marks and punctuation."""

    def __init__(self, corpora: Iterable[Corpus]) -> None:
        """Remember each phrasing of these corpora by its bare letters."""
        self._entries_by_phrasing: dict[str, set[int]] = {}
        for corpus in corpora:
            owners = corpus.entry_numbers[corpus.variant_of_phrasing]
            for text, number in zip(corpus.phrasings, owners, strict=True):
                self._entries_by_phrasing.setdefault(_stored_bare(text), set()).add(int(number))

    def of_entries(self, text: str, entry_numbers: npt.NDArray[np.intp]) -> npt.NDArray[np.bool_]:
        """Whether the text is, but for case and marks, a phrasing of each of the entries."""
        exact = np.zeros(len(entry_numbers), dtype=np.bool_)
        for number in self._entries_by_phrasing.get(_bare(text), ()):
            exact |= entry_numbers == number
        return exact


def _bare(text: str) -> str:
    """The text's words without case, diacritics and punctuation."""
    return " ".join(_WORD.findall(fold(text)))


# Stored texts come again with every edit. Customers' texts are not kept.
_stored_bare = lru_cache(maxsize=50_000)(_bare)
