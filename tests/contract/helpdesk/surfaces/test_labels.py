"""Agents label customers' questions: drawn at random, shown with what a search finds, judged."""

import pytest
from sqlalchemy import select

from helpdesk import clock
from helpdesk.labels import drawing
from helpdesk.models import Agent, Conversation, DrawnQuestion, Event, Turn

from .conftest import ON_SQLITE
from .label_actors import LABELS, AnsweredCustomer, draws, judges, next_of

QUESTIONS = ("Kolik stojí doprava?", "Do kdy mohu zboží vrátit?", "Kdy mi to přijde?")


@pytest.fixture
def customer(database):
    return AnsweredCustomer(database).starts(page_url="https://shop.example/konev")


@pytest.fixture
def asked(customer):
    """Three questions of one customer."""
    for text in QUESTIONS:
        customer.asks(text)
    return customer


@pytest.fixture
def drawn(asked, content, agent):
    """The three questions, drawn, as an agent is shown them."""
    draws(agent, 3)
    return next_of(agent)


def lead_id(session):
    return session.scalars(select(Agent.id).where(Agent.role == "lead")).one()


def summary(agent):
    return agent.sees(LABELS).json


def test_only_what_was_typed_to_the_assistant_can_be_drawn(agent, content, customer):
    customer.asks("Kolik stojí doprava?", answered_with="delivery-price")
    customer.asks("Ahoj", answered_with="delivery-price", intent="greet")
    customer.asks("Vrácení zboží", picked='/choose_entry{"entry_id": "return-period"}')
    customer.asks("Haló, je tam někdo?", to_human=True)
    after = draws(agent, 10)
    assert (after["population"], after["drawn"], after["newly_drawn"]) == (2, 2, 2)
    assert {question["text"] for question in next_of(agent)} == {"Kolik stojí doprava?", "Ahoj"}


def test_a_draw_from_nothing_says_that_there_is_nothing(agent):
    after = draws(agent, 10)
    assert (after["drawn"], after["newly_drawn"], after["population"]) == (0, 0, 0)
    assert "no customer has asked" in after["message"]
    assert agent.sees(f"{LABELS}/next").json == {"questions": [], "left": 0}


def test_nothing_is_drawn_twice(agent, lead, asked):
    assert draws(agent, 2)["newly_drawn"] == 2
    rest = draws(lead, 2)
    assert (rest["newly_drawn"], rest["drawn"]) == (1, 3)
    assert rest["message"].startswith("Only 1")
    empty = draws(agent, 2)
    assert (empty["newly_drawn"], empty["drawn"]) == (0, 3)
    assert "has been drawn" in empty["message"]


@pytest.mark.parametrize("body", [{}, {"count": 0}, {"count": 501}, {"count": "all"}])
@ON_SQLITE
def test_a_draw_that_cannot_be_one_is_refused(agent, body):
    response = agent.sends("POST", f"{LABELS}/draw", json=body)
    assert response.status_code == 422
    assert response.json["error"]["fields"][0]["field"] == "count"


def test_a_question_comes_with_what_a_search_finds_now(agent, content, customer):
    customer.asks("Kolik stojí doprava?", answered_with="return-period")
    draws(agent, 1)
    (question,) = next_of(agent)
    assert question["text"] == "Kolik stojí doprava?"
    assert question["language"] == "cs"
    assert question["page_url"] == "https://shop.example/konev"
    assert question["assistant"] == {"intent": "faq", "decision": "answer"}
    top = question["candidates"][0]
    assert (top["entry_id"], top["version"]) == ("delivery-price", 3)
    assert top["html"].startswith("<h3>Ceny</h3>")
    assert len(question["candidates"]) == 3


def test_what_the_assistant_would_drop_is_not_searched(agent, content, customer):
    customer.asks("  /restart doprava")
    customer.asks("///")
    draws(agent, 2)
    assert {question["text"] for question in next_of(agent)} == {"restart doprava", "///"}
    searched = {question["text"] for question in content.received}
    assert searched == {"restart doprava", "///"}


