"""Small talk wins over the FAQ only where the text is sure and near to one of its phrases."""

from __future__ import annotations

from typing import Any

import pytest
from components.knowledge_intent import NEARNESS, KnowledgeIntent
from components.small_talk_phrases import SmallTalkPhrases
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from tests.bot.conftest import Assistant, Customer, handoff_reasons
from tests.bot.stand_in import KnowledgeBaseStandIn

EXAMPLES = {
    "greet": ["hello", "hey there", "good morning", "dobrý den"],
    "bot_small_talk": ["who are you", "what can you do", "are you a robot"],
    "question": ["where is my parcel", "can I pay by card", "how much is delivery"],
}


@pytest.fixture(scope="module")
def phrases() -> SmallTalkPhrases:
    pairs = [(text, intent) for intent, texts in EXAMPLES.items() for text in texts]
    return SmallTalkPhrases.fit([text for text, _ in pairs], [intent for _, intent in pairs], 30.0)


class TestLikeness:
    @pytest.mark.parametrize("text", ["who are you", "WHO ARE YOU?", "Dobry den!"])
    def test_an_example_is_as_near_as_can_be(self, phrases: SmallTalkPhrases, text: str) -> None:
        found = phrases.likeness(text)
        assert found.ranking[0][0] != "question"
        assert found.nearness == pytest.approx(1.0, abs=0.02)

    def test_letters_drawn_out_change_nothing(self, phrases: SmallTalkPhrases) -> None:
        assert phrases.likeness("heeeyyy thereee") == phrases.likeness("hey there")

    def test_words_that_no_example_has_make_it_less_sure_and_less_near(
        self, phrases: SmallTalkPhrases
    ) -> None:
        plain = phrases.likeness("are you a robot")
        strange = phrases.likeness("are you a robot vqxzjk fwqgkz")
        assert strange.ranking[0][0] == plain.ranking[0][0]
        assert strange.ranking[0][1] < plain.ranking[0][1]
        assert strange.nearness < 0.8 * plain.nearness

    @pytest.mark.parametrize("text", ["返品できますか", "שלום"])
    def test_foreign_letters_are_like_nothing(self, phrases: SmallTalkPhrases, text: str) -> None:
        assert phrases.likeness(text) == ([], 0.0)

    @pytest.mark.parametrize("text", ["", " ", "?!"])
    def test_without_letters_it_is_near_to_nothing(
        self, phrases: SmallTalkPhrases, text: str
    ) -> None:
        assert phrases.likeness(text).nearness < 0.2


def decided(
    intent: str, confidence: float, nearness: float, decision: str, search_confidence: float
) -> str:
    """The intent of a message that the classifier took so, and the search so."""
    message = Message({TEXT: "words"})
    message.set(INTENT_RANKING_KEY, [{"name": intent, "confidence": confidence}])
    message.set(NEARNESS, nearness)
    search: dict[str, Any] = {"decision": decision, "confidence": search_confidence}
    message.set("metadata", {"search": {**search, "reason": "no_answer", "candidates": []}})
    KnowledgeIntent(KnowledgeIntent.get_default_config()).process([message])
    return str(message.get(INTENT)["name"])


class TestTheChoice:
    @pytest.mark.parametrize(
        ("decision", "nearness", "expected"),
        [
            ("hand_off", 0.4, "bot_small_talk"),
            ("hand_off", 0.2, "no_answer"),
            ("clarify", 0.7, "bot_small_talk"),
            ("clarify", 0.4, "faq_ambiguous"),
            ("answer", 0.9, "bot_small_talk"),
            ("answer", 0.5, "faq"),
            ("unavailable", 0.4, "bot_small_talk"),
        ],
    )
    def test_the_likelier_an_entry_the_nearer_must_small_talk_be(
        self, decision: str, nearness: float, expected: str
    ) -> None:
        assert decided("bot_small_talk", 0.95, nearness, decision, 0.9) == expected

    def test_an_entry_surer_than_the_small_talk_wins_even_over_its_very_words(self) -> None:
        assert decided("bot_small_talk", 0.9, 1.0, "answer", 0.97) == "faq"

    @pytest.mark.parametrize("decision", ["answer", "clarify", "hand_off", "unavailable"])
    def test_no_entry_keeps_anybody_from_a_human(self, decision: str) -> None:
        assert decided("talk_to_human", 0.6, 0.5, decision, 0.99) == "talk_to_human"

    @pytest.mark.parametrize(
        ("decision", "expected"),
        [("answer", "faq"), ("clarify", "complaint"), ("hand_off", "complaint")],
    )
    def test_anger_gets_a_human_unless_an_entry_is_surer(
        self, decision: str, expected: str
    ) -> None:
        assert decided("complaint", 0.8, 0.5, decision, 0.9) == expected

    def test_a_wish_that_is_hardly_like_one_is_a_question(self) -> None:
        assert decided("talk_to_human", 0.9, 0.3, "answer", 0.7) == "faq"

    def test_unsure_small_talk_is_a_question(self) -> None:
        assert decided("greet", 0.3, 0.9, "hand_off", 0.1) == "no_answer"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("cs", "jak se rozhodčí chovají k hostujícím hráčům"),
        ("cs", "jakým nářečím hovoří vypravěč"),
        ("cs", "co všechno se dá vypěstovat ve skleníku"),
        ("cs", "jak mohu vystoupit z družstva"),
        ("en", "which file types do you support"),
        ("en", "do you know what marinades are"),
        ("en", "what dialects do the narrators speak"),
        ("en", "do I need to talk to a surveyor before building"),
    ],
)
def test_a_question_of_any_company_is_no_small_talk(
    assistant: Assistant, knowledge_base: KnowledgeBaseStandIn, language: str, text: str
) -> None:
    assert Customer(assistant, language=language).says(text)["intent"] == "no_answer"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("cs", "chci psát s živým člověkem"),
        ("cs", "clovekaaa prosim"),
        ("cs", "tak me prepojte na nejakeho kolegu"),
        ("cs", "nechci se bavit s botem"),
        ("en", "i wanna speak to a reel human"),
        ("en", "humaaan please"),
        ("en", "get me someone from your staff"),
        ("en", "no bots, just a person"),
    ],
)
def test_a_human_is_had_however_one_asks(
    assistant: Assistant, knowledge_base: KnowledgeBaseStandIn, language: str, text: str
) -> None:
    reply = Customer(assistant, language=language).says(text)
    assert handoff_reasons(reply) == ["customer_request"]


def test_a_greeting_is_kept_though_an_entry_seems_to_answer(
    customer: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.bot import stand_in

    found = stand_in.decide("balík", "cs")
    monkeypatch.setattr(stand_in, "decide", lambda text, language: {**found, "confidence": 0.7})
    assert customer.says("dobrý den")["intent"] == "greet"
