"""Words in a text: runs of letters, apostrophes within."""

import re
from collections.abc import Callable

_WORD = re.compile(r"\w+(?:['’]\w+)*")


def words_of(text: str) -> list[str]:
    """The text's words in lower case, without those that hold digits or other signs."""
    return [word for word in _WORD.findall(text.lower()) if word.isalpha()]


def with_words(text: str, changed: Callable[[str, bool], str]) -> str:
    """The text with each word replaced by `changed(word, whether it is the first)`, in its case.

    Words with digits or with capitals in between are names and stay.
    """
    first = True

    def replacement(match: re.Match[str]) -> str:
        nonlocal first
        word, was_first, first = match.group(), first, False
        if not word.isalpha() or word not in (word.lower(), word.upper(), word.capitalize()):
            return word
        found = changed(word, was_first)
        return word if found == word.lower() else _in_the_case_of(word, found)

    return _WORD.sub(replacement, text)


def _in_the_case_of(typed: str, word: str) -> str:
    if len(typed) > 1 and typed.isupper():
        return word.upper()
    return word.capitalize() if typed[:1].isupper() else word
