"""Questions are read as they were meant, and left alone when nothing is wrong with them."""

import unicodedata
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.entries import Entry, Language, Status, Variant
from knowledge_base.folding import fold
from knowledge_base.spelling import Spelling

NOW = datetime(2026, 11, 22, tzinfo=UTC)

CZECH = {
    "vraceni": Variant(
        question="Do kdy můžu vrátit zboží?",
        answer="Zboží můžete vrátit do čtrnácti dnů, peníze pošleme zpět na účet.",
        alternatives=("kdy mi poslete penize", "vrácení přes Zásilkobox", "je tu lyžárna?"),
    ),
    "objednavka": Variant(
        question="Jak změním objednávku?",
        answer="Objednávku změníte v účtu, dokud ji nezabalíme.",
    ),
}
ENGLISH = {
    "vraceni": Variant(
        question="How long may I return an item?",
        answer="Fourteen days from delivery; the Parcelino app prints the label.",
    )
}


def entry(id_: str) -> Entry:
    variants: dict[Language, Variant] = {"cs": CZECH[id_]}
    if id_ in ENGLISH:
        variants["en"] = ENGLISH[id_]
    return Entry(
        id=id_,
        category="returns",
        status=Status.PUBLISHED,
        variants=variants,
        created_at=NOW,
        updated_at=NOW,
    )


SPELLING = Spelling([entry(id_) for id_ in CZECH])

RIGHT: tuple[tuple[str, Language], ...] = (
    ("Dobrý den, kdy mi prosím dorazí balík, který jsem objednal minulé úterý?", "cs"),
    ("Potřebovala bych vyměnit svetr za větší, jde to i na prodejně?", "cs"),
    ("Pracuje někdo i v sobotu?", "cs"),
    ("Kolik stojí doprava na Slovensko a do Rakouska?", "cs"),
    ("Máte skladem iPhone 15 nebo Galaxy S24 Ultra?", "cs"),
    ("Co znamená chyba E1042 při platbě přes Comgate?", "cs"),
    ("prodej", "cs"),
    ("napište mi na jan.novak@posta.example, číslo KUN-77-ZLUT", "cs"),
    ("na www.vyhodny-nakup.example/vraceni nic není", "cs"),
    ("Where is my parcel? I have been waiting for eleven days.", "en"),
    ("Does the Wottlebee kettle come with a European plug?", "en"),
    ("I don't see order no. 77812-B in my account", "en"),
    ("Wie lange dauert die Lieferung nach Deutschland?", "en"),
    ("Môžem si tovar vyzdvihnúť osobne v predajni?", "cs"),
    ("Ile kosztuje przesyłka do Polski i czy mogę zapłacić przy odbiorze?", "en"),
    ("", "cs"),
    ("?!", "en"),
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("do kdy muzu vratit zbozi", "do kdy můžu vrátit zboží"),
        ("kde je muj balik?", "kde je můj balík?"),
        (
            "Nejde mi prihlaseni, zapomnela jsem heslo.",
            "Nejde mi přihlášení, zapomněla jsem heslo.",
        ),
        ("CHCI ZRUSIT OBJEDNAVKU", "CHCI ZRUŠIT OBJEDNÁVKU"),
    ],
)
def test_diacritics_come_back_to_a_question_typed_without(typed: str, meant: str) -> None:
    assert SPELLING.mended(typed, "cs") == meant


@pytest.mark.parametrize(
    ("typed", "meant", "language"),
    [
        ("změna objednákvy", "změna objednávky", "cs"),
        ("kdy dorzí můj balík", "kdy dorazí můj balík", "cs"),
        ("kdy mi přijdou penííze zpět", "kdy mi přijdou peníze zpět", "cs"),
        ("where is my pracel", "where is my parcel", "en"),
        ("can I retunr this item", "can I return this item", "en"),
        ("how long does delivary take", "how long does delivery take", "en"),
    ],
)
def test_a_slip_of_the_finger_is_mended(typed: str, meant: str, language: Language) -> None:
    assert SPELLING.mended(typed, language) == meant


