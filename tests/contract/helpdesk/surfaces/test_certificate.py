"""From labels to a certificate: what is sent, what comes back, what a lead exports."""

import json

import pytest

from helpdesk import clock
from tests.knowledge_double import an_entry

from .conftest import ON_SQLITE
from .label_actors import LABELS, AnsweredCustomer, draws, judges, next_of

CERTIFICATE = "/api/v1/desk/certificate"
RATES = {"alpha": 0.05, "delta": 0.05}
TEXTS = (
    "kolik stojí doprava",
    "do kdy mohu zboží vrátit",
    "kdo je ředitel",
    "ahoj",
    "cena dopravy",
)


@pytest.fixture
def labelled(database, content, agent):
    """Five questions, one with each verdict and one more wrong, without a right entry."""
    customer = AnsweredCustomer(database).starts()
    for text in TEXTS:
        customer.asks(text)
    draws(agent, 5)
    questions = {question["text"]: question for question in next_of(agent)}
    judges(agent, questions["kolik stojí doprava"], "right")
    judges(agent, questions["do kdy mohu zboží vrátit"], "wrong", "return-place")
    judges(agent, questions["kdo je ředitel"], "nothing")
    judges(agent, questions["ahoj"], "not_a_question")
    judges(agent, questions["cena dopravy"], "wrong")
    return questions


def exported(lead):
    response = lead.sees(f"{LABELS}/export")
    assert response.status_code == 200, response.text
    questions = [json.loads(line) for line in response.get_data(as_text=True).splitlines()]
    return {question["text"]: question["relevant"] for question in questions}


def certify(lead, **rates):
    return lead.sends("POST", CERTIFICATE, json={**RATES, **rates})


def test_labels_are_exported_as_labelled_queries(lead, labelled):
    response = lead.sees(f"{LABELS}/export")
    disposition = response.headers["Content-Disposition"]
    assert disposition == "attachment; filename=labelled.jsonl"
    lines = response.get_data(as_text=True).splitlines()
    assert all(set(json.loads(line)) == {"text", "language", "relevant"} for line in lines)
    assert exported(lead) == {
        "kolik stojí doprava": ["delivery-price"],
        "do kdy mohu zboží vrátit": ["return-place"],
        "kdo je ředitel": [],
        "cena dopravy": [],
    }


def test_an_entry_that_is_gone_answers_nothing_any_more(agent, lead, database, content):
    customer = AnsweredCustomer(database).starts()
    for text in ("kolik stojí doprava", "do kdy mohu zboží vrátit"):
        customer.asks(text)
    draws(agent, 2)
    for question in next_of(agent):
        judges(agent, question, "right")
    content.has(an_entry("delivery-price", status="archived"))
    left = {"kolik stojí doprava": [], "do kdy mohu zboží vrátit": ["return-period"]}
    assert exported(lead) == left
    certify(lead)
    assert {q["text"]: q["relevant"] for q in content.received[-1]["questions"]} == left


@ON_SQLITE
def test_a_lead_certifies_with_all_labels_in_their_own_name(lead, labelled, knowledge):
    response = certify(lead, alpha=0.1)
    assert response.status_code == 200
    sent = knowledge.received[-1]
    assert (sent["alpha"], sent["delta"], sent["issued_by"]) == (0.1, 0.05, "jana")
    assert {question["text"] for question in sent["questions"]} == set(TEXTS) - {"ahoj"}
    assert all(question["language"] == "cs" for question in sent["questions"])


@ON_SQLITE
def test_too_few_labels_say_how_many_more_are_needed(lead, labelled):
    outcome = certify(lead).json
    assert (outcome["issued"], outcome["certificate"]) == (False, None)
    assert outcome["labels_needed"] > 0
    assert outcome["sample"]["questions"] == 4
    assert lead.sees(CERTIFICATE).json["status"] == "uncertified"


