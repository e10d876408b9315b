"""What a customer gets for a question, with everything well."""

from __future__ import annotations

import pytest

from tests.bot.conftest import Assistant, Customer, answers, choices, handoff_reasons, texts
from tests.bot.stand_in import KnowledgeBaseStandIn


def test_a_question_is_answered_with_entry_version_and_confidence(customer: Customer) -> None:
    reply = customer.says("do kdy můžu vrátit boty?")
    assert reply["error"] is None
    assert reply["intent"] == "faq"
    assert answers(reply) == [
        {
            "type": "text",
            "text": "Do **14 dnů**.\n\nStačí poslat zpět.",
            "language": "cs",
            "entry": {
                "id": "return-period",
                "version": 3,
                "language": "cs",
                "question": "Do kdy mohu zboží vrátit?",
                "confidence": 0.93,
                "cross_lingual": False,
            },
        }
    ]


def test_the_knowledge_base_is_asked_once_a_message_with_the_token(
    customer: Customer, knowledge_base: KnowledgeBaseStandIn
) -> None:
    customer.says("do kdy můžu vrátit boty?")
    (request,) = knowledge_base.requests
    assert request["text"] == "do kdy můžu vrátit boty?"
    assert request["language"] == "cs"
    assert request["authorization"] == "Bearer a-token-for-tests"


def test_the_helpdesk_gets_the_search_without_the_answers_texts(customer: Customer) -> None:
    search = customer.says("do kdy můžu vrátit boty?")["search"]
    assert search["decision"] == "answer"
    assert [candidate["entry_id"] for candidate in search["candidates"]] == [
        "return-period",
        "delivery-time",
    ]
    assert all("answer" not in candidate for candidate in search["candidates"])


def test_a_greeting_with_a_question_is_answered_from_the_faq(customer: Customer) -> None:
    reply = customer.says("dobrý den, kde je můj balík?")
    assert [answer["entry"]["id"] for answer in answers(reply)] == ["delivery-time"]


def test_an_english_question_is_answered_in_english(english_customer: Customer) -> None:
    (answer,) = answers(english_customer.says("how can I return my shoes"))
    assert answer["text"] == "Within **14 days**."
    assert answer["language"] == "en"


def test_the_language_follows_the_customer_within_a_session(customer: Customer) -> None:
    assert "Dobrý den" in texts(customer.says("dobrý den"))
    assert "Hello" in texts(customer.says("hello", language="en"))


def test_an_answer_in_the_other_language_is_announced(customer: Customer) -> None:
    reply = customer.says("posíláte na Island?")
    announcement, answer = reply["parts"]
    assert "angličtině" in announcement["text"]
    assert announcement["language"] == "cs"
    assert answer["language"] == "en"
    assert answer["entry"]["cross_lingual"] is True


def test_a_close_call_offers_at_most_three_entries_and_a_way_out(customer: Customer) -> None:
    offered = choices(customer.says("něco mi tu je nejasného s objednávkou"))
    assert [choice["id"] for choice in offered] == ["1", "2", "3", "4"]
    assert [choice["payload"] for choice in offered] == [
        '/choose_entry{"entry_id": "return-period"}',
        '/choose_entry{"entry_id": "delivery-time"}',
        '/choose_entry{"entry_id": "only-english"}',
        "/none_of_these",
    ]
    assert offered[-1]["label"] == "Nic z toho"


def test_a_picked_choice_is_answered_with_the_confidence_it_had(customer: Customer) -> None:
    offered = choices(customer.says("něco mi tu je nejasného s objednávkou"))
    (answer,) = answers(customer.picks(offered[1]))
    assert answer["text"] == "Dva pracovní dny."
    assert answer["entry"]["id"] == "delivery-time"
    assert answer["entry"]["confidence"] == 0.5


def test_none_of_the_choices_hands_over(customer: Customer) -> None:
    offered = choices(customer.says("něco mi tu je nejasného s objednávkou"))
    reply = customer.picks(offered[-1])
    assert handoff_reasons(reply) == ["clarification_failed"]
    assert "Předávám vás kolegům" in texts(reply)


@pytest.mark.parametrize(
    "second",
    [
        "pořád nejasné s tou objednávkou",
        "nejistá věc s objednávkou",
        "kolik je hvězd na obloze",
        "ne, to není ono",
    ],
)
def test_a_second_unclear_message_after_a_clarification_hands_over(
    customer: Customer, second: str
) -> None:
    customer.says("něco mi tu je nejasného s objednávkou")
    assert handoff_reasons(customer.says(second)) == ["clarification_failed"]