def test_a_slip_in_a_question_without_diacritics_is_mended_too() -> None:
    assert (
        SPELLING.mended("kdy mi poslete penzie za zbozi", "cs") == "kdy mi pošlete peníze za zboží"
    )


def test_a_forgotten_mark_among_others_is_set() -> None:
    assert SPELLING.mended("Můžu zboží vratit i příští týden?", "cs") == (
        "Můžu zboží vrátit i příští týden?"
    )


@pytest.mark.parametrize(("text", "language"), RIGHT)
def test_what_is_right_stays(text: str, language: Language) -> None:
    assert SPELLING.mended(text, language) == text


def test_a_right_question_that_needs_no_diacritics_gets_none() -> None:
    # With one mark more it would be "they work in a shop".
    assert SPELLING.mended("Pracuji v obchodu.", "cs") == "Pracuji v obchodu."


def test_the_entries_own_words_are_what_is_meant_first() -> None:
    assert SPELLING.mended("kde je lyzarna", "cs") == "kde je lyžárna"
    assert SPELLING.mended("posílá se to přes Zásilkobox", "cs").endswith("Zásilkobox")
    assert SPELLING.mended("vrátit přes zásilkobxo", "cs") == "vrátit přes zásilkobox"


def test_a_name_from_the_other_language_is_not_mended() -> None:
    assert SPELLING.mended("nejde mi parcelino", "cs") == "nejde mi parcelino"


def test_a_word_that_the_entries_hold_without_diacritics_says_nothing_about_its_spelling() -> None:
    # An alternative phrasing was typed without: "kdy mi poslete penize".
    assert SPELLING.mended("pošlete peníze", "cs") == "pošlete peníze"
    assert SPELLING.mended("poslete penize", "cs") == "pošlete peníze"


def test_letters_with_their_accents_apart_are_the_same_letters() -> None:
    apart = unicodedata.normalize("NFD", "změna objednákvy")
    assert SPELLING.mended(apart, "cs") == "změna objednávky"
    untouched = unicodedata.normalize("NFD", "změna objednávky")
    assert SPELLING.mended(untouched, "cs") == untouched


def test_a_long_rambling_text_in_no_language_is_let_be() -> None:
    text = " ".join(f"{a}{b}xqwzk{b}{a}" for a in "brtvl" for b in "dgmns")
    assert SPELLING.mended(text, "cs") == text


LETTERS = "abcdefghijklmnopqrstuvwxyzěščřžýáíéůúťďňABCŽ 0123456789.,!?-'_\n"
SOME_WORDS = """
kde muj balik objednavka zbozi vratit peníze penize účet ucet return parcel deliver kdy byt rad rád
iPhone mám mam se že ze oblednavka pnize Praha DHL E1042 don't větší vetsi mladě oškliv resume
"""
WORDS = st.sampled_from(SOME_WORDS.split())
TEXTS = st.one_of(st.text(alphabet=LETTERS, max_size=60), st.lists(WORDS, max_size=9).map(" ".join))


@given(text=TEXTS, language=st.sampled_from(["cs", "en"]))
def test_mending_again_changes_nothing(text: str, language: Language) -> None:
    once = SPELLING.mended(text, language)
    assert SPELLING.mended(once, language) == once


@given(text=TEXTS, language=st.sampled_from(["cs", "en"]))
def test_words_are_neither_lost_nor_added(text: str, language: Language) -> None:
    mended = SPELLING.mended(text, language)
    assert len(mended.split()) == len(text.split())
    assert bool(mended.strip()) == bool(text.strip())


@given(text=TEXTS, language=st.sampled_from(["cs", "en"]))
def test_words_with_digits_stay(text: str, language: Language) -> None:
    def coded(some: str) -> list[str]:
        return [word for word in some.split() if any(map(str.isdigit, word))]

    assert coded(SPELLING.mended(text, language)) == coded(text)


@given(text=st.text(alphabet=LETTERS, max_size=60))
def test_english_gets_no_diacritics(text: str) -> None:
    plain = fold(text)
    assert fold(SPELLING.mended(plain, "en")) == SPELLING.mended(plain, "en")
