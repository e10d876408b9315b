"""What agents and leads do with a handoff, over HTTP."""

from datetime import timedelta
from uuid import uuid4

import pytest

from helpdesk import clock
from helpdesk.models import Department
from tests.contract.helpdesk.core.conftest import Customer

from .conftest import ON_SQLITE
from .desk_actors import DESK

pytestmark = ON_SQLITE


@pytest.fixture
def customer(app):
    return Customer(app.test_client()).starts()


@pytest.fixture
def departments(database):
    with database.write() as session:
        for department in ("sales", "technical"):
            session.add(Department(id=department, names={}, updated_at=clock.now()))


@pytest.fixture
def handoff_id(customer):
    """Of a customer who waits."""
    customer.says("Kde je můj balík?")
    customer.wants_a_human()
    return customer.state()["handoff"]["id"]


@pytest.fixture
def claimed(agent, handoff_id):
    """Of a customer in a chat with the agent."""
    assert move(agent, handoff_id, "claim").status_code == 200
    return handoff_id


def move(who, handoff_id, verb, body=None):
    sent = {} if body is None else {"json": body}
    return who.sends("POST", f"{DESK}/handoffs/{handoff_id}/{verb}", **sent)


def refusal(response):
    assert response.status_code == 409, response.text
    return response.json["error"]["code"]


def wrong_fields(response):
    assert response.status_code == 422, response.text
    return [field["field"] for field in response.json["error"]["fields"]]


def in_an_hour():
    return clock.rfc3339(clock.now() + timedelta(hours=1))


def test_an_agent_passes_a_conversation_on_with_a_note(agent, lead, claimed, customer):
    body = {"to_agent": "jana", "note": " Chce vrátit peníze. "}
    passed_on = move(agent, claimed, "transfer", body)
    assert passed_on.status_code == 200
    assert passed_on.json["agent"] == {"username": "jana", "name": "Jana"}
    assert customer.sees()[-1]["kind"] == "handoff_transferred"
    assert refusal(move(agent, claimed, "release")) == "not_assigned_to_you"
    assert move(lead, claimed, "release").status_code == 200


@pytest.mark.usefixtures("departments")
def test_a_department_gets_a_conversation(agent, claimed):
    passed_on = move(agent, claimed, "transfer", {"department": "technical"})
    assert (passed_on.json["state"], passed_on.json["department"]) == ("waiting", "technical")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"to_agent": "nobody"}, "to_agent"),
        ({"to_agent": "nul\x00"}, "to_agent"),
        ({"department": "nowhere"}, "department"),
        ({"to_agent": "jana", "note": "x" * 2001}, "note"),
    ],
)
def test_a_transfer_to_nowhere_says_what_is_wrong(body, field, agent, lead, claimed):
    assert wrong_fields(move(agent, claimed, "transfer", body)) == [field]


@pytest.mark.parametrize("body", [{}, {"to_agent": "jana", "department": "sales"}])
def test_a_transfer_goes_to_one_place(body, agent, claimed):
    assert move(agent, claimed, "transfer", body).status_code == 422


def test_who_is_offline_gets_nothing_but_from_a_lead(agent, lead, employ, claimed):
    employ("eva", "agent").signs_out()
    assert refusal(move(agent, claimed, "transfer", {"to_agent": "eva"})) == "agent_absent"
    assert move(lead, claimed, "transfer", {"to_agent": "eva"}).json["agent"]["username"] == "eva"


def test_a_lead_takes_over_and_may_say_so_twice(agent, lead, employ, claimed):
    other = employ("eva", "agent")
    assert refusal(move(other, claimed, "take-over")) == "not_assigned_to_you"
    for _ in range(2):
        assert move(lead, claimed, "take-over").json["agent"]["username"] == "jana"
    assert refusal(move(agent, claimed, "resolve")) == "not_assigned_to_you"


def test_a_conversation_is_put_aside_and_taken_up_again(agent, claimed):
    until = in_an_hour()
    assert move(agent, claimed, "snooze", {"until": until}).json["snoozed_until"] == until
    assert move(agent, claimed, "wake").json["snoozed_until"] is None
    assert refusal(move(agent, claimed, "wake")) == "wrong_state"