def test_questions_come_in_the_order_of_the_draw(agent, database, drawn):
    with database.read() as session:
        in_order = session.scalars(select(DrawnQuestion.id).order_by(DrawnQuestion.position))
        assert [question["id"] for question in drawn] == [str(id_) for id_ in in_order]
    assert [question["id"] for question in next_of(agent, limit=2)] == [
        question["id"] for question in drawn[:2]
    ]


def test_two_agents_are_shown_different_questions_while_there_are_any(agent, lead, content, asked):
    draws(agent, 3)
    petrs = next_of(agent, limit=2)
    janas = next_of(lead, limit=1)
    assert {q["id"] for q in petrs}.isdisjoint(q["id"] for q in janas)
    assert next_of(lead, limit=1) == janas
    # with nothing else left, better the same question than none
    assert len(next_of(lead, limit=3)) == 3


def test_a_reservation_ends(agent, lead, database, content, asked, monkeypatch):
    draws(agent, 3)
    (first, *_) = next_of(agent, limit=1)
    later = clock.now() + drawing.RESERVED_FOR
    monkeypatch.setattr(clock, "now", lambda: later)
    with database.write() as session:
        reserved = drawing.reserve(session, lead_id(session), 1)
        assert [str(question.id) for question in reserved] == [first["id"]]


def test_a_verdict_is_kept_with_who_gave_it_and_what_was_shown(agent, drawn):
    response = judges(agent, drawn[0], "right")
    assert response.status_code == 200
    label, top = response.json, drawn[0]["candidates"][0]
    assert label["verdict"] == "right"
    assert (label["entry_id"], label["entry_version"]) == (top["entry_id"], top["version"])
    assert label["confidence"] == pytest.approx(top["confidence"])
    assert label["judged_by"] == {"username": "petr", "name": "Petr"}
    assert summary(agent)["by_verdict"] == {
        "right": 1,
        "wrong": 0,
        "nothing": 0,
        "not_a_question": 0,
    }
    assert [q["id"] for q in next_of(agent)] == [q["id"] for q in drawn[1:]]
    assert agent.sees(f"{LABELS}/next").json["left"] == 2


def test_an_agent_corrects_their_own_verdict(agent, drawn):
    judges(agent, drawn[0], "right")
    other = drawn[0]["candidates"][1]["entry_id"]
    corrected = judges(agent, drawn[0], "wrong", other)
    assert (corrected.json["verdict"], corrected.json["right_entry_id"]) == ("wrong", other)
    assert summary(agent)["labelled"] == 1


def test_another_agents_verdict_is_not_overruled_silently(agent, lead, drawn):
    judges(agent, drawn[0], "nothing")
    late = judges(lead, drawn[0], "not_a_question")
    assert (late.status_code, late.json["error"]["code"]) == (409, "judged_by_another")
    assert summary(agent)["by_verdict"]["nothing"] == 1


def test_a_verdict_is_taken_back(agent, drawn):
    judges(agent, drawn[1], "wrong")
    undone = agent.sends("DELETE", f"{LABELS}/{drawn[1]['id']}")
    assert (undone.status_code, undone.json["verdict"]) == (200, None)
    assert summary(agent)["labelled"] == 0
    assert drawn[1]["id"] in {question["id"] for question in next_of(agent)}
    assert agent.sends("DELETE", f"{LABELS}/{drawn[1]['id']}").status_code == 200
    assert judges(agent, drawn[1], "right").status_code == 200


