"""Questions lose their diacritics, or get one slip of the finger in one longer word."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.quality.perturbations import (
    SHORTEST_WORD,
    neighbours,
    with_typo,
    without_diacritics,
)

WORDS = st.text(alphabet=string.ascii_letters + "ěščřžýáíéůú", min_size=SHORTEST_WORD, max_size=12)


def test_diacritics_go_and_case_and_signs_stay() -> None:
    assert without_diacritics("Kdy dorazí Můj balík?! Ťuk-ťuk") == "Kdy dorazi Muj balik?! Tuk-tuk"


def test_a_text_typed_as_letter_and_accent_loses_the_accent_too() -> None:
    assert without_diacritics("balík") == "balik"


@given(word=WORDS, seed=st.integers(0, 50), language=st.sampled_from(["cs", "en"]))
def test_a_typo_changes_a_word_by_one_slip(word: str, seed: int, language: str) -> None:
    changed = with_typo(word, language, seed)
    assert changed != word
    assert changed in possible_slips(word, language)


def test_words_of_three_letters_are_left_alone() -> None:
    assert with_typo("kde je muj", "cs", 1) == "kde je muj"
    assert {with_typo("kde je balik", "cs", seed)[:6] for seed in range(40)} == {"kde je"}


def test_the_same_question_gets_the_same_typo_and_other_seeds_get_others() -> None:
    question = "When will my parcel arrive at the office?"
    assert with_typo(question, "en", 1) == with_typo(question, "en", 1)
    assert len({with_typo(question, "en", seed) for seed in range(20)}) > 10


def test_all_four_kinds_of_slips_happen() -> None:
    typos = {with_typo("balik", "en", seed) for seed in range(200)}
    assert {"blaik", "balk", "ballik"} <= typos
    assert typos & {"nalik", "valik", "baljk", "balok", "balij", "balil", "baluk", "bakik"}


@pytest.mark.parametrize(
    ("letter", "language", "beside"),
    [
        ("t", "cs", "rz"),
        ("t", "en", "ry"),
        ("Q", "en", "W"),
        ("š", "cs", "ěč"),
        ("m", "cs", "n"),
        ("5", "en", ""),
    ],
)
def test_the_keys_beside_a_letter_follow_the_keyboard(
    letter: str, language: str, beside: str
) -> None:
    assert neighbours(letter, language) == beside


def possible_slips(word: str, language: str) -> set[str]:
    found = set()
    for place in range(len(word)):
        before, letter, after = word[:place], word[place], word[place + 1 :]
        found |= {before + after, before + letter + letter + after}
        found |= {before + key + after for key in neighbours(letter, language)}
        if after:
            found.add(before + after[0] + letter + after[1:])
    return found