def test_after_a_failed_clarification_the_next_close_call_is_clarified_again(
    customer: Customer,
) -> None:
    customer.says("něco mi tu je nejasného s objednávkou")
    customer.says("pořád nejasné s tou objednávkou")
    assert choices(customer.says("a ještě nejasná doprava zboží"))


def test_a_clear_question_after_a_clarification_is_answered(customer: Customer) -> None:
    customer.says("něco mi tu je nejasného s objednávkou")
    (answer,) = answers(customer.says("do kdy můžu vrátit boty?"))
    assert answer["entry"]["id"] == "return-period"
    assert choices(customer.says("ještě něco nejasného s objednávkou"))


def test_a_yes_takes_the_only_choice(customer: Customer) -> None:
    customer.says("jediné co potřebuji vědět o zboží")
    (answer,) = answers(customer.says("ano"))
    assert answer["entry"]["id"] == "delivery-time"


def test_a_yes_to_several_choices_asks_to_pick_one(customer: Customer) -> None:
    customer.says("něco mi tu je nejasného s objednávkou")
    reply = customer.says("ano")
    assert "Vyberte" in texts(reply)
    assert handoff_reasons(customer.says("pořád nejasné s tou objednávkou")) == [
        "clarification_failed"
    ]


def test_no_entry_is_given_twice(customer: Customer) -> None:
    customer.says("do kdy můžu vrátit boty?")
    reply = customer.says("a jak je to s možností vrátit zboží?")
    assert not answers(reply)
    assert [choice["payload"] for choice in choices(reply)] == [
        '/show_again{"entry_id": "return-period"}',
        "/talk_to_human",
    ]


def test_an_entry_shown_in_an_earlier_session_is_not_given_again(customer: Customer) -> None:
    customer.says("do kdy můžu vrátit boty?")
    customer.session = 2
    assert not answers(customer.says("do kdy můžu vrátit boty?"))


def test_a_given_answer_is_shown_again_on_request(customer: Customer) -> None:
    customer.says("do kdy můžu vrátit boty?")
    again, _ = choices(customer.says("do kdy můžu vrátit boty?"))
    assert again["label"] == "Ukázat znovu"
    (answer,) = answers(customer.picks(again))
    assert answer["entry"]["id"] == "return-period"


def test_an_answered_customer_can_ask_for_a_human_instead(customer: Customer) -> None:
    customer.says("do kdy můžu vrátit boty?")
    _, human = choices(customer.says("do kdy můžu vrátit boty?"))
    assert handoff_reasons(customer.picks(human)) == ["customer_request"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("nejistá věc kolem zboží", "low_confidence"),
        ("kolik je hvězd na obloze", "no_answer"),
        ("chci mluvit s člověkem", "customer_request"),
        ("jste úplně k ničemu", "negative_feedback"),
    ],
)
def test_what_the_assistant_should_not_answer_goes_to_a_human(
    customer: Customer, text: str, reason: str
) -> None:
    reply = customer.says(text)
    assert handoff_reasons(reply) == [reason]
    assert "kolegům" in texts(reply)


def test_a_handoff_is_worded_in_the_customers_language(english_customer: Customer) -> None:
    assert "handing you over" in texts(english_customer.says("I want to talk to a human"))


@pytest.mark.parametrize(
    ("language", "text", "intent"),
    [
        ("cs", "dobrý den", "greet"),
        ("cs", "dekuji moc", "thanks"),
        ("cs", "na shledanou", "goodbye"),
        ("cs", "jste robot?", "bot_small_talk"),
        ("cs", "ano", "affirm"),
        ("cs", "ne", "deny"),
        ("en", "hello", "greet"),
        ("en", "what can you do?", "bot_small_talk"),
        ("en", "no thanks", "deny"),
    ],
)
def test_small_talk_is_returned_without_a_handoff(
    assistant: Assistant,
    knowledge_base: KnowledgeBaseStandIn,
    language: str,
    text: str,
    intent: str,
) -> None:
    reply = Customer(assistant, language=language).says(text)
    assert reply["intent"] == intent
    assert texts(reply)
    assert handoff_reasons(reply) == []


def test_reclaiming_goods_is_no_complaint_about_the_service(customer: Customer) -> None:
    reply = customer.says("chci reklamovat zboží")
    assert reply["intent"] != "complaint"
    assert handoff_reasons(reply) == ["no_answer"]
