"""The draw itself: every question with the same chance, none twice, also when two draw at once."""

import threading
from collections import Counter
from random import Random

import pytest
from sqlalchemy import delete, select

from helpdesk.labels import drawing
from helpdesk.models import Agent, DrawnQuestion, Event

from .conftest import ON_SQLITE
from .label_actors import AnsweredCustomer, draws

# the 0.1 % point of chi-squared with 11 degrees of freedom
CHI_SQUARED_OF_11 = 31.26


def agent_id(session):
    return session.scalars(select(Agent.id)).first()


@pytest.fixture
def asked(database):
    """How a test makes so many questions, a third of which the assistant answered."""

    def ask(count):
        customer = AnsweredCustomer(database).starts()
        for number in range(count):
            answered = "return-period" if number % 3 == 0 else None
            customer.asks(f"Otázka číslo {number}", answered_with=answered)
        return customer

    return ask


@ON_SQLITE
def test_every_question_is_drawn_with_the_same_chance_and_in_every_place(agent, database, asked):
    asked(12)
    random = Random(20261122)
    drawn, first = Counter(), Counter()
    rounds, each = 1200, 3
    for _ in range(rounds):
        with database.write(durable=False) as session:
            session.execute(delete(DrawnQuestion))
            drawing.draw(session, each, agent_id(session), random=random)
            ids = session.scalars(
                select(DrawnQuestion.event_id).order_by(DrawnQuestion.position)
            ).all()
            drawn.update(ids)
            first[ids[0]] += 1
    assert len(drawn) == 12
    expected = rounds / 12
    spread = sum((count - expected) ** 2 / expected for count in first.values())
    assert spread < CHI_SQUARED_OF_11
    # drawing without replacement spreads less than independent draws would
    expected = rounds * each / 12
    spread = sum((count - expected) ** 2 / expected for count in drawn.values())
    assert spread < CHI_SQUARED_OF_11


@ON_SQLITE
def test_what_is_left_is_drawn_with_the_same_chance_after_an_earlier_draw(agent, database, asked):
    asked(12)
    random = Random(7)
    second = Counter()
    rounds = 1200
    for _ in range(rounds):
        with database.write(durable=False) as session:
            session.execute(delete(DrawnQuestion))
            drawing.draw(session, 4, agent_id(session), random=random)
            drawing.draw(session, 1, agent_id(session), random=random)
            second[
                session.scalars(
                    select(DrawnQuestion.event_id).order_by(DrawnQuestion.position.desc())
                ).first()
            ] += 1
    expected = rounds / 12
    spread = sum((count - expected) ** 2 / expected for count in second.values())
    assert spread < CHI_SQUARED_OF_11


def test_two_who_draw_at_once_draw_no_question_twice(agent, lead, database, asked):
    asked(30)
    start = threading.Barrier(4)
    newly = []

    def draw(who):
        start.wait()
        newly.append(draws(who, 10)["newly_drawn"])

    threads = [threading.Thread(target=draw, args=(who,)) for who in (agent, lead, agent, lead)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(newly) == [0, 10, 10, 10]
    with database.read() as session:
        rows = session.scalars(select(DrawnQuestion)).all()
        everything = set(session.scalars(select(Event.id).where(Event.author == "customer")))
    assert {row.event_id for row in rows} == everything
    assert sorted(row.position for row in rows) == list(range(1, 31))


def test_two_who_ask_for_questions_at_once_get_different_ones(agent, lead, database, asked):
    asked(20)
    draws(agent, 20)
    with database.read() as session:
        ids = session.scalars(select(Agent.id)).all()
    start = threading.Barrier(2)
    reserved = {}

    def reserve(who):
        start.wait()
        with database.write() as session:
            reserved[who] = {question.id for question in drawing.reserve(session, who, 10)}

    threads = [threading.Thread(target=reserve, args=(who,)) for who in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    petrs, janas = reserved.values()
    assert len(petrs) == len(janas) == 10
    assert petrs.isdisjoint(janas)
