"""Words and how often they are used, kept small."""

import pytest

from knowledge_base.spelling.lexicon import Lexicon, general_lexicon

# One in a thousand; one in a million, where two words are alike but for their marks; rarer still.
SMALL = Lexicon([*[()] * 300, ("účet",), *[()] * 299, ("byt", "být"), *[()] * 149, ("kachlák",)])


def test_a_word_is_found_by_its_bare_letters_with_its_share() -> None:
    assert dict(SMALL.spellings("ucet")) == {"účet": pytest.approx(1e-3)}
    assert dict(SMALL.spellings("byt")) == {"byt": pytest.approx(1e-6), "být": pytest.approx(1e-6)}


def test_an_unknown_word_has_no_spelling() -> None:
    assert not list(SMALL.spellings("učet"))
    assert not list(SMALL.spellings("nic"))
    assert not list(SMALL.spellings(""))


def test_rare_words_are_no_candidates() -> None:
    assert SMALL.common(["ucet", "nic", "byt", "kachlak"]) == ["ucet", "byt"]
    assert list(SMALL.spellings("kachlak"))


def test_a_lexicon_without_words_knows_none() -> None:
    empty = Lexicon([])
    assert not list(empty.spellings("ucet"))
    assert empty.common(["ucet"]) == []


def test_both_languages_fit_in_thirty_megabytes() -> None:
    lexicons = [general_lexicon("cs"), general_lexicon("en")]
    assert all(len(lexicon) > 200_000 for lexicon in lexicons)
    assert sum(lexicon.bytes_held for lexicon in lexicons) < 30e6


def test_common_words_are_commoner() -> None:
    czech = general_lexicon("cs")
    assert dict(czech.spellings("ze"))["že"] > dict(czech.spellings("zavada"))["závada"] > 0
