"""The language of a message follows the customer, and short or neutral text flips nothing."""

import pytest

from helpdesk.language import Language, detect

CZECH = [
    "jak vratim zbozi",
    "kde je moje objednavka",
    "reklamace",
    "ahoj",
    "kolik stoji doprava",
    "můj účet",
    "faktura",
    "chci mluvit s clovekem",
    "vraceni penez",
    "dobry den",
    "nefunguje mi sleva",
    "otviraci doba praha",
    "platba kartou nefunguje",
]
ENGLISH = [
    "do you ship to Slovakia?",
    "refund",
    "invoice please",
    "hello",
    "where is my order",
    "return policy",
    "opening hours",
    "talk to a human",
    "gift card balance",
    "can i pay by card",
    "Hi",
    "What’s your delivery time",
]
NEUTRAL = ["ok", "PPL", "iPhone 15", "123456", "😀", "no", "DHL", "", "jana@example.com", "???"]


@pytest.mark.parametrize("so_far", ["cs", "en"])
@pytest.mark.parametrize("text", CZECH)
def test_czech_is_recognised_with_and_without_diacritics(text: str, so_far: Language) -> None:
    assert detect(text, so_far) == "cs"


@pytest.mark.parametrize("so_far", ["cs", "en"])
@pytest.mark.parametrize("text", ENGLISH)
def test_english_is_recognised(text: str, so_far: Language) -> None:
    assert detect(text, so_far) == "en"


@pytest.mark.parametrize("so_far", ["cs", "en"])
@pytest.mark.parametrize("text", NEUTRAL)
def test_what_does_not_tell_keeps_the_conversations_language(text: str, so_far: Language) -> None:
    assert detect(text, so_far) == so_far


def test_a_quoted_address_does_not_count() -> None:
    text = "https://www.example.com/where-is-my-order-and-what-is-it nefunguje"
    assert detect(text, "cs") == "cs"