@ON_SQLITE
def test_without_labels_there_is_nothing_to_certify_with(lead, knowledge):
    response = certify(lead)
    assert (response.status_code, response.json["error"]["code"]) == (409, "no_labels")
    assert ("POST", "/certificate") not in knowledge.requests


@ON_SQLITE
def test_two_leads_cannot_certify_at_once(lead, labelled, knowledge):
    exported(lead)
    running = '{"error": {"code": "certification_running", "message": "Wait a minute."}}'
    knowledge.fails_with = (409, running)
    response = certify(lead)
    assert (response.status_code, response.json["error"]["code"]) == (409, "certification_running")


@ON_SQLITE
def test_enough_right_labels_are_certified_for_everybody_to_see(agent, lead, database, content):
    customer = AnsweredCustomer(database).starts()
    for _ in range(60):
        customer.asks("Kolik stojí doprava?")
    draws(agent, 60)
    for _ in range(3):
        for question in next_of(agent):
            judges(agent, question, "right")
    outcome = certify(lead).json
    assert outcome["issued"] is True, outcome
    state = agent.sees(CERTIFICATE).json
    assert state["status"] == "certified"
    assert state["certificate"] == outcome["certificate"]
    assert state["certificate"]["issued_by"] == "jana"
    assert state["thresholds"]["answer"] == state["certificate"]["threshold"]


def test_labels_that_live_answers_contradict_certify_nothing_until_there_are_new_ones(
    agent, lead, database, content
):
    customer = AnsweredCustomer(database).starts()
    for _ in range(60):
        customer.asks("Kolik stojí doprava?")
    draws(agent, 60)
    for _ in range(3):
        for question in next_of(agent):
            judges(agent, question, "right")
    assert certify(lead).json["issued"] is True
    now = clock.rfc3339(clock.now())
    content.certificate.hear([{"confidence": 1.0, "wrong": True, "at": now}] * 5)
    assert agent.sees(CERTIFICATE).json["status"] == "alarm"

    refused = certify(lead)
    assert (refused.status_code, refused.json["error"]["code"]) == (409, "labels_contradicted")
    assert agent.sees(CERTIFICATE).json["status"] == "alarm"

    customer.asks("Kolik stojí doprava?")
    draws(agent, 1)
    (question,) = next_of(agent)
    judges(agent, question, "right")
    assert certify(lead).json["issued"] is True
    assert agent.sees(CERTIFICATE).json["status"] == "certified"


@ON_SQLITE
def test_an_agent_sees_the_certificate_but_asks_for_none(agent, labelled):
    assert agent.sees(CERTIFICATE).json["status"] == "uncertified"
    refused = certify(agent)
    assert (refused.status_code, refused.json["error"]["code"]) == (403, "lead_only")
    assert agent.sees(f"{LABELS}/export").json["error"]["code"] == "lead_only"


@ON_SQLITE
@pytest.mark.parametrize("rates", [{"alpha": 0}, {"alpha": 0.6}, {"delta": "x"}, {"delta": 1.5}])
def test_rates_that_are_none_are_refused(lead, labelled, rates):
    response = certify(lead, **rates)
    assert response.status_code == 422
    assert response.json["error"]["fields"][0]["field"] == next(iter(rates))


@ON_SQLITE
def test_without_the_knowledge_base_there_is_no_certificate_to_see(lead, labelled, knowledge):
    knowledge.goes_away()
    for response in (lead.sees(CERTIFICATE), certify(lead)):
        assert response.status_code == 503
        assert response.json["error"]["code"] == "knowledge_base_unavailable"


@ON_SQLITE
def test_what_a_newer_knowledge_base_adds_is_passed_on(lead, knowledge):
    body = {**knowledge.certificate.state(), "advice": "Label 40 more questions."}
    knowledge.fails_with = (200, json.dumps(body))
    assert lead.sees(CERTIFICATE).json["advice"] == "Label 40 more questions."
