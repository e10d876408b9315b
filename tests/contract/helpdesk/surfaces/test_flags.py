"""Flags on the bot: raised in a conversation, worked through by leads, counted as verdicts."""

import pytest

from helpdesk.labels.outcome_sender import OutcomeSender
from tests.contract.helpdesk.core.conftest import Customer

from .conftest import ON_SQLITE
from .desk_actors import DESK, claims, detail, of, writes
from .label_actors import AnsweredCustomer, draws, judges, next_of


@pytest.fixture
def customer(database):
    return AnsweredCustomer(database).starts()


@pytest.fixture
def sender(app, database):
    return OutcomeSender(database, app.extensions["helpdesk"].knowledge, pause_seconds=3600)


@pytest.fixture
def certified(content):
    """A certificate issued just now, on sixty questions answered right."""
    questions = [{"relevant": ["x"]}] * 60
    asked = {"alpha": 0.05, "delta": 0.05, "issued_by": "jana", "questions": questions}
    content.certificate.issue(asked, [(0.8, False, False)] * 60, content.index_version, 4)
    return content.certificate


def says_wrong(agent, customer, sequence, **more):
    body = {"kind": "wrong_answer", "sequence": sequence, **more}
    return of(agent, customer, "POST", "flags", body)


def says_missing(agent, customer, sequence, **more):
    body = {"kind": "missing_entry", "sequence": sequence, **more}
    return of(agent, customer, "POST", "flags", body)


def listed(lead, query=""):
    return lead.sees(f"{DESK}/flags{query}").json["flags"]


def sent(certificate):
    return [(outcome["confidence"], outcome["wrong"]) for outcome in certificate.outcomes]


def test_an_agent_says_that_an_answer_was_wrong_and_which_is_right(agent, lead, customer):
    number = customer.asks("Do kdy vrátit?", answered_with="delivery-price", version=3)
    flagged = says_wrong(agent, customer, number, right_entry_id="return-period")
    assert flagged.status_code == 201
    (flag,) = listed(lead)
    assert flag == flagged.json == detail(agent, customer)["flags"][0]
    assert flag["agent"] == {"username": "petr", "name": "Petr"}
    assert (flag["details"]["entry_id"], flag["details"]["entry_version"]) == ("delivery-price", 3)
    assert flag["details"]["right_entry_id"] == "return-period"
    assert flag["details"]["question"] == "Do kdy vrátit?"


def test_an_agent_says_that_an_entry_is_missing_with_what_it_might_say(agent, lead, customer):
    number = customer.asks("Vyrábíte zelené konve?", to_human=True)
    flag = says_missing(agent, customer, number).json
    assert flag["details"] == {
        "question": "Vyrábíte zelené konve?",
        "answer": None,
        "language": "cs",
    }
    changed = says_missing(agent, customer, number, question="Jaké barvy?", answer="**Všechny**.")
    assert changed.json["id"] == flag["id"]
    (kept,) = listed(lead)
    assert (kept["details"]["question"], kept["details"]["answer"]) == (
        "Jaké barvy?",
        "**Všechny**.",
    )


def test_what_the_agent_answered_is_the_answer_of_the_missing_entry(agent, lead, app):
    asking = Customer(app.test_client()).starts()
    asking.says("Vyrábíte zelené konve?")
    asking.wants_a_human()
    claims(agent, asking)
    writes(agent, asking, "Ano, v pěti odstínech.")
    says_missing(agent, asking, 1)
    assert listed(lead)[0]["details"]["answer"] == "Ano, v pěti odstínech."


def test_a_lead_works_flags_through(agent, lead, customer):
    wrong = customer.asks("Cena?", answered_with="delivery-price")
    says_wrong(agent, customer, wrong)
    says_missing(agent, customer, wrong - 1)
    assert [flag["kind"] for flag in listed(lead)] == ["missing_entry", "wrong_answer"]
    (missing,) = listed(lead, "?kind=missing_entry")
    assert listed(lead, f"?before={missing['id']}")[0]["kind"] == "wrong_answer"
    closed = lead.sends("POST", f"{DESK}/flags/{missing['id']}/close").json
    assert closed["closed_by"]["username"] == "jana"
    again = lead.sends("POST", f"{DESK}/flags/{missing['id']}/close").json
    assert again["closed_at"] == closed["closed_at"]
    assert [flag["kind"] for flag in listed(lead)] == ["wrong_answer"]
    assert [flag["id"] for flag in listed(lead, "?open=false")] == [missing["id"]]


def test_a_flag_is_taken_back_by_who_raised_it_or_a_lead(employ, customer):
    petr, eva, jana = employ("petr", "agent"), employ("eva", "agent"), employ("jana", "lead")
    number = customer.asks("Cena?", answered_with="delivery-price")
    path = f"flags/{says_wrong(petr, customer, number).json['id']}"
    assert of(eva, customer, "DELETE", path).json["error"]["code"] == "not_your_flag"
    assert of(petr, customer, "DELETE", path).status_code == 204
    assert of(petr, customer, "DELETE", path).json["error"]["code"] == "unknown_flag"
    path = f"flags/{says_wrong(petr, customer, number).json['id']}"
    assert of(jana, customer, "DELETE", path).status_code == 204
    assert listed(jana) == []


def test_a_flag_is_a_verdict_on_the_answer(agent, sender, certified, customer):
    customer.asks("Kam vrátit?", answered_with="return-place", confidence=0.8)
    number = customer.asks("Cena?", answered_with="delivery-price", confidence=0.9)
    sender.send()
    assert sent(certified) == []
    flag = says_wrong(agent, customer, number).json
    assert sender.send() is True
    assert sent(certified) == [(0.9, True)]
    of(agent, customer, "DELETE", f"flags/{flag['id']}")
    assert sender.send() is True
    assert sent(certified) == []


def test_one_answer_has_one_fate(agent, lead, sender, certified, customer):
    """A verdict weighs more than a flag, a flag more than a thumb."""
    number = customer.asks("Kolik stojí doprava?", answered_with="delivery-price", version=3)
    customer.finds(number, helpful=True)
    sender.send()
    assert sent(certified) == [(0.9, False)]
    flag = says_wrong(agent, customer, number).json
    sender.send()
    assert sent(certified) == [(0.9, True)]
    # worked through and raised again, it is still one answer
    lead.sends("POST", f"{DESK}/flags/{flag['id']}/close")
    says_wrong(agent, customer, number)
    sender.send()
    assert sent(certified) == [(0.9, True)]
    draws(agent, 1)
    (question,) = next_of(agent)
    assert judges(agent, question, "right", None).status_code == 200
    sender.send()
    assert sent(certified) == [(0.9, False)]


@ON_SQLITE
def test_only_a_message_of_the_right_side_can_be_flagged(agent, lead, customer):
    number = customer.asks("Cena?", answered_with="delivery-price")
    for response in (
        says_wrong(agent, customer, number - 1),
        says_wrong(agent, customer, 99),
        says_missing(agent, customer, number),
    ):
        assert response.status_code == 422
        assert response.json["error"]["fields"][0]["field"] == "sequence"
    assert says_wrong(agent, customer, number, question="?").status_code == 422
    assert says_missing(agent, customer, number - 1, right_entry_id="x").status_code == 422
    assert listed(lead) == []