def test_a_lead_may_take_back_an_agents_verdict_but_no_agent_a_leads(agent, lead, drawn):
    judges(agent, drawn[0], "right")
    assert lead.sends("DELETE", f"{LABELS}/{drawn[0]['id']}").status_code == 200
    (mine, *_) = next_of(lead, limit=1)
    assert mine["id"] == drawn[0]["id"]
    judges(lead, mine, "nothing")
    refused = agent.sends("DELETE", f"{LABELS}/{mine['id']}")
    assert (refused.status_code, refused.json["error"]["code"]) == (409, "judged_by_another")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"verdict": "right"}, "entry_id"),
        ({"verdict": "wrong"}, "entry_id"),
        ({"verdict": "maybe"}, "verdict"),
        ({"verdict": "nothing", "right_entry_id": "return-period"}, "right_entry_id"),
        (
            {"verdict": "wrong", "entry_id": "TOP", "right_entry_id": "TOP"},
            "right_entry_id",
        ),
        (
            {"verdict": "wrong", "entry_id": "TOP", "right_entry_id": "secret-draft"},
            "right_entry_id",
        ),
        ({"verdict": "wrong", "entry_id": "TOP", "right_entry_id": "A b"}, "right_entry_id"),
    ],
)
@ON_SQLITE
def test_a_verdict_that_makes_no_sense_names_the_field(agent, drawn, body, field):
    top = drawn[0]["candidates"][0]["entry_id"]
    body = {name: top if value == "TOP" else value for name, value in body.items()}
    response = agent.sends("PUT", f"{LABELS}/{drawn[0]['id']}", json=body)
    assert response.status_code == 422
    assert [problem["field"] for problem in response.json["error"]["fields"]] == [field]
    assert summary(agent)["labelled"] == 0


@ON_SQLITE
def test_an_entry_that_was_not_shown_cannot_be_judged(agent, drawn):
    body = {"verdict": "right", "entry_id": drawn[0]["candidates"][1]["entry_id"]}
    response = agent.sends("PUT", f"{LABELS}/{drawn[0]['id']}", json=body)
    assert (response.status_code, response.json["error"]["code"]) == (409, "another_entry_shown")


@ON_SQLITE
def test_with_no_entries_a_question_can_still_be_labelled(agent, asked):
    draws(agent, 1)
    (question,) = next_of(agent)
    assert question["candidates"] == []
    assert judges(agent, question, "nothing").status_code == 200


@ON_SQLITE
@pytest.mark.parametrize("label_id", ["999999", "0", str(2**63), "x"])
def test_a_label_that_is_not_there_is_not_found(agent, label_id):
    body = {"verdict": "nothing"}
    response = agent.sends("PUT", f"{LABELS}/{label_id}", json=body)
    assert response.status_code in (404, 422)
    if label_id == "999999":
        assert response.json["error"]["code"] == "unknown_label"


@ON_SQLITE
def test_a_dead_knowledge_base_shows_no_questions_and_loses_none(agent, asked, knowledge):
    draws(agent, 3)
    knowledge.fails_with = (500, "{}")
    response = agent.sees(f"{LABELS}/next")
    assert response.status_code == 503
    assert response.json["error"]["code"] == "knowledge_base_unavailable"
    assert int(response.headers["Retry-After"]) > 0
    assert summary(agent)["drawn"] == 3
    knowledge.fails_with = None
    assert len(next_of(agent)) == 3


@ON_SQLITE
def test_a_question_that_the_knowledge_base_refuses_does_not_stop_the_others(
    agent, asked, knowledge
):
    draws(agent, 3)
    refusal = '{"error": {"code": "invalid", "message": "Refused."}}'
    knowledge.fails_with = (422, refusal)
    assert [question["candidates"] for question in next_of(agent)] == [[], [], []]


def test_erasing_a_conversation_leaves_no_label_behind(agent, database, asked, drawn):
    judges(agent, drawn[0], "right")
    with database.write() as session:
        for model in (Turn, Event):
            for row in session.scalars(select(model).filter_by(conversation_id=asked.id)):
                session.delete(row)
        session.flush()
        session.delete(session.get_one(Conversation, asked.id))
    after = summary(agent)
    assert (after["population"], after["drawn"], after["labelled"]) == (0, 0, 0)
