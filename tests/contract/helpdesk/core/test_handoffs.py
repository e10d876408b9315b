"""Handoffs between customers, agents and the timer."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from flask import Flask

from helpdesk import clock, handoffs
from helpdesk.app import Helpdesk
from helpdesk.database import Database
from helpdesk.errors import Forbidden
from helpdesk.handoffs import timers
from helpdesk.models import Agent, Conversation, Handoff, HandoffTransition, HumanStretch, Turn
from tests.contract.helpdesk.core.conftest import AgentActor, Customer, all_of, handoff_of


def goes_away(customer: Customer, database: Database, minutes: float) -> None:
    with database.write() as session:
        conversation = session.get_one(Conversation, customer.id)
        conversation.customer_seen_at = clock.now() - timedelta(minutes=minutes)


def test_a_customer_gets_a_human_and_the_bot_back(
    customer: Customer, agent: AgentActor, database: Database
) -> None:
    customer.wants_a_human()
    assert customer.state()["handoff"]["position"] == 1

    handoff = agent.claims(handoff_of(database, customer).id)
    assert customer.state()["in_charge"] == "agent"
    assert customer.state()["agent_name"] == "Jana"

    agent.says(customer, "Dobrý den, **co** potřebujete?")
    assert customer.sees()[-1]["author_name"] == "Jana"
    assert "<strong>co</strong>" in customer.sees()[-1]["parts"][0]["html"]

    agent.resolves(handoff.id)
    assert customer.state()["in_charge"] == "bot"
    assert customer.state()["handoff"] is None
    assert [e["kind"] for e in customer.sees()] == [
        "handoff_requested",
        "handoff_claimed",
        "message",
        "handoff_resolved",
    ]


def test_asking_for_a_human_again_changes_nothing(customer: Customer, database: Database) -> None:
    request_id = str(uuid4())
    first = customer.wants_a_human(request_id)
    again = customer.wants_a_human(request_id)
    other = customer.wants_a_human()

    assert {r.status_code for r in (first, again, other)} == {200}
    assert len({r.json["handoff"]["id"] for r in (first, again, other)}) == 1
    assert len(all_of(database, HandoffTransition)) == 1


def test_a_late_repeat_of_a_served_request_asks_nobody_again(
    customer: Customer, agent: AgentActor, database: Database
) -> None:
    request_id = str(uuid4())
    customer.wants_a_human(request_id)
    handoff = agent.claims(handoff_of(database, customer).id)
    agent.resolves(handoff.id)

    assert customer.wants_a_human(request_id).json["in_charge"] == "bot"


def test_of_many_agents_that_claim_at_once_exactly_one_wins(
    customer: Customer, new_agent: Callable[..., AgentActor], database: Database
) -> None:
    customer.wants_a_human()
    handoff_id = handoff_of(database, customer).id
    agents = [new_agent(f"agent{number}") for number in range(8)]
    outcomes: list[str] = []
    start = threading.Barrier(len(agents))

    def claim(agent: AgentActor) -> None:
        start.wait()
        try:
            agent.claims(handoff_id)
            outcomes.append("won")
        except handoffs.AlreadyClaimed:
            outcomes.append("lost")

    threads = [threading.Thread(target=claim, args=(agent,)) for agent in agents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["lost"] * 7 + ["won"]
    assert len(all_of(database, HumanStretch)) == 1
    assert [e["kind"] for e in customer.sees()] == ["handoff_requested", "handoff_claimed"]


def test_an_agent_that_claims_several_at_once_stays_within_capacity(
    new_customer: Callable[[], Customer], new_agent: Callable[..., AgentActor], database: Database
) -> None:
    agent = new_agent(capacity=2)
    waiting = []
    for _ in range(6):
        customer = new_customer()
        customer.wants_a_human()
        waiting.append(handoff_of(database, customer).id)
    outcomes: list[str] = []
    start = threading.Barrier(len(waiting))

    def claim(handoff_id: str) -> None:
        start.wait()
        try:
            agent.claims(handoff_id)
            outcomes.append("won")
        except handoffs.AtCapacity:
            outcomes.append("full")

    threads = [threading.Thread(target=claim, args=(handoff_id,)) for handoff_id in waiting]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["full"] * 4 + ["won"] * 2


def test_only_its_agent_or_a_lead_hands_a_conversation_in(
    customer: Customer, new_agent: Callable[..., AgentActor], database: Database
) -> None:
    owner, other, lead = new_agent("owner"), new_agent("other"), new_agent("lead", role="lead")
    customer.wants_a_human()
    handoff = owner.claims(handoff_of(database, customer).id)

    for refused in (other.releases, other.resolves):
        with pytest.raises(handoffs.NotAssignedToYou):
            refused(handoff.id)
    with pytest.raises(handoffs.NotAssignedToYou):
        other.says(customer, "Já taky!")
    assert lead.releases(handoff.id).state == "waiting"
    assert handoff_of(database, customer).waiting_since == handoff.waiting_since


def test_an_agent_who_left_claims_nothing(
    customer: Customer, agent: AgentActor, database: Database
) -> None:
    customer.wants_a_human()
    with database.write() as session:
        session.get_one(Agent, agent.id).active = False
    with pytest.raises(Forbidden):
        agent.claims(handoff_of(database, customer).id)
    assert customer.state()["in_charge"] == "queue"


def test_an_agents_message_sent_twice_is_stored_once(
    customer: Customer, agent: AgentActor, database: Database
) -> None:
    customer.wants_a_human()
    agent.claims(handoff_of(database, customer).id)
    message_id = str(uuid4())
    sent = [agent.says(customer, "Moment prosím.", message_id) for _ in range(2)]
    assert [s.created for s in sent] == [True, False]
    assert [e["kind"] for e in customer.sees()].count("message") == 1


def test_who_is_gone_too_long_is_abandoned_and_keeps_the_place_on_return(
    new_customer: Callable[[], Customer], database: Database
) -> None:
    first, second = new_customer(), new_customer()
    first.wants_a_human()
    second.wants_a_human()
    goes_away(first, database, minutes=20)

    assert timers.abandon_gone(database, timedelta(minutes=15)) == [handoff_of(database, first).id]
    assert second.state()["handoff"]["position"] == 1
    assert first.state()["handoff"]["state"] == "abandoned"

    first.says("Už jsem zpátky")
    assert first.state()["handoff"]["position"] == 1
    assert second.state()["handoff"]["position"] == 2
    assert first.sees()[-1]["kind"] == "handoff_returned"


def test_who_comes_back_after_more_than_a_day_begins_with_the_bot(
    customer: Customer, database: Database
) -> None:
    customer.says("Kde je můj balík?")
    customer.wants_a_human()
    first = handoff_of(database, customer)
    goes_away(customer, database, minutes=20)
    timers.abandon_gone(database, timedelta(minutes=15))
    with database.write() as session:
        session.get_one(Handoff, first.id).updated_at -= timedelta(hours=25)

    customer.says("Dobrý den")
    assert customer.state()["in_charge"] == "bot"
    assert len(all_of(database, Turn, conversation_id=customer.id)) == 2
    assert all_of(database, Conversation, id=customer.id)[0].assistant_session == 2

    customer.wants_a_human()
    assert handoff_of(database, customer).id != first.id
    assert customer.sees()[-1]["kind"] == "handoff_requested"


def test_who_reads_along_is_not_abandoned(customer: Customer, database: Database) -> None:
    customer.wants_a_human()
    goes_away(customer, database, minutes=20)
    customer.sees()
    assert timers.abandon_gone(database, timedelta(minutes=15)) == []


def test_a_conversation_with_an_agent_is_never_abandoned(
    customer: Customer, agent: AgentActor, database: Database
) -> None:
    customer.wants_a_human()
    agent.claims(handoff_of(database, customer).id)
    goes_away(customer, database, minutes=600)
    assert timers.abandon_gone(database, timedelta(minutes=15)) == []


@pytest.mark.parametrize("present", [True, False])
def test_a_new_need_within_a_day_goes_back_to_the_same_agent_if_present(
    present: bool, customer: Customer, agent: AgentActor, database: Database
) -> None:
    customer.wants_a_human()
    first = agent.claims(handoff_of(database, customer).id)
    agent.resolves(first.id)
    if not present:
        with database.write() as session:
            session.get_one(Agent, agent.id).seen_at = clock.now() - timedelta(hours=1)
    customer.wants_a_human()

    handoff = handoff_of(database, customer)
    assert handoff.id == first.id
    assert handoff.state == ("assigned" if present else "waiting")
    assert customer.sees()[-1]["kind"] == "handoff_reopened"
    assert handoff.requested_at == first.requested_at
    assert handoff.waiting_since > first.waiting_since


def test_how_long_an_agent_counts_as_present_is_a_setting(
    customer: Customer,
    agent: AgentActor,
    database: Database,
    app: Flask,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    customer.wants_a_human()
    agent.resolves(agent.claims(handoff_of(database, customer).id).id)
    with database.write() as session:
        session.get_one(Agent, agent.id).seen_at = clock.now() - timedelta(minutes=5)
    parts: Helpdesk = app.extensions["helpdesk"]
    patient = parts.settings.model_copy(update={"agent_present_seconds": 600})
    monkeypatch.setitem(app.extensions, "helpdesk", replace(parts, settings=patient))
    customer.wants_a_human()
    assert handoff_of(database, customer).state == "assigned"


def test_who_waits_longest_is_first_in_the_queue(
    new_customer: Callable[[], Customer], agent: AgentActor, database: Database
) -> None:
    waiting = []
    for _ in range(3):
        customer = new_customer()
        customer.wants_a_human()
        waiting.append(handoff_of(database, customer))
    agent.claims(waiting[1].id)
    agent.releases(waiting[1].id)
    with database.read() as session:
        places = [handoffs.position(session, session.get_one(Handoff, one.id)) for one in waiting]
    assert places == [1, 2, 3]


def test_an_unknown_handoff_is_said_to_be_unknown(agent: AgentActor) -> None:
    for handoff_id in (str(uuid4()), "nonsense", "nul\x00"):
        with pytest.raises(handoffs.UnknownHandoff):
            agent.claims(handoff_id)
