"""Slips of the finger: what a mistyped word may have been, and how likely each slip is.

Words here are in lower case and without diacritics.
"""

from collections.abc import Mapping
from string import ascii_lowercase

from knowledge_base.entries import Language

# Letter keys that touch within a row: the Czech layout has y and z the other way round.
_ROWS: Mapping[Language, tuple[str, ...]] = {
    "cs": ("qwertzuiop", "asdfghjkl", "yxcvbnm"),
    "en": ("qwertyuiop", "asdfghjkl", "zxcvbnm"),
}
# Likelihoods relative to the commonest slips.
_STRAY_NEIGHBOUR = 0.3
_AT_THE_START = 0.2
_ANY_LETTER = 0.05
# In a short word any letter makes another word.
_ANY_LETTER_IN_A_SHORT_WORD = 0.0025
_SHORT = 4


def _neighbours(rows: tuple[str, ...]) -> dict[str, str]:
    return {
        letter: row[max(place - 1, 0) : place] + row[place + 1 : place + 2]
        for row in rows
        for place, letter in enumerate(row)
    }


_NEIGHBOURS = {language: _neighbours(rows) for language, rows in _ROWS.items()}


def possible_words(typed: str) -> list[str]:
    """All strings that one slip can turn into `typed`: some fifty for each letter."""
    parts = [(typed[:place], typed[place:]) for place in range(len(typed) + 1)]
    missed = [head + letter + tail for head, tail in parts for letter in ascii_lowercase]
    added = [head + tail[1:] for head, tail in parts[:-1]]
    swapped = [head + tail[1] + tail[0] + tail[2:] for head, tail in parts[:-2]]
    wrong = [head + letter + tail[1:] for head, tail in parts[:-1] for letter in ascii_lowercase]
    return list({*missed, *added, *swapped, *wrong} - {typed})


def likelihood(typed: str, meant: str, language: Language) -> float:
    """How likely the one slip is that made `typed` of `meant`, relative to the commonest ones.

    Two letters swapped, one missed, one doubled or one hit on a neighbouring key count 1, slips
    that fingers seldom make less.
    """
    place = _first_difference(typed, meant)
    any_letter = _ANY_LETTER if len(typed) > _SHORT else _ANY_LETTER_IN_A_SHORT_WORD
    if len(typed) < len(meant):
        return 1.0 if place else _STRAY_NEIGHBOUR
    letter = typed[place]
    beside = _NEIGHBOURS[language].get(letter, "")
    at_start = 1.0 if place else _AT_THE_START
    if len(typed) == len(meant):
        if typed[place + 1 :] != meant[place + 1 :]:
            return 1.0
        return at_start * (1.0 if meant[place] in beside else any_letter)
    if place and typed[place - 1] == letter:
        return 1.0
    around = typed[max(place - 1, 0) : place] + typed[place + 1 : place + 2]
    if any(key in beside for key in around):
        return at_start * _STRAY_NEIGHBOUR
    # With an ending of its own it is another form or another product.
    return 0.0 if place == len(meant) else at_start * any_letter


def _first_difference(typed: str, meant: str) -> int:
    pairs = zip(typed, meant, strict=False)
    shorter = min(len(typed), len(meant))
    return next((place for place, (one, other) in enumerate(pairs) if one != other), shorter)
