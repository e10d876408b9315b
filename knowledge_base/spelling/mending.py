"""Which word a typed one stands for; a word that is known stays as it is."""

import unicodedata
from collections.abc import Mapping, Sequence

from knowledge_base.entries import Language
from knowledge_base.folding import fold, has_diacritics

from .slips import likelihood, possible_words
from .vocabulary import Vocabulary
from .words import with_words, words_of

# What an unknown word counts as: names and new words exist.
_UNSEEN = 1e-9
# From this share on a word is as good as any: people seldom slip into a common word.
_COMMON = 1e-6
# A word mended into is at least one in ten million.
_LEAST = 1e-7
# By so much the other word has to be more likely: people rather leave out a mark, where they set
# others, than a letter.
_LIKELIER_MARKED = 100.0
_LIKELIER_UNMARKED = 1000.0
_LIKELIER_SLIP = 1000.0
# A text without diacritics is let be when it is this likely that all its words are meant so.
_MEANT_SO = 0.1
# What it speaks for a word that it has the marks which were typed.
_SAME_MARKS = 100.0
# Shorter ones are abbreviations and particles, longer ones no words.
_SHORTEST = 4
_LONGEST = 25
# A text with more unknown words is in another language.
_MOST_UNKNOWN_SHARE = 1 / 3
_ALWAYS_MENDED = 2
_MOST_UNKNOWN = 8


class Mender:
    """Mends texts in one language; immutable and safe to share between threads."""

    def __init__(self, language: Language, vocabularies: Mapping[Language, Vocabulary]) -> None:
        """Judge by the language's vocabulary; words of the other languages are let be."""
        self._language = language
        self._words = vocabularies[language]
        self._foreign = [words for other, words in vocabularies.items() if other != language]
        self._has_marks = language == "cs"

    def mended(self, text: str) -> str:
        """The text with diacritics and letters as they were meant; itself if nothing is wrong."""
        composed = unicodedata.normalize("NFC", text)
        slipless = self._without_slips(composed)
        # A mended word has its marks already, which the customer did not type.
        bare = self._is_bare(words_of(composed)) or self._is_bare(words_of(slipless))
        mended = self._with_marks(slipless, bare=bare)
        return text if mended == composed else mended

    def _without_slips(self, text: str) -> str:
        """The text with its mistyped words mended; names, in capitals within it, are let be."""
        words = words_of(text)
        unknown = {word for word in words if self._is_unknown(word)}
        most = min(max(_MOST_UNKNOWN_SHARE * len(words), _ALWAYS_MENDED), _MOST_UNKNOWN)
        if not unknown or len(unknown) > most:
            return text
        shouted = text.isupper()

        def meant(word: str, is_first: bool) -> str:
            typed = word.lower()
            if typed in unknown and (is_first or shouted or word == typed):
                return self._meant_by(typed)
            return typed

        return with_words(text, meant)

    def _is_unknown(self, typed: str) -> bool:
        """Whether nearly nobody uses the word, in any language: it may be a slip."""
        letters = fold(typed)
        if not _SHORTEST <= len(typed) <= _LONGEST or not (self._has_marks or letters == typed):
            return False
        return (
            self._share(typed, letters) < _COMMON
            and not self._words.is_own(typed)
            and all(words.share(letters) < _COMMON for words in self._foreign)
        )

    def _share(self, typed: str, letters: str) -> float:
        """The typed word's share; of one without diacritics, that of the word it may stand for."""
        spellings = self._words.spellings(letters)
        return max(spellings.values(), default=0) if typed == letters else spellings.get(typed, 0.0)

    def _meant_by(self, typed: str) -> str:
        """The word that an unknown one most likely stands for, or itself if none is likely."""
        letters = fold(typed)
        share = max(self._share(typed, letters), _UNSEEN)
        marks = {letter for letter in typed if fold(letter) != letter}
        alike = self._spelt(letters, marks)
        if marks and alike and alike[1] > _LIKELIER_MARKED * share:
            return alike[0]
        if self._words.is_own_but_for_marks(letters):
            return typed
        found, weight = typed, _LIKELIER_SLIP * share
        for word in sorted(self._words.common(possible_words(letters))):
            spelt = self._spelt(word, marks)
            if spelt is None:
                continue
            heavier = spelt[1] * likelihood(letters, word, self._language)
            if heavier >= weight:
                found, weight = spelt[0], heavier
        return found

    def _spelt(self, letters: str, marks: set[str]) -> tuple[str, float] | None:
        """The best word with these letters, and its share; marks that were typed speak for it."""
        best: tuple[float, str, float] | None = None
        for word, share in self._words.spellings(letters).items():
            if share < _LEAST or (marks and not has_diacritics(word)):
                continue
            fitting = share * (_SAME_MARKS if marks and marks <= set(word) else 1.0)
            best = max(best or (0.0, "", 0.0), (fitting, word, share))
        return (best[1], best[2]) if best else None

    def _with_marks(self, text: str, *, bare: bool) -> str:
        """The text with the diacritics of words that were typed without; `bare`: all were."""
        if not self._has_marks:
            return text

        def meant(word: str, _: bool) -> str:
            typed = word.lower()
            spellings = {} if has_diacritics(typed) else self._words.spellings(typed)
            if not spellings:
                return typed
            best = max(spellings, key=lambda word: (spellings[word], word == typed, word))
            least = 0.0 if bare else _LIKELIER_UNMARKED * max(spellings.get(typed, 0.0), _UNSEEN)
            return best if spellings[best] > least else typed

        return with_words(text, meant)

    def _is_bare(self, words: Sequence[str]) -> bool:
        """Whether the words were typed without the diacritics that they have."""
        if not self._has_marks or any(map(has_diacritics, words)):
            return False
        likelihood_as_typed = 1.0
        for word in words:
            spellings = self._words.spellings(word)
            if spellings:
                likelihood_as_typed *= spellings.get(word, 0.0) / sum(spellings.values())
        return likelihood_as_typed < _MEANT_SO
