"""What one slip of the finger makes of a word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.entries import Language
from knowledge_base.spelling.slips import likelihood, possible_words

WORDS = st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=4, max_size=12)


@pytest.mark.parametrize("typed", ["pracel", "parcl", "parcell", "psrcel", "parcelx", "xparcel"])
def test_the_word_meant_is_among_the_possible_ones(typed: str) -> None:
    assert "parcel" in possible_words(typed)


@given(word=WORDS)
def test_a_word_is_no_slip_of_itself(word: str) -> None:
    assert word not in possible_words(word)


@given(word=WORDS, language=st.sampled_from(["cs", "en"]))
def test_likelihoods_lie_between_0_and_1(word: str, language: Language) -> None:
    assert all(0 <= likelihood(word, meant, language) <= 1 for meant in possible_words(word))


@pytest.mark.parametrize("typed", ["pracel", "parcl", "parrcel", "patcel", "parcwl"])
def test_what_fingers_often_do_is_likeliest(typed: str) -> None:
    assert likelihood(typed, "parcel", "en") == 1.0


@pytest.mark.parametrize("typed", ["parmel", "arcel", "xarcel", "paqrcel", "parsxcel"])
def test_what_fingers_seldom_do_is_less_likely(typed: str) -> None:
    assert 0 < likelihood(typed, "parcel", "en") < 1


def test_an_ending_makes_another_word() -> None:
    assert likelihood("parcelx", "parcel", "en") == 0
    assert likelihood("parcell", "parcel", "en") == 1


def test_the_czech_keyboard_has_z_where_the_english_one_has_y() -> None:
    assert likelihood("zrusir", "zrusit", "cs") == 1.0
    assert likelihood("tarif", "zarif", "cs") > likelihood("tarif", "zarif", "en")
    assert likelihood("ticket", "yicket", "en") > likelihood("ticket", "yicket", "cs")
