"""The desk's one stream: it begins with the queue and loses nothing."""

from uuid import uuid4

import pytest

from tests.contract.helpdesk.core.conftest import Customer, wait_for

from .desk_actors import last_queue, logged

DESK = "/api/v1/desk"


@pytest.fixture
def settings(settings):
    return settings.model_copy(update={"heartbeat_seconds": 0.2})


@pytest.fixture
def customer(app):
    return Customer(app.test_client()).starts()


def test_it_begins_with_the_whole_queue(agent, customer, watch):
    customer.says("Dobrý den")
    customer.wants_a_human()
    desk = watch(agent)
    (handoff,) = wait_for(lambda: last_queue(desk))
    assert handoff["conversation_id"] == customer.id
    assert handoff["last_sequence"] == 2
    assert desk.of("log") == []


def test_an_empty_queue_is_said_too(agent, watch):
    desk = watch(agent)
    assert wait_for(lambda: last_queue(desk) == [])


def test_a_new_handoff_and_its_events_arrive_in_order(agent, customer, watch):
    desk = watch(agent)
    wait_for(lambda: last_queue(desk) == [])
    customer.says("Dobrý den")
    customer.wants_a_human()
    wait_for(lambda: last_queue(desk))
    customer.says("Jste tam?")
    wait_for(lambda: 3 in logged(desk, customer))
    assert logged(desk, customer) == [2, 3]
    assert wait_for(lambda: last_queue(desk)[0]["last_message"]["text"] == "Jste tam?")


def test_conversations_that_need_no_human_are_not_shown(agent, app, customer, watch):
    desk = watch(agent)
    quiet = Customer(app.test_client()).starts()
    quiet.says("Jen pro robota")
    customer.wants_a_human()
    wait_for(lambda: logged(desk, customer))
    assert logged(desk, quiet) == []


def test_the_resolving_event_is_the_last_one_shown(agent, app, customer, watch):
    customer.wants_a_human()
    desk = watch(agent)
    (handoff,) = wait_for(lambda: last_queue(desk))
    for verb in ("claim", "resolve"):
        agent.sends("POST", f"{DESK}/handoffs/{handoff['id']}/{verb}")
    wait_for(lambda: last_queue(desk) == [])
    wait_for(lambda: logged(desk, customer) == [2, 3])
    kinds = [event["kind"] for event in desk.of("log")]
    assert kinds == ["handoff_claimed", "handoff_resolved"]
    customer.says("Děkuji")
    Customer(app.test_client()).starts().wants_a_human()
    wait_for(lambda: len(last_queue(desk)) == 1)
    assert logged(desk, customer) == [2, 3]


def test_every_desk_sees_every_message_once(employ, app, watch):
    desks = [watch(employ(name, "agent")) for name in ("petr", "eva")]
    for desk in desks:
        wait_for(lambda desk=desk: last_queue(desk) == [])
    customers = [Customer(app.test_client()).starts() for _ in range(4)]
    for customer in customers:
        customer.wants_a_human()
    for number in range(5):
        for customer in customers:
            customer.says(f"zpráva {number}")
    for desk in desks:
        for customer in customers:
            wait_for(lambda desk=desk, customer=customer: logged(desk, customer)[-1:] == [6])
            assert logged(desk, customer) == [1, 2, 3, 4, 5, 6]


def test_what_happened_while_away_is_in_the_first_snapshot(agent, customer, watch):
    customer.wants_a_human()
    first = watch(agent)
    known = wait_for(lambda: last_queue(first))[0]["last_sequence"]
    customer.says("Haló?")
    again = watch(agent)
    (handoff,) = wait_for(lambda: last_queue(again))
    assert handoff["last_sequence"] == known + 1
    missed = agent.sees(f"{DESK}/conversations/{customer.id}/events?after={known}").json["events"]
    assert [event["sequence"] for event in missed] == [known + 1]


def test_a_waiting_customers_typing_shows(agent, customer, watch):
    customer.wants_a_human()
    desk = watch(agent)
    wait_for(lambda: last_queue(desk))
    customer.posts("typing", {"active": True})
    (typing,) = wait_for(lambda: desk.of("typing"))
    assert typing == {"conversation_id": customer.id, "author": "customer", "active": True}


def test_the_agents_own_answer_is_in_the_log_of_every_desk(agent, lead, customer, watch):
    customer.wants_a_human()
    desk = watch(lead)
    (handoff,) = wait_for(lambda: last_queue(desk))
    agent.sends("POST", f"{DESK}/handoffs/{handoff['id']}/claim")
    body = {"client_message_id": str(uuid4()), "text": "Dobrý den"}
    agent.sends("POST", f"{DESK}/conversations/{customer.id}/messages", json=body)
    wait_for(lambda: 3 in logged(desk, customer))
    assert desk.of("log")[-1]["client_message_id"] == body["client_message_id"]


def test_a_comment_keeps_a_quiet_stream_open(agent, watch):
    desk = watch(agent)
    wait_for(lambda: desk.comments >= 2)


def test_signing_out_ends_the_stream(agent, watch):
    desk = watch(agent)
    wait_for(lambda: last_queue(desk) == [])
    agent.signs_out()
    assert desk.ended.wait(10)


def test_a_stopping_server_ends_the_stream(agent, app, watch):
    desk = watch(agent)
    wait_for(lambda: last_queue(desk) == [])
    app.extensions["helpdesk"].wakeups.close()
    assert desk.ended.wait(10)
