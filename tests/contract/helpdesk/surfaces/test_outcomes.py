"""Live answers that proved right or wrong reach the knowledge base, which watches its promise."""

import time
from datetime import timedelta

import pytest

from helpdesk import clock
from helpdesk.errors import KnowledgeBaseUnavailable
from helpdesk.labels.outcome_sender import OutcomeSender
from tests.knowledge_double import an_entry

from .conftest import ON_SQLITE
from .label_actors import LABELS, AnsweredCustomer, draws, judges, next_of

PATIENCE_SECONDS = 15.0


@pytest.fixture
def customer(database):
    return AnsweredCustomer(database).starts()


@pytest.fixture
def sender(app, database):
    return OutcomeSender(
        database, app.extensions["helpdesk"].knowledge, pause_seconds=PATIENCE_SECONDS
    )


@pytest.fixture
def certified(content):
    """A certificate issued just now, on sixty questions answered right."""
    questions = [{"relevant": ["x"]}] * 60
    asked = {"alpha": 0.05, "delta": 0.05, "issued_by": "jana", "questions": questions}
    content.certificate.issue(asked, [(0.8, False, False)] * 60, content.index_version, 4)
    assert content.certificate.status == "certified"
    return content.certificate


def sent(certificate):
    return [(outcome["confidence"], outcome["wrong"]) for outcome in certificate.outcomes]


def labels(agent, verdict, right_entry_id=None):
    """The agent's verdict on the only question."""
    draws(agent, 1)
    (question,) = next_of(agent)
    response = judges(agent, question, verdict, right_entry_id)
    assert response.status_code == 200, response.text
    return question


def test_thumbs_on_answers_are_outcomes(sender, certified, customer):
    first = customer.asks("Kolik stojí doprava?", answered_with="delivery-price", confidence=0.9)
    second = customer.asks("Do kdy vrátit?", answered_with="return-period", confidence=0.8)
    customer.asks("Kam vrátit?", answered_with="return-place")
    customer.finds(first, helpful=True)
    customer.finds(second, helpful=False)
    assert sender.send() is True
    assert sent(certified) == [(0.9, False), (0.8, True)]


@ON_SQLITE
def test_the_confidence_is_the_one_that_certificates_are_about(sender, certified, customer):
    number = customer.asks(
        "Cena?", answered_with="delivery-price", confidence=0.95, certifiable=0.7
    )
    customer.finds(number, helpful=True)
    sender.send()
    assert sent(certified) == [(0.7, False)]


@ON_SQLITE
def test_only_answers_since_the_certificate_count(sender, certified, customer):
    before = clock.now() - timedelta(days=1)
    old = customer.asks("Cena?", answered_with="delivery-price", at=before)
    customer.finds(old, helpful=False)
    sender.send()
    assert sent(certified) == []


@ON_SQLITE
def test_a_picked_choice_is_no_answer_of_the_assistants_own(sender, certified, customer):
    picked = customer.asks("Cena dopravy", answered_with="delivery-price", picked="/choose_entry{}")
    customer.finds(picked, helpful=False)
    sender.send()
    assert sent(certified) == []


# (what the bot answered, version, the verdict on the top entry "delivery-price" version 3,
#  the right entry named beside it) → whether the answer was wrong, None: it does not tell
CASES = {
    "right": ("delivery-price", 3, "right", None, False),
    "wrong": ("delivery-price", 3, "wrong", None, True),
    "wrong, another one right": ("delivery-price", 3, "wrong", "return-place", True),
    "an older version was judged right": ("delivery-price", 2, "right", None, None),
    "nothing answers it": ("delivery-price", 3, "nothing", None, True),
    "no question": ("delivery-price", 3, "not_a_question", None, None),
    "another entry is right": ("return-place", 1, "right", None, True),
    "the answer was the right one": ("return-place", 1, "wrong", "return-place", False),
    "neither is known to be right": ("return-place", 1, "wrong", None, None),
}


@ON_SQLITE
@pytest.mark.parametrize("case", CASES)
def test_an_agents_verdict_tells_of_the_live_answer(agent, sender, certified, customer, case):
    answered_with, version, verdict, right, wrong = CASES[case]
    customer.asks("Kolik stojí doprava?", answered_with=answered_with, version=version)
    labels(agent, verdict, right)
    sender.send()
    assert sent(certified) == ([] if wrong is None else [(0.9, wrong)])


def test_an_agents_verdict_weighs_more_than_a_thumb(agent, sender, certified, customer):
    number = customer.asks("Kolik stojí doprava?", answered_with="delivery-price", version=3)
    customer.finds(number, helpful=False)
    sender.send()
    assert sent(certified) == [(0.9, True)]
    question = labels(agent, "right")
    sender.send()
    assert sent(certified) == [(0.9, False)]
    agent.sends("DELETE", f"{LABELS}/{question['id']}")
    assert sender.send() is True
    assert sent(certified) == [(0.9, True)]


def test_nothing_is_sent_again_until_something_changed(sender, certified, content, customer):
    number = customer.asks("Cena?", answered_with="delivery-price")
    customer.finds(number, helpful=True)
    assert sender.send() is True
    assert sender.send() is False
    customer.finds(number, helpful=False)
    assert sender.send() is True
    assert sent(certified) == [(0.9, True)]
    assert content.requests.count(("POST", "/certificate/outcomes")) == 2


@ON_SQLITE
def test_without_a_certificate_nothing_is_sent(sender, content, customer):
    customer.finds(customer.asks("Cena?", answered_with="delivery-price"), helpful=False)
    assert sender.send() is False
    assert ("POST", "/certificate/outcomes") not in content.requests


@ON_SQLITE
def test_what_a_dead_knowledge_base_missed_it_gets_in_the_next_round(
    sender, certified, content, customer
):
    customer.finds(customer.asks("Cena?", answered_with="delivery-price"), helpful=False)
    content.fails_with = (500, "{}")
    with pytest.raises(KnowledgeBaseUnavailable):
        sender.send()
    content.fails_with = None
    assert sender.send() is True
    assert sent(certified) == [(0.9, True)]


@ON_SQLITE
def test_bad_answers_one_after_the_other_raise_an_alarm_on_the_desk(
    app, agent, database, certified, content, customer
):
    content.has(an_entry("delivery-price"))
    for _ in range(5):
        customer.finds(customer.asks("Cena?", answered_with="delivery-price"), helpful=False)
    knowledge = app.extensions["helpdesk"].knowledge
    sender = OutcomeSender(database, knowledge, pause_seconds=0.01)
    sender.start()
    try:
        give_up_at = time.monotonic() + PATIENCE_SECONDS
        while agent.sees("/api/v1/desk/certificate").json["status"] != "alarm":
            assert time.monotonic() < give_up_at, "waited in vain"
            time.sleep(0.01)
    finally:
        sender.stop()
    alarm = agent.sees("/api/v1/desk/certificate").json["alarm"]
    assert (alarm["answers"], alarm["wrong"]) == (5, 5)
