"""Private notes: agents read them, mentioned agents are told, no customer ever sees one."""

from uuid import uuid4

import pytest

from tests.contract.helpdesk.core.conftest import Customer, wait_for

from .conftest import ON_SQLITE
from .desk_actors import DESK, claims, detail, last_queue, of, writes

SECRET = "Pozor, zákazník lže o datu nákupu."


@pytest.fixture
def settings(settings):
    return settings.model_copy(update={"heartbeat_seconds": 0.2})


@pytest.fixture
def customer(app):
    waiting = Customer(app.test_client()).starts()
    waiting.says("Dobrý den")
    waiting.wants_a_human()
    return waiting


def notes(agent, customer, text, note_id=None):
    body = {"text": text} if note_id is None else {"text": text, "client_note_id": note_id}
    return of(agent, customer, "POST", "notes", body)


def notices(agent):
    return agent.sees(f"{DESK}/notices").json


def test_a_note_stands_where_it_was_written_with_markdown_made_safe(agent, lead, customer):
    written = notes(agent, customer, "**Pozor** <script>alert(1)</script>")
    assert written.status_code == 201
    customer.says("Haló?")
    (note,) = detail(lead, customer)["notes"]
    assert note == written.json
    assert note["after_sequence"] == 2
    assert note["agent"] == {"username": "petr", "name": "Petr"}
    assert "<strong>Pozor</strong>" in note["html"]
    assert "<script" not in note["html"]


def test_no_customer_ever_sees_a_note(agent, customer):
    """Neither in the log, nor in the state, nor on the stream, whatever happens around it."""
    stream = customer.reads_along()
    assert notes(agent, customer, SECRET).status_code == 201
    claims(agent, customer)
    notes(agent, customer, SECRET)
    writes(agent, customer, "Dobrý den")
    wait_for(lambda: 4 in stream.sequences())
    page = f"/api/v1/conversations/{customer.id}"
    seen = [
        customer.client.get(address, headers=customer.headers).get_data(as_text=True)
        for address in (page, f"{page}/events")
    ]
    assert SECRET in str(detail(agent, customer))
    assert SECRET not in str(stream.frames)
    assert "Dobrý den" in seen[1]
    assert not any(SECRET in body for body in seen)


def test_the_customers_token_reaches_no_note(agent, customer):
    notes(agent, customer, SECRET)
    for path in ("", "/notes"):
        address = f"{DESK}/conversations/{customer.id}{path}"
        answer = customer.client.get(address, headers=customer.headers)
        assert answer.status_code in (401, 405), address
        assert SECRET not in answer.text


def test_a_mentioned_agent_is_told_and_nobody_else(employ, customer):
    petr, eva, jana = employ("petr", "agent"), employ("eva", "agent"), employ("jana", "lead")
    notes(petr, customer, "@Jana, podívej se. Psal z jana@eva.example, @petr ani @nikdo nic.")
    (note,) = detail(petr, customer)["notes"]
    assert note["mentions"] == ["jana", "petr"]
    (notice,) = notices(jana)["notices"]
    assert (notice["kind"], notice["conversation_id"]) == ("mention", customer.id)
    assert notice["details"]["by"] == "Petr"
    assert notice["details"]["excerpt"].startswith("@Jana, podívej se.")
    assert notices(petr) == notices(eva) == {"unread": 0, "notices": []}


def test_a_notice_arrives_on_the_desk_and_is_read_on_all_of_them(agent, lead, customer, watch):
    desks = [watch(lead), watch(lead)]
    for desk in desks:
        wait_for(lambda desk=desk: desk.of("notices"))
        assert desk.of("notices")[0] == {"unread": 0, "notices": []}
    notes(agent, customer, "@jana?")
    for desk in desks:
        told = wait_for(lambda desk=desk: [n for n in desk.of("notices") if n["unread"]])
        assert told[0]["notices"][0]["kind"] == "mention"
    newest = told[0]["notices"][0]["id"]
    read = lead.sends("POST", f"{DESK}/notices/read", json={"up_to": newest}).json
    assert (read["unread"], read["notices"][0]["read"]) == (0, True)
    for desk in desks:
        wait_for(lambda desk=desk: desk.of("notices")[-1]["unread"] == 0)


def test_reading_notices_leaves_newer_ones_and_other_agents_alone(employ, customer):
    petr, eva, jana = employ("petr", "agent"), employ("eva", "agent"), employ("jana", "lead")
    for _ in range(3):
        notes(petr, customer, "@eva @jana")
    ids = [notice["id"] for notice in notices(jana)["notices"]]
    assert ids == sorted(ids, reverse=True)
    jana.sends("POST", f"{DESK}/notices/read", json={"up_to": ids[1]})
    assert [notice["read"] for notice in notices(jana)["notices"]] == [False, True, True]
    assert notices(eva)["unread"] == 3
    older = jana.sees(f"{DESK}/notices?before={ids[1]}").json["notices"]
    assert [notice["id"] for notice in older] == ids[2:]


def test_opening_a_conversation_reads_what_was_told_of_it_alone(app, employ, customer):
    petr, eva, jana = employ("petr", "agent"), employ("eva", "agent"), employ("jana", "lead")
    notes(petr, customer, "@eva @jana")
    other = Customer(app.test_client()).starts()
    other.wants_a_human()
    notes(petr, other, "@jana")
    opened = {"conversation_id": customer.id}
    assert jana.sends("POST", f"{DESK}/notices/read", json=opened).json["unread"] == 1
    told = {one["conversation_id"]: one["read"] for one in notices(jana)["notices"]}
    assert told == {customer.id: True, other.id: False}
    assert notices(eva)["unread"] == 1


def test_what_to_read_is_named_in_exactly_one_way(agent, customer):
    both = {"up_to": 1, "conversation_id": customer.id}
    for body in ({}, both):
        assert agent.sends("POST", f"{DESK}/notices/read", json=body).status_code == 422


def test_a_note_sent_twice_is_one_note_and_one_notice(agent, lead, customer):
    note_id = str(uuid4())
    first = notes(agent, customer, "@jana", note_id)
    again = notes(agent, customer, "@jana", note_id)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json == again.json
    assert notices(lead)["unread"] == 1
    other = notes(agent, customer, "něco jiného", note_id)
    assert other.json["error"]["code"] == "client_note_id_reused"
    assert notes(lead, customer, "@jana", note_id).status_code == 409


def test_a_desk_that_shows_the_conversation_hears_of_the_note(agent, lead, customer, watch):
    desk = watch(lead)
    wait_for(lambda: last_queue(desk))
    notes(agent, customer, "Viz výše.")
    assert wait_for(lambda: desk.of("detail")) == [{"conversation_id": customer.id}]


@ON_SQLITE
@pytest.mark.parametrize("text", ["", "   ", "a\x00b", "x" * 4001])
def test_a_note_that_says_nothing_or_too_much_is_refused(agent, customer, text):
    assert notes(agent, customer, text).status_code == 422
    assert detail(agent, customer)["notes"] == []


@ON_SQLITE
def test_a_note_in_no_conversation_is_refused(agent):
    nowhere = Customer(agent.client, id=str(uuid4()))
    assert notes(agent, nowhere, "?").json["error"]["code"] == "unknown_conversation"
