"""Letters without their diacritics: what search and spelling compare texts by."""

import unicodedata


class _WithoutMarks(dict[int, int | None]):
    """For `str.translate`: every letter stays but combining marks; learns letters as they come."""

    def __missing__(self, letter: int) -> int | None:
        kept = None if unicodedata.combining(chr(letter)) else letter
        self[letter] = kept
        return kept


_WITHOUT_MARKS = _WithoutMarks()


def fold(text: str) -> str:
    """The text in lower case without diacritics: "Vrácení" as "vraceni"."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKD", text.casefold()).translate(_WITHOUT_MARKS)


def has_diacritics(text: str) -> bool:
    """Whether any letter carries a mark."""
    return not text.isascii() and any(
        unicodedata.combining(mark) for mark in unicodedata.normalize("NFD", text)
    )
