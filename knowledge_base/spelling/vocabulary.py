"""The words that may be meant: those of the entries first, then those of the language."""

from collections import Counter
from collections.abc import Iterable, Sequence

from knowledge_base.folding import fold, has_diacritics

from .lexicon import Lexicon
from .words import words_of

# A word that is one in a thousand of the entries' weighs as one in ten thousand of the language's.
_OWN_WEIGHT = 0.1


class Vocabulary:
    """Words and their shares of what is written; immutable and safe to share between threads."""

    def __init__(self, texts: Iterable[str], lexicon: Lexicon) -> None:
        """Count the words of texts in the lexicon's language.

        A text without any diacritics may have been typed so: each of its words counts for the
        commonest way to spell it.
        """
        self._lexicon = lexicon
        self._own: dict[str, dict[str, float]] = {}
        marked: Counter[str] = Counter()
        unmarked: Counter[str] = Counter()
        for text in texts:
            (marked if has_diacritics(text) else unmarked).update(words_of(text))
        scale = _OWN_WEIGHT / max(marked.total() + unmarked.total(), 1)
        for word, count in marked.items():
            self._add(word, count * scale)
        for word, count in unmarked.items():
            spellings = self.spellings(word)
            self._add(max(spellings, key=spellings.__getitem__, default=word), count * scale)

    def _add(self, word: str, share: float) -> None:
        spellings = self._own.setdefault(fold(word), {})
        spellings[word] = spellings.get(word, 0.0) + share

    def spellings(self, bare: str) -> dict[str, float]:
        """Each word that is `bare` without its diacritics, and its share (0 to 1)."""
        found = dict(self._lexicon.spellings(bare))
        for word, share in self._own.get(bare, {}).items():
            found[word] = found.get(word, 0.0) + share
        return found

    def share(self, word: str) -> float:
        """The word's share, 0 if it is unknown."""
        return self.spellings(fold(word)).get(word, 0.0)

    def is_own(self, word: str) -> bool:
        """Whether the entries have the word, spelt like this."""
        return word in self._own.get(fold(word), {})

    def is_own_but_for_marks(self, bare: str) -> bool:
        """Whether the entries have a word that is `bare` without its diacritics."""
        return bare in self._own

    def common(self, bare: Sequence[str]) -> set[str]:
        """Those that an entry's word or a common one is without its diacritics."""
        return {word for word in bare if word in self._own} | set(self._lexicon.common(bare))
