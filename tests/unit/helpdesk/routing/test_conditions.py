"""A routing rule's conditions: what they ask of a handoff, and which ones cannot be."""

import pytest
from pydantic import TypeAdapter, ValidationError

from helpdesk.routing.conditions import Condition, Effects, Facts, HeardTone

FACTS = Facts(
    reason="low_confidence",
    text="Dobrý den, nepřišla mi faktura za boty.",
    tier="standard",
    language="cs",
    page_url="https://shop.example/Doprava?x=1",
    channel="chat",
    tone=HeardTone(anger=0.7, urgency=0.69),
)
CONDITION = TypeAdapter(Condition)


def holds(facts=FACTS, **condition):
    return CONDITION.validate_python(condition).holds(facts)


def says(text):
    return Facts(**{**vars(FACTS), "text": text})


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"kind": "reason", "any_of": ["no_answer", "low_confidence"]}, True),
        ({"kind": "reason", "any_of": ["policy"]}, False),
        ({"kind": "tier", "any_of": ["premium"]}, False),
        ({"kind": "tier", "any_of": ["standard", "premium"]}, True),
        ({"kind": "language", "any_of": ["cs"]}, True),
        ({"kind": "language", "any_of": ["en"]}, False),
        ({"kind": "page", "contains": "/doprava"}, True),
        ({"kind": "page", "contains": "/kosik"}, False),
        ({"kind": "channel", "any_of": ["chat"]}, True),
        ({"kind": "channel", "any_of": ["email"]}, False),
        ({"kind": "anger", "at_least": 0.7}, True),
        ({"kind": "urgency", "at_least": 0.7}, False),
    ],
)
def test_a_condition_holds_for_what_it_names(condition, expected):
    assert holds(**condition) is expected


@pytest.mark.parametrize(
    ("keyword", "text", "expected"),
    [
        ("faktura", "Kde je moje FAKTURA?", True),
        ("faktura", "kde je ta faktúra", True),
        ("fakturace", "Kde je moje faktura?", False),
        ("cena", "ocenila bych odpověď", False),
        ("cena", "cenami", False),
        ("faktur*", "Chci opravit fakturační adresu", True),
        ("faktur*", "vyfakturováno", False),
        ("ČOI", "Jdu na coi!", True),
        ("ČOI", "Bonjour, moi c'est choix", False),
        ("obchodní inspekc*", "Napíšu obchodní  inspekci.", True),
        ("obchodní inspekc*", "obchodní podmínky a inspekce", False),
        ("legal action", "I will take legal\naction", True),
        ("doesn't work", "It doesn't work", True),
        ("e-shop", "váš e-shop", True),
    ],
)
def test_keywords_are_whole_words_whatever_their_case_and_marks(keyword, text, expected):
    assert holds(says(text), kind="keywords", any_of=["nothing of this", keyword]) is expected


def test_without_a_tone_none_is_heard():
    silent = Facts(**{**vars(FACTS), "tone": None})
    assert not holds(silent, kind="anger", at_least=0.01)
    assert not holds(silent, kind="urgency", at_least=0.01)


@pytest.mark.parametrize(
    "condition",
    [
        {"kind": "moon", "any_of": ["full"]},
        {"kind": "reason", "any_of": ["boredom"]},
        {"kind": "reason", "any_of": []},
        {"kind": "keywords", "any_of": []},
        {"kind": "keywords", "any_of": [""]},
        {"kind": "keywords", "any_of": [" * "]},
        {"kind": "keywords", "any_of": ["fak*ura"]},
        {"kind": "keywords", "any_of": ["(a+)+"]},
        {"kind": "keywords", "any_of": ["x" * 81]},
        {"kind": "keywords", "any_of": ["x"] * 101},
        {"kind": "page", "contains": ""},
        {"kind": "page", "contains": "a b"},
        {"kind": "anger", "at_least": 0},
        {"kind": "anger", "at_least": 1.01},
        {"kind": "anger", "any_of": ["high"]},
        {"kind": "tier", "any_of": ["gold"]},
        {"any_of": ["cs"]},
    ],
)
def test_a_condition_that_cannot_be_is_refused(condition):
    with pytest.raises(ValidationError):
        CONDITION.validate_python(condition)


def test_a_condition_survives_being_stored():
    kept = {"kind": "keywords", "any_of": ["faktur*", "legal action"]}
    condition = CONDITION.validate_python(kept)
    assert CONDITION.validate_python(condition.model_dump(mode="json")) == condition


def test_what_is_named_twice_is_kept_once():
    condition = CONDITION.validate_python({"kind": "keywords", "any_of": ["a", "b", "a"]})
    assert condition.any_of == ("a", "b")


def test_effects_that_do_nothing_are_refused():
    with pytest.raises(ValidationError, match="department, a priority, or both"):
        Effects()
