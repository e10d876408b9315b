"""Waiting or not: what a customer is told, and a message left to be answered by e-mail."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import update

from helpdesk import clock
from helpdesk.database import Database
from helpdesk.models import (
    Agent,
    BusinessHours,
    Conversation,
    Department,
    Handoff,
    HandoffTransition,
    HumanStretch,
    OutgoingMail,
    Turn,
)
from helpdesk.models import (
    Customer as CustomerRow,
)
from helpdesk.streams.customer import customer_frames
from tests.contract.helpdesk.core.conftest import (
    AgentActor,
    Customer,
    all_of,
    handoff_of,
    parts,
    wait_for,
)

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def leaves(customer: Customer, **changes: Any) -> Any:
    body = {
        "client_request_id": str(uuid4()),
        "name": "Karel Novák",
        "email": "Karel@Example.com",
        "message": "Kdy mi přijde konev?",
        **changes,
    }
    return customer.posts("contact", body)


def look_again(app: Flask) -> None:
    parts(app).waiting.forget()


def closed_for_now(database: Database) -> None:
    """One department, which works on one day only, not today."""
    day = (clock.now() + timedelta(days=3)).date().isoformat()
    with database.write() as session:
        hours = BusinessHours(
            name="Jediný den",
            time_zone="Europe/Prague",
            week={"mon": [["00:00", "00:01"]]},
            dates={
                **{(clock.now() + timedelta(days=n)).date().isoformat(): [] for n in range(-1, 3)},
                day: [["09:00", "17:00"]],
            },
            updated_at=clock.now(),
        )
        session.add(hours)
        session.flush()
        session.add(
            Department(
                id="first",
                names={"cs": "První", "en": "First"},
                position=-1,
                business_hours_id=hours.id,
                updated_at=clock.now(),
            )
        )


def test_what_is_left_is_kept_confirmed_and_waits_for_an_answer_by_email(
    customer: Customer, database: Database
) -> None:
    answer = leaves(customer)

    assert answer.status_code == 201, answer.text
    assert answer.json["confirmation"]["email"] == "karel@example.com"
    assert answer.json["conversation"]["channel"] == "email"
    assert answer.json["conversation"]["in_charge"] == "queue"
    kinds = [event["kind"] for event in customer.sees()]
    assert kinds == ["message", "handoff_requested"]
    assert customer.sees()[0]["parts"][0]["text"] == "Kdy mi přijde konev?"
    assert handoff_of(database, customer).channel == "email"
    (known,) = all_of(database, CustomerRow)
    assert (known.name, known.email) == ("Karel Novák", "karel@example.com")
    (mail,) = all_of(database, OutgoingMail)
    assert (mail.to_address, mail.language) == ("karel@example.com", "cs")
    assert "> Kdy mi přijde konev?" in mail.text
    assert all_of(database, Turn) == []


def test_sent_again_it_is_stored_once(customer: Customer, database: Database) -> None:
    request_id = str(uuid4())

    first = leaves(customer, client_request_id=request_id)
    again = leaves(customer, client_request_id=request_id)
    other = leaves(customer, client_request_id=request_id, message="Něco jiného")

    assert (first.status_code, again.status_code, other.status_code) == (201, 200, 409)
    assert again.json["confirmation"] == first.json["confirmation"]
    assert len(all_of(database, OutgoingMail)) == 1
    assert len(customer.sees()) == 2


@ON_SQLITE
def test_who_waits_already_keeps_the_place_and_need_not_stay(
    customer: Customer, database: Database
) -> None:
    customer.wants_a_human()
    before = handoff_of(database, customer)

    leaves(customer)

    after = handoff_of(database, customer)
    assert (after.id, after.channel) == (before.id, "email")
    assert after.waiting_since == before.waiting_since
    (_, reroute) = all_of(database, HandoffTransition)
    assert (reroute.verb, reroute.details) == ("reroute", {"channel": "email"})


@ON_SQLITE
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "karel"),
        ("email", "karel@example.com\nBcc: x@example.com"),
        ("message", "  "),
        ("message", "x" * 4001),
        ("name", "x" * 101),
        ("client_request_id", "1"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_stored(
    customer: Customer, database: Database, field: str, value: str
) -> None:
    answer = leaves(customer, **{field: value})

    assert answer.status_code == 422
    assert [wrong["field"] for wrong in answer.json["error"]["fields"]] == [field]
    assert all_of(database, OutgoingMail) == []
    assert all_of(database, Handoff) == []


@ON_SQLITE
def test_without_its_token_nobody_leaves_anything(customer: Customer) -> None:
    customer.token = "wrong"
    assert leaves(customer).status_code == 403


def test_the_agents_answer_goes_out_by_email_once(
    customer: Customer, agent: AgentActor, database: Database
) -> None:
    leaves(customer)
    agent.claims(handoff_of(database, customer).id)
    message_id = str(uuid4())
    agent.says(customer, "Přijde **zítra**.", message_id)
    agent.says(customer, "Přijde **zítra**.", message_id)

    _, mail = sorted(all_of(database, OutgoingMail), key=lambda mail: mail.id)
    assert mail.to_address == "karel@example.com"
    assert "Přijde **zítra**." in mail.text
    assert "<strong>zítra</strong>" in mail.html


@ON_SQLITE
def test_an_answer_in_the_chat_is_mailed_only_to_who_has_left_and_gave_an_address(
    customer: Customer, agent: AgentActor, database: Database
) -> None:
    def gone() -> None:
        with database.write() as session:
            session.execute(
                update(Conversation).values(customer_seen_at=clock.now() - timedelta(minutes=5))
            )

    customer.wants_a_human()
    agent.claims(handoff_of(database, customer).id)
    gone()
    agent.says(customer, "Jste tu?")
    assert all_of(database, OutgoingMail) == []  # nobody knows where to

    with database.write() as session:
        known = CustomerRow(
            id=str(uuid4()),
            email="karel@example.com",
            created_at=clock.now(),
            updated_at=clock.now(),
        )
        session.add(known)
        session.flush()
        session.get_one(Conversation, customer.id).customer_id = known.id
        session.get_one(Conversation, customer.id).customer_seen_at = clock.now()
    agent.says(customer, "Dobrý den.")
    assert all_of(database, OutgoingMail) == []  # reads it here

    gone()
    agent.says(customer, "Posílám odpověď.")
    (mail,) = all_of(database, OutgoingMail)
    assert "Posílám odpověď." in mail.text


def test_while_open_and_somebody_there_customers_are_told_so(
    app: Flask, customer: Customer, agent: AgentActor
) -> None:
    said = customer.client.get("/api/v1/availability?language=cs").json
    assert said == {"open": True, "opens_at": None, "agents_present": True}

    customer.wants_a_human()
    wait = customer.state()["wait"]
    assert (wait["position"], wait["open"], wait["agents_present"]) == (1, True, True)
    assert (wait["expected"], wait["basis"]) == (None, None)  # nothing to go by yet


@ON_SQLITE
def test_outside_hours_customers_are_told_when_somebody_is_there(
    app: Flask, customer: Customer, database: Database
) -> None:
    closed_for_now(database)
    look_again(app)

    said = customer.client.get("/api/v1/availability").json

    assert said is not None
    assert (said["open"], said["agents_present"]) == (False, False)
    assert said["opens_at"] > clock.rfc3339(clock.now())


def test_recent_conversations_tell_what_to_expect(
    app: Flask,
    new_customer: Callable[[], Customer],
    agent: AgentActor,
    database: Database,
) -> None:
    served = new_customer()
    served.wants_a_human()
    handoff = handoff_of(database, served)
    with database.write() as session:
        session.execute(update(Agent).values(capacity=1))
        for number in range(20):
            ended = clock.now() - timedelta(minutes=10 * number + 5)
            session.add(
                HumanStretch(
                    handoff_id=handoff.id,
                    conversation_id=served.id,
                    agent_id=agent.id,
                    start_sequence=1,
                    end_sequence=1,
                    started_at=ended - timedelta(minutes=8),
                    ended_at=ended,
                )
            )
    agent.claims(handoff.id)

    waiting = new_customer()
    waiting.wants_a_human()
    look_again(app)

    expected = waiting.state()["wait"]["expected"]
    assert 0 <= expected["from_minutes"] <= 8 <= expected["to_minutes"] <= 15
    assert waiting.state()["wait"]["basis"] == "recent"


def test_a_place_that_changes_is_shown_to_who_reads_along(
    new_customer: Callable[[], Customer],
    agent: AgentActor,
    database: Database,
    app: Flask,
) -> None:
    first, second = new_customer(), new_customer()
    first.wants_a_human()
    second.wants_a_human()
    reader = second.reads_along()
    wait_for(lambda: reader.of("state"))
    assert reader.of("state")[-1]["wait"]["position"] == 2

    agent.claims(handoff_of(database, first).id)

    wait_for(lambda: reader.of("state")[-1]["wait"]["position"] == 1)
    parts(app).wakeups.close()


@ON_SQLITE
def test_others_do_not_make_a_stream_tell_the_wait_again_and_again(
    new_customer: Callable[[], Customer], app: Flask, database: Database
) -> None:
    waiting = new_customer()
    waiting.wants_a_human()
    shared = parts(app)
    frames = customer_frames(
        shared.database,
        shared.wakeups,
        waiting.id,
        after=0,
        room=shared.waiting,
        heartbeat_seconds=0.3,
        wait_seconds=3600.0,
    )
    seen = []
    for number in range(12):
        seen.append(next(frames))
        if number % 2:
            new_customer().wants_a_human()
    assert "".join(seen).count("event: state") == 1
    frames.close()


def test_agents_see_how_far_the_customer_has_read(customer: Customer, database: Database) -> None:
    customer.says("Dobrý den")
    url = f"/api/v1/conversations/{customer.id}/reading"

    for sequence in (1, 0, 99):
        answer = customer.client.put(url, headers=customer.headers, json={"sequence": sequence})
        assert answer.status_code == 204

    with database.read() as session:
        conversation = session.get_one(Conversation, customer.id)
        assert conversation.customer_read_sequence == conversation.last_sequence
