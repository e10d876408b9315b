"""What people do to questions when they type: no diacritics, a slip of the finger."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable, Mapping

# A slip in a shorter word mostly makes another word.
SHORTEST_WORD = 4
TYPO_SEEDS = (1, 2, 3)

_WORD = re.compile(rf"[^\W\d_]{{{SHORTEST_WORD},}}")
_KEYBOARDS: Mapping[str, tuple[str, ...]] = {
    "cs": ("ěščřžýáíé", "qwertzuiopú", "asdfghjklů", "yxcvbnm"),
    "en": ("qwertyuiop", "asdfghjkl", "zxcvbnm"),
}


def without_diacritics(text: str) -> str:
    """The text as typed on a keyboard without diacritics, in its own case."""
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def with_typo(text: str, language: str, seed: int) -> str:
    """The text with one slip in one of its words; unchanged without a word of four letters.

    The word, the kind of slip and its place are drawn evenly, and are the same for the same text,
    language and seed, whatever was asked before it.
    """
    draw = random.Random(f"{seed} {language} {text}")
    words = list(_WORD.finditer(unicodedata.normalize("NFC", text)))
    if not words:
        return text
    word = draw.choice(words)
    slipped = _slipped(word.group(), language, draw)
    whole = word.string
    return whole[: word.start()] + slipped + whole[word.end() :]


def neighbours(letter: str, language: str) -> str:
    """The keys left and right of a letter's own, in its case; nothing for other signs."""
    for row in _KEYBOARDS[language]:
        place = row.find(letter.lower())
        if place >= 0:
            beside = row[max(place - 1, 0) : place] + row[place + 1 : place + 2]
            return beside.upper() if letter.isupper() else beside
    return ""


def _slipped(word: str, language: str, draw: random.Random) -> str:
    """The word with one slip; a kind that would change nothing in this word is drawn again."""
    kinds = list(_KINDS)
    while kinds:
        kind = draw.choice(kinds)
        possible = [
            changed
            for place in range(len(word))
            for changed in kind(word, place, language)
            if changed != word
        ]
        if possible:
            return draw.choice(possible)
        kinds.remove(kind)
    return word


def _swapped(word: str, place: int, language: str) -> list[str]:
    if place + 1 >= len(word):
        return []
    return [word[:place] + word[place + 1] + word[place] + word[place + 2 :]]


def _dropped(word: str, place: int, language: str) -> list[str]:
    return [word[:place] + word[place + 1 :]]


def _doubled(word: str, place: int, language: str) -> list[str]:
    return [word[: place + 1] + word[place:]]


def _missed(word: str, place: int, language: str) -> list[str]:
    return [word[:place] + key + word[place + 1 :] for key in neighbours(word[place], language)]


_KINDS: tuple[Callable[[str, int, str], list[str]], ...] = (_swapped, _dropped, _doubled, _missed)
