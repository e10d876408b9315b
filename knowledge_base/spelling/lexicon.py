"""The words of a language and how often they are used, in a few megabytes."""

import gzip
import re
import unicodedata
from array import array
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import compress

import msgpack
import numpy as np
import wordfreq

from knowledge_base.entries import Language

# Frequencies are in hundredths of powers of ten below 1.
_STEPS = 100
# Other words are meant from this frequency on: one in ten million.
_COMMON_STEP = 700
# What Latin letters are decomposed into, besides themselves.
_MARKS = re.compile("[\u0300-\u036f]+")


class Lexicon:
    """Words by their letters without diacritics; immutable and safe to share between threads.

    Half a million Python strings would take some 60 MB. Here a word takes its own letters, where
    they begin, the hash of the bare ones, by which the rows are sorted, and its frequency.
    """

    def __init__(self, words_by_step: Iterable[Sequence[str]]) -> None:
        """Keep words in lower case; those in row `n` are 10^(-n/100) of all words in texts."""
        letters, starts = bytearray(), array("I")
        hashes, steps = array("q"), array("H")
        for step, row in enumerate(words_by_step):
            words = list(filter(str.isalpha, row))
            hashes.extend(map(hash, _all_folded(words)))
            steps.extend([step] * len(words))
            for word in words:
                starts.append(len(letters))
                letters += word.encode() + b"\n"
        unsorted = np.frombuffer(hashes, dtype=np.int64)
        order = np.argsort(unsorted, kind="stable")
        self._letters = bytes(letters)
        self._hashes = unsorted[order]
        self._starts = np.frombuffer(starts, dtype=np.uint32)[order]
        self._steps = np.frombuffer(steps, dtype=np.uint16)[order]
        self._common = self._hashes[self._steps <= _COMMON_STEP]

    def __len__(self) -> int:
        """The number of words."""
        return len(self._hashes)

    @property
    def bytes_held(self) -> int:
        """The memory that the words take."""
        arrays = (self._hashes, self._starts, self._steps, self._common)
        return sum(array.nbytes for array in arrays) + len(self._letters)

    def spellings(self, bare: str) -> Iterator[tuple[str, float]]:
        """Each word that is `bare` without its diacritics, and its share of a text's words."""
        key = hash(bare)
        row = int(np.searchsorted(self._hashes, key))
        while row < len(self._hashes) and self._hashes[row] == key:
            start = int(self._starts[row])
            word = self._letters[start : self._letters.index(b"\n", start)].decode()
            yield word, 10.0 ** (-int(self._steps[row]) / _STEPS)
            row += 1

    def common(self, bare: Sequence[str]) -> list[str]:
        """Those that some common word (one in ten million) is without its diacritics."""
        if not len(self._common):
            return []
        keys = np.fromiter(map(hash, bare), dtype=np.int64, count=len(bare))
        rows = np.minimum(np.searchsorted(self._common, keys), len(self._common) - 1)
        return list(compress(bare, self._common[rows] == keys))


@cache
def general_lexicon(language: Language) -> Lexicon:
    """The language's words as they are used in general, read once in a process.

    From the package wordfreq: words that are at least one in a hundred million, counted in
    encyclopaedias, subtitles, news, books and the web.
    """
    with gzip.open(wordfreq.available_languages("large")[language]) as file:
        # Row by row: all words at once would leave 60 MB of holes in the process's memory.
        rows = msgpack.Unpacker(file, raw=False)
        rows.read_array_header()
        rows.skip()
        return Lexicon(rows)


def _all_folded(words: Sequence[str]) -> list[str]:
    """Each word as `fold` gives it; far quicker than one by one."""
    decomposed = unicodedata.normalize("NFKD", "\n".join(words).casefold())
    return _MARKS.sub("", decomposed).split("\n") if words else []