@pytest.mark.parametrize("until", ["2020-01-01T00:00:00Z", "2026-11-22T10:00:00", "zítra"])
def test_a_snooze_ends_at_a_time_to_come_with_its_zone(until, agent, claimed):
    assert wrong_fields(move(agent, claimed, "snooze", {"until": until})) == ["until"]


def test_a_resolve_says_how_it_ended_and_can_be_undone(agent, lead, claimed, customer):
    resolved = move(agent, claimed, "resolve", {"outcome": "spam", "note": "Reklama."})
    assert (resolved.json["state"], resolved.json["outcome"]) == ("resolved", "spam")
    assert refusal(move(lead, claimed, "undo")) == "not_assigned_to_you"
    assert move(agent, claimed, "undo").json["state"] == "assigned"
    assert move(agent, claimed, "resolve").json["outcome"] == "solved"
    customer.says("Díky!")
    assert refusal(move(agent, claimed, "undo")) == "too_late"


@pytest.mark.parametrize("body", [{"outcome": "merged"}, {"outcome": None}, []])
def test_a_resolve_ends_in_an_outcome_that_agents_may_state(body, agent, claimed):
    assert move(agent, claimed, "resolve", body).status_code == 422


def test_a_resolve_that_cannot_be_read_resolves_nothing(agent, claimed, customer):
    path = f"{DESK}/handoffs/{claimed}/resolve"
    headers = {"Content-Type": "application/json"}
    assert agent.sends("POST", path, data="{nonsense", headers=headers).status_code == 400
    assert customer.state()["in_charge"] == "agent"


@pytest.mark.usefixtures("departments")
def test_leads_reroute_who_waits_and_agents_what_they_have(agent, lead, handoff_id):
    refused = move(agent, handoff_id, "priority", {"priority": "urgent"})
    assert refusal(refused) == "not_assigned_to_you"
    assert move(lead, handoff_id, "priority", {"priority": "urgent"}).json["priority"] == "urgent"
    assert move(agent, handoff_id, "claim").status_code == 200
    moved = move(agent, handoff_id, "department", {"department": "technical"}).json
    assert (moved["department"], moved["state"]) == ("technical", "assigned")
    unknown = move(agent, handoff_id, "department", {"department": "nowhere"})
    assert wrong_fields(unknown) == ["department"]


def test_an_unknown_handoff_is_said_to_be_unknown(agent):
    for verb, body in (("claim", None), ("wake", None), ("priority", {"priority": "high"})):
        assert move(agent, str(uuid4()), verb, body).status_code == 404


def test_agents_say_whether_they_are_there_and_see_who_else_is(agent, lead, claimed):
    said = agent.sends("PUT", f"{DESK}/presence", json={"availability": "busy"})
    assert said.json == {"availability": "busy"}
    lead.signs_out()
    seen = {one["username"]: one for one in agent.sees(f"{DESK}/agents").json["agents"]}
    assert (seen["petr"]["presence"], seen["petr"]["load"]) == ("busy", 1)
    assert (seen["jana"]["presence"], seen["jana"]["role"]) == ("offline", "lead")
    wrong = agent.sends("PUT", f"{DESK}/presence", json={"availability": "offline"})
    assert wrong_fields(wrong) == ["availability"]


def test_conversations_of_one_customer_are_merged_and_parted_again(app, agent, customer, claimed):
    old = Customer(app.test_client()).starts()
    path = f"{DESK}/conversations/{old.id}"
    refused = agent.sends("POST", f"{path}/merge", json={"into": customer.id})
    assert refusal(refused) == "different_customers"
    for one in (old, customer):
        address = f"{DESK}/conversations/{one.id}/customer"
        stated = agent.sends("PATCH", address, json={"email": "karel@example.com"})
        assert stated.status_code == 200, stated.text

    merged = agent.sends("POST", f"{path}/merge", json={"into": customer.id})
    assert merged.status_code == 200, merged.text
    (source,) = merged.json["merged"]["from"]
    assert source["id"] == old.id
    undone = agent.sends("POST", f"{DESK}/merges/{source['merge_id']}/undo")
    assert undone.json["conversation"]["state"] == "open"
    assert undone.json["merged"] == {"into": None, "from": []}
    assert refusal(agent.sends("POST", f"{DESK}/merges/{source['merge_id']}/undo")) == "wrong_state"
    assert agent.sends("POST", f"{DESK}/merges/4711/undo").status_code == 404
