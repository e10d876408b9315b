"""Words in a text: runs of letters, apostrophes within."""

import re
from collections.abc import Callable

_WORD = re.compile(r"\w+(?:['’]\w+)*")


def words_of(text: str) -> list[str]:
    """The text's words in lower case, without those that hold digits or other signs."""
    return [word for word in _WORD.findall(text.lower()) if word.isalpha()]


def with_words(text: str, changed: Callable[[str, bool], str]) -> str:
    """The text with each word replaced by `changed(word, whether it is the first)`."""
    first = True

    def replacement(match: re.Match[str]) -> str:
        nonlocal first
        word, was_first, first = match.group(), first, False
        return changed(word, was_first) if word.isalpha() else word

    return _WORD.sub(replacement, text)


def in_the_case_of(typed: str, word: str) -> str:
    """The word in capitals, with a capital or as it is, like the typed one."""
    if len(typed) > 1 and typed.isupper():
        return word.upper()
    return word[:1].upper() + word[1:] if typed[:1].isupper() else word
