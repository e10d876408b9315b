"""Words in a text: letters, apostrophes within; no codes and no addresses."""

import re
from collections.abc import Callable

_RUN = re.compile(r"\S+")
# In a run of signs between spaces: it is an order's number, an address of a page or of a mailbox.
_CODE = re.compile(r"[\d@_]|://|\w\.\w")
_WORD = re.compile(r"\w+(?:['’]\w+)*")


def words_of(text: str) -> list[str]:
    """The text's words in lower case, without codes, addresses and what is in them."""
    lowered = text.lower()
    if _CODE.search(lowered):
        lowered = " ".join(run for run in lowered.split() if not _CODE.search(run))
    return list(filter(str.isalpha, _WORD.findall(lowered)))


def with_words(text: str, changed: Callable[[str, bool], str]) -> str:
    """The text with each word replaced by `changed(word, whether it is the first)`, in its case.

    Codes and addresses stay, and so do words with capitals in between, which are names.
    """
    first = True

    def replacement(match: re.Match[str]) -> str:
        nonlocal first
        word, was_first, first = match.group(), first, False
        if not word.isalpha() or word not in (word.lower(), word.upper(), word.capitalize()):
            return word
        found = changed(word, was_first)
        return word if found == word.lower() else _in_the_case_of(word, found)

    def replaced(run: re.Match[str]) -> str:
        return run.group() if _CODE.search(run.group()) else _WORD.sub(replacement, run.group())

    return _RUN.sub(replaced, text)


def _in_the_case_of(typed: str, word: str) -> str:
    if len(typed) > 1 and typed.isupper():
        return word.upper()
    return word.capitalize() if typed[:1].isupper() else word
