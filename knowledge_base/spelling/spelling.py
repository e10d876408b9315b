"""What was meant in either language, from the entries' words and the language's."""

from collections.abc import Iterable

from knowledge_base.entries import LANGUAGES, Entry, Language

from .lexicon import general_lexicon
from .mending import Mender
from .vocabulary import Vocabulary


class Spelling:
    """Mends questions before they are searched; immutable and safe to share between threads."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        """Learn the entries' words; those of the languages are read once in a process."""
        texts: dict[Language, list[str]] = {language: [] for language in LANGUAGES}
        for entry in entries:
            for language, variant in entry.variants.items():
                texts[language] += [*variant.phrasings, variant.answer]
        vocabularies = {
            language: Vocabulary(some, general_lexicon(language))
            for language, some in texts.items()
        }
        self._menders = {language: Mender(language, vocabularies) for language in LANGUAGES}

    def mended(self, text: str, language: Language) -> str:
        """The text as it was meant; itself, unless a word is very likely another.

        It has the same number of words, none of them with digits is touched, and mending it again
        changes nothing.
        """
        return self._menders[language].mended(text)
