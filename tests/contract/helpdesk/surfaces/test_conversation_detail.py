"""What an agent sees of a conversation, and that seeing it costs the same however much there is."""

import pytest
from sqlalchemy import event

from helpdesk import clock, handoffs
from helpdesk.conversations import log
from helpdesk.models import Conversation, Merge
from tests.contract.helpdesk.core.conftest import Customer

from .conftest import ON_SQLITE
from .desk_actors import DESK, claims, detail, of, writes


@pytest.fixture
def new_waiting(app):
    def wait(**page):
        customer = Customer(app.test_client()).starts(**page)
        customer.says("Dobrý den")
        customer.wants_a_human()
        return customer

    return wait


@pytest.fixture
def waiting(new_waiting):
    return new_waiting()


def test_each_transition_is_told_with_who_and_where_in_the_log(agent, lead, waiting):
    handoff = claims(agent, waiting).json
    writes(agent, waiting, "Dobrý den")
    path = f"{DESK}/handoffs/{handoff['id']}"
    assert lead.sends("POST", f"{path}/priority", json={"priority": "high"}).status_code == 200
    note = {"to_agent": "jana", "note": "Zná ho."}
    assert agent.sends("POST", f"{path}/transfer", json=note).status_code == 200
    told = detail(lead, waiting)["transitions"]
    assert [(one["verb"], one["after_sequence"]) for one in told] == [
        ("request", 2),
        ("claim", 3),
        ("reroute", 4),
        ("transfer", 5),
    ]
    assert [one["agent"] and one["agent"]["username"] for one in told] == [
        None,
        "petr",
        "jana",
        "petr",
    ]
    transfer = told[-1]["details"]
    assert transfer["to_agent"] == {"username": "jana", "name": "Jana"}
    assert "to_agent_id" not in transfer
    assert "priority" in told[2]["details"]


def test_other_conversations_of_the_customer_come_newest_first(agent, new_waiting, app):
    first = Customer(app.test_client()).starts()
    first.says("Jen pro robota")
    second = new_waiting(previous={"id": first.id, "token": first.token})
    handoff = claims(agent, second).json
    writes(agent, second, "**Vyřešeno**")
    agent.sends("POST", f"{DESK}/handoffs/{handoff['id']}/resolve", json={"outcome": "spam"})
    third = new_waiting(previous={"id": second.id, "token": second.token})
    newer, older = detail(agent, third)["earlier"]
    assert (newer["id"], older["id"]) == (second.id, first.id)
    assert (newer["state"], newer["outcome"]) == ("resolved", "spam")
    assert newer["agent"] == {"username": "petr", "name": "Petr"}
    assert (newer["last_message"]["author"], newer["last_message"]["text"]) == (
        "agent",
        "Vyřešeno",
    )
    assert (older["state"], older["question"], older["agent"]) == (None, "Jen pro robota", None)


def test_a_merged_conversation_comes_with_its_log(agent, database, new_waiting):
    source, target = new_waiting(), new_waiting()
    undone = new_waiting()
    with database.write() as session:
        agent_id = log.get(session, target.id) and 1
        for one in (source, undone):
            session.add(
                Merge(
                    conversation_id=one.id,
                    into_id=target.id,
                    agent_id=agent_id,
                    created_at=clock.now(),
                    undone_at=clock.now() if one is undone else None,
                )
            )
        session.get_one(Conversation, source.id).merged_into_id = target.id
    (merged,) = detail(agent, target)["merged"]["from"]
    assert merged["id"] == source.id
    assert [one["sequence"] for one in merged["events"]] == [1, 2]
    assert detail(agent, target)["merged"]["into"] is None
    assert detail(agent, source)["merged"] == {"into": target.id, "from": []}


def test_marks_of_reading_only_move_forward_and_are_shown_to_both_sides(agent, lead, waiting):
    claims(agent, waiting)
    writes(agent, waiting, "Dobrý den")
    read = of(agent, waiting, "PUT", "reading", {"sequence": 4})
    assert read.status_code == 204
    of(agent, waiting, "PUT", "reading", {"sequence": 2})
    of(lead, waiting, "PUT", "reading", {"sequence": 1})
    assert detail(agent, waiting)["agent_read_sequence"] == 4
    of(agent, waiting, "PUT", "reading", {"sequence": 10**6})
    assert detail(agent, waiting)["agent_read_sequence"] == 4, "beyond the log's end"


def test_only_who_has_the_conversation_reads_it_for_its_customer(agent, lead, waiting):
    of(agent, waiting, "PUT", "reading", {"sequence": 2})
    assert detail(agent, waiting)["agent_read_sequence"] == 0
    claims(agent, waiting)
    of(lead, waiting, "PUT", "reading", {"sequence": 3})
    assert detail(agent, waiting)["agent_read_sequence"] == 0
    of(agent, waiting, "PUT", "reading", {"sequence": 3})
    assert detail(agent, waiting)["agent_read_sequence"] == 3


@ON_SQLITE
def test_it_costs_the_same_number_of_queries_however_much_there_is(
    agent, lead, database, new_waiting
):
    customer = new_waiting()
    handoff_id = claims(agent, customer).json["id"]
    made = []

    def note(_connection, _cursor, statement, *_rest):
        made.append(statement)

    def grow():
        for text in ("@jana", "a"):
            of(agent, customer, "POST", "notes", {"text": text})
            of(agent, customer, "POST", "customer/notes", {"text": text})
            of(agent, customer, "POST", "flags", {"kind": "missing_entry", "sequence": 1})
            customer.says(text)
            for priority in ("high", "normal"):
                path = f"{DESK}/handoffs/{handoff_id}/priority"
                agent.sends("POST", path, json={"priority": priority})
            new_waiting(previous={"id": customer.id, "token": customer.token})

    def queries():
        made.clear()
        detail(agent, customer)
        return len(made)

    grow()
    event.listen(database.engine, "before_cursor_execute", note)
    queries()  # whoever was not seen for a while is marked as seen now
    few = queries()
    grow()
    grow()
    assert queries() == few
    event.remove(database.engine, "before_cursor_execute", note)


@ON_SQLITE
def test_a_handoffs_evidence_and_routing_stay_on_the_desk(agent, database, app):
    customer = Customer(app.test_client()).starts()
    customer.says("Kdy?")
    with database.write() as session:
        need = handoffs.Need(reason="no_answer", actor="assistant", evidence={"intent": "faq"})
        handoffs.request(session, log.lock(session, customer.id), need)
    seen = detail(agent, customer)["handoff"]
    assert seen["evidence"] == {"intent": "faq"}
    assert "routing" in seen
    (row,) = agent.sees(f"{DESK}/handoffs").json["handoffs"]
    assert row.keys() & {"evidence", "routing", "position"} == set()
