"""The words that BM25 compares: lemmas without diacritics."""

import re
from functools import lru_cache

import simplemma

from knowledge_base.entries import Language
from knowledge_base.folding import fold

_WORD = re.compile(r"\w+")


def words(text: str, language: Language) -> list[str]:
    """The text's lemmas, folded; a word typed without diacritics stays as it is."""
    return [_lemma(word, language) for word in _WORD.findall(text.lower())]


@lru_cache(maxsize=50_000)
def _lemma(word: str, language: Language) -> str:
    return fold(simplemma.lemmatize(word, lang=language))
