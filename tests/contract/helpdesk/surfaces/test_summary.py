"""A conversation's summary: the customer's own sentences, few, and not asked for twice."""

import pytest

from .conftest import ON_SQLITE

pytestmark = ON_SQLITE


class Writing:
    """A customer who writes to a conversation of their own."""

    def __init__(self, client):
        started = client.post("/api/v1/conversations", json={"language": "cs"}).json
        self.id = started["conversation"]["id"]
        self._client = client
        self._headers = {"Authorization": f"Bearer {started['token']}"}
        self._count = 0

    def writes(self, text):
        self._count += 1
        body = {
            "client_message_id": f"1b0e6b4e-66b1-4b5a-9d0a-{self._count:012d}",
            "text": text,
        }
        path = f"/api/v1/conversations/{self.id}/messages"
        sent = self._client.post(path, json=body, headers=self._headers)
        assert sent.status_code == 201, sent.text
        return sent.json["sequence"]


@pytest.fixture
def customer(stranger):
    return Writing(stranger.client)


def summary(agent, customer):
    response = agent.sees(f"/api/v1/desk/conversations/{customer.id}/summary")
    assert response.status_code == 200, response.text
    return response.json["lines"]


def asked(knowledge):
    return [path for _, path in knowledge.requests].count("/summary")


def test_who_said_nothing_has_no_lines(agent, customer):
    assert summary(agent, customer) == []
    customer.writes("Dobrý den!")
    assert summary(agent, customer) == []


def test_few_sentences_are_the_summary_even_without_the_knowledge_base(agent, customer, knowledge):
    first = customer.writes("Dobrý den. Přišly mi jiné boty. Chci je vyměnit.")
    second = customer.writes("Zaplatíte mi poštovné?")
    knowledge.goes_away()
    assert summary(agent, customer) == [
        {"text": "Přišly mi jiné boty.", "sequence": first},
        {"text": "Chci je vyměnit.", "sequence": first},
        {"text": "Zaplatíte mi poštovné?", "sequence": second},
    ]


def test_of_many_sentences_at_most_five_are_chosen(agent, customer):
    numbers = [customer.writes(f"Chci vrátit položku {number}.") for number in range(8)]
    lines = summary(agent, customer)
    assert [line["sequence"] for line in lines] == numbers[:5]
    assert lines[0]["text"] == "Chci vrátit položku 0."


def test_a_summary_is_made_once_until_the_customer_says_more(agent, customer, knowledge):
    for number in range(8):
        customer.writes(f"Chci vrátit položku {number}.")
    assert summary(agent, customer) == summary(agent, customer)
    assert asked(knowledge) == 1
    customer.writes("A ještě něco jiného.")
    summary(agent, customer)
    assert asked(knowledge) == 2


def test_without_the_knowledge_base_there_is_no_summary_of_many_sentences(
    agent, customer, knowledge
):
    for number in range(8):
        customer.writes(f"Chci vrátit položku {number}.")
    knowledge.fails_with = (500, "{}")
    response = agent.sees(f"/api/v1/desk/conversations/{customer.id}/summary")
    assert response.status_code == 503
    assert response.json["error"]["code"] == "knowledge_base_unavailable"
    knowledge.fails_with = None
    assert len(summary(agent, customer)) == 5


def test_a_very_long_conversation_is_asked_for_within_what_is_read(agent, customer, knowledge):
    for number in range(40):
        customer.writes(" ".join(f"Položka {number} a {part} chybí." for part in range(6)))
    assert len(summary(agent, customer)) == 5
    assert len(knowledge.received[-1]["sentences"]) == 100


def test_a_very_long_sentence_is_shown_in_part(agent, customer):
    customer.writes("slovo " * 200)
    (line,) = summary(agent, customer)
    assert len(line["text"]) < 250
    assert line["text"].endswith("slovo …")


def test_a_conversation_that_is_not_there_has_no_summary(agent):
    missing = agent.sees("/api/v1/desk/conversations/nowhere/summary")
    assert (missing.status_code, missing.json["error"]["code"]) == (404, "unknown_conversation")
