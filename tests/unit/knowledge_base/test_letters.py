"""Letters, runs of characters and lemmas, blind to diacritics."""

import pytest

from knowledge_base.character_index import CharacterIndex, GramCounts
from knowledge_base.evaluation.lemmas import words
from knowledge_base.folding import fold, has_diacritics

TEXTS = ("Kde je moje zásilka?", "Jak vrátím zboží?", "Kolik stojí doprava?")


@pytest.mark.parametrize(
    ("text", "folded"),
    [("Žluťoučký KŮŇ", "zlutoucky kun"), ("Straße", "strasse"), ("PLAIN", "plain"), ("", "")],
)
def test_folding_takes_away_case_and_diacritics(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_diacritics_are_seen_composed_and_decomposed() -> None:
    assert has_diacritics("vráceni")
    assert has_diacritics("vra\u0301ceni")
    assert not has_diacritics("vraceni")


def test_inflected_words_share_a_lemma() -> None:
    assert words("zásilkou", "cs") == words("zásilky", "cs")
    assert words("parcels", "en") == words("parcel", "en")


def test_a_text_without_diacritics_finds_the_one_with_them_by_characters() -> None:
    index = CharacterIndex(TEXTS, GramCounts())

    scores = index.scores("kde je zasilka")

    assert scores.argmax() == 0
    assert index.scores(TEXTS[1])[1] == pytest.approx(1.0, abs=1e-5)


def test_an_index_stays_right_after_runs_were_counted_for_another_one() -> None:
    grams = GramCounts()
    before = CharacterIndex(TEXTS, grams)
    expected = before.scores("kde je zásilka")

    CharacterIndex((*TEXTS, "Qwx xyz"), grams)

    assert before.scores("kde je zásilka") == pytest.approx(expected)
    assert not before.scores("qwx xyz").any()


def test_no_texts_give_no_scores() -> None:
    assert CharacterIndex((), GramCounts()).scores("text").shape == (0,)
