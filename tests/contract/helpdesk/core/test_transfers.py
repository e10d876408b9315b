"""Conversations passed on, taken over, rerouted, and resolves taken back."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest

from helpdesk import clock, handoffs
from helpdesk.conversations import log
from helpdesk.database import Database
from helpdesk.handoffs.states import Priority
from helpdesk.models import (
    Agent,
    AgentNotice,
    Department,
    Handoff,
    HandoffTransition,
    HumanStretch,
    PrivateNote,
)
from tests.contract.helpdesk.core.conftest import AgentActor, Customer, all_of, handoff_of


@pytest.fixture
def served(customer: Customer, agent: AgentActor, database: Database) -> Customer:
    """A customer in a chat with the agent."""
    customer.wants_a_human()
    agent.claims(handoff_of(database, customer).id)
    return customer


@pytest.fixture
def departments(database: Database) -> None:
    with database.write() as session:
        for department in ("sales", "technical"):
            names = {"cs": department, "en": department}
            session.add(Department(id=department, names=names, updated_at=clock.now()))
        session.add(Department(id="closed", names={}, active=False, updated_at=clock.now()))


def transfer(
    database: Database, customer: Customer, by: AgentActor, to: AgentActor, note: str = ""
) -> Handoff:
    with database.write() as session:
        handoff_id = handoff_of(database, customer).id
        return handoffs.transfer_to_agent(session, handoff_id, by.id, to.id, note=note)


def undo(database: Database, customer: Customer, by: AgentActor, after: timedelta) -> Handoff:
    with database.write() as session:
        handoff_id = handoff_of(database, customer).id
        return handoffs.undo_resolve(session, handoff_id, by.id, at=clock.now() + after)


def test_a_transfer_gives_the_other_agent_conversation_note_and_notice(
    served: Customer, agent: AgentActor, new_agent: Callable[..., AgentActor], database: Database
) -> None:
    eva = new_agent("eva")
    transfer(database, served, agent, eva, note="Chce vrátit peníze.")

    assert served.state()["agent_name"] == "Eva"
    assert served.sees()[-1]["kind"] == "handoff_transferred"
    assert served.sees()[-1]["author_name"] == "Jana"
    (note,) = all_of(database, PrivateNote)
    assert (note.text, note.agent_id) == ("Chce vrátit peníze.", agent.id)
    assert note.after_sequence == served.sees()[-1]["sequence"]
    (notice,) = all_of(database, AgentNotice)
    assert (notice.agent_id, notice.kind) == (eva.id, "transferred")
    first, second = sorted(all_of(database, HumanStretch), key=lambda stretch: stretch.id)
    assert (first.agent_id, first.ended_at is None) == (agent.id, False)
    assert (second.agent_id, second.ended_at) == (eva.id, None)
    with pytest.raises(handoffs.NotAssignedToYou):
        agent.says(served, "Ještě já!")


def test_a_transfer_needs_room_and_somebody_there(
    served: Customer,
    agent: AgentActor,
    new_agent: Callable[..., AgentActor],
    database: Database,
) -> None:
    full, absent, lead = (
        new_agent("full", capacity=0),
        new_agent("absent"),
        new_agent("lead", "lead"),
    )
    with database.write() as session:
        session.get_one(Agent, absent.id).seen_at = None

    with pytest.raises(handoffs.AtCapacityOfOther):
        transfer(database, served, agent, full)
    with pytest.raises(handoffs.AgentAbsent):
        transfer(database, served, agent, absent)
    assert served.state()["agent_name"] == "Jana"
    assert transfer(database, served, lead, absent).agent_id == absent.id


def test_only_its_agent_or_a_lead_passes_a_conversation_on(
    served: Customer, new_agent: Callable[..., AgentActor], database: Database
) -> None:
    eva, petr = new_agent("eva"), new_agent("petr")
    with pytest.raises(handoffs.NotAssignedToYou):
        transfer(database, served, eva, petr)
    assert all_of(database, AgentNotice) == []


@pytest.mark.usefixtures("departments")
def test_a_department_gets_it_at_the_old_waiting_time(
    served: Customer, agent: AgentActor, database: Database
) -> None:
    before = handoff_of(database, served)
    with database.write() as session:
        handoffs.transfer_to_department(
            session, before.id, agent.id, "technical", note="Prosím, podívejte se."
        )
    after = handoff_of(database, served)
    assert (after.state, after.department_id, after.agent_id) == ("waiting", "technical", None)
    assert (after.waiting_since, after.rank_at) == (before.waiting_since, before.rank_at)
    assert len(all_of(database, PrivateNote)) == 1


@pytest.mark.usefixtures("departments")
@pytest.mark.parametrize("department", ["closed", "unknown", "nul\x00"])
def test_nothing_goes_to_a_department_that_is_not_there(
    department: str, served: Customer, agent: AgentActor, database: Database
) -> None:
    handoff_id = handoff_of(database, served).id
    for verb in (
        lambda session: handoffs.transfer_to_department(session, handoff_id, agent.id, department),
        lambda session: handoffs.reroute(session, handoff_id, agent.id, department_id=department),
    ):
        with pytest.raises(handoffs.UnknownTarget), database.write() as session:
            verb(session)
    assert served.state()["in_charge"] == "agent"


def test_a_lead_takes_a_conversation_over(
    served: Customer, agent: AgentActor, new_agent: Callable[..., AgentActor], database: Database
) -> None:
    eva, lead, admin = new_agent("eva"), new_agent("lead", "lead"), new_agent("admin", "admin")
    handoff_id = handoff_of(database, served).id

    def takes_over(by: AgentActor) -> Handoff:
        with database.write() as session:
            return handoffs.take_over(session, handoff_id, by.id)

    with pytest.raises(handoffs.NotAssignedToYou):
        takes_over(eva)
    assert takes_over(lead).agent_id == lead.id
    assert served.sees()[-1]["kind"] == "handoff_claimed"
    assert served.sees()[-1]["author_name"] == "Lead"
    assert takes_over(admin).agent_id == admin.id
    with pytest.raises(handoffs.HandoffRefused):
        takes_over(admin)
    (first, second) = all_of(database, HandoffTransition, verb="take_over")
    assert first.details == {"from_agent_id": agent.id}
    assert second.details == {"from_agent_id": lead.id}


def test_two_agents_who_swap_conversations_at_once_do_not_block_each_other(
    new_customer: Callable[[], Customer], new_agent: Callable[..., AgentActor], database: Database
) -> None:
    jana, eva = new_agent("jana"), new_agent("eva")
    swapped = []
    for agent in (jana, eva):
        customer = new_customer()
        customer.wants_a_human()
        agent.claims(handoff_of(database, customer).id)
        swapped.append(handoff_of(database, customer))
    start = threading.Barrier(2)
    failed: list[Exception] = []

    def swap(handoff_id: str, by: AgentActor, to: AgentActor) -> None:
        start.wait()
        try:
            with database.write() as session:
                # each holds the other agent's row, and writes its own agent's name into new rows
                handoffs.transfer_to_agent(session, handoff_id, by.id, to.id)
                if not database.is_sqlite:
                    start.wait()
        except Exception as error:
            failed.append(error)

    threads = [
        threading.Thread(target=swap, args=(swapped[0].id, jana, eva)),
        threading.Thread(target=swap, args=(swapped[1].id, eva, jana)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert {h.agent_id for h in all_of(database, Handoff)} == {jana.id, eva.id}


def test_a_higher_priority_passes_those_of_the_last_half_hour(
    new_customer: Callable[[], Customer], new_agent: Callable[..., AgentActor], database: Database
) -> None:
    lead = new_agent("lead", "lead")
    waited = {"first": 45, "second": 20, "third": 0}
    customers = {name: new_customer() for name in waited}
    for name, minutes in waited.items():
        with database.write() as session:
            need = handoffs.Need(reason="customer_request", actor="customer")
            at = clock.now() - timedelta(minutes=minutes)
            handoffs.request(session, log.lock(session, customers[name].id), need, at=at)

    def order() -> list[str]:
        places = {name: customers[name].state()["handoff"]["position"] for name in customers}
        return sorted(places, key=lambda name: places[name])

    def becomes(name: str, priority: Priority) -> None:
        with database.write() as session:
            handoff_id = handoff_of(database, customers[name]).id
            handoffs.reroute(session, handoff_id, lead.id, priority=priority)

    assert order() == ["first", "second", "third"]
    becomes("third", "high")
    assert order() == ["first", "third", "second"]
    becomes("third", "urgent")
    assert order() == ["third", "first", "second"]
    becomes("third", "normal")
    assert order() == ["first", "second", "third"]


def test_what_is_so_already_is_not_recorded_again(
    served: Customer, agent: AgentActor, database: Database
) -> None:
    handoff_id = handoff_of(database, served).id
    for _ in range(2):
        with database.write() as session:
            handoffs.reroute(session, handoff_id, agent.id, priority="high")
    assert len(all_of(database, HandoffTransition, verb="reroute")) == 1


def test_a_resolve_keeps_outcome_and_note(
    served: Customer, agent: AgentActor, database: Database
) -> None:
    handoff_id = handoff_of(database, served).id
    with database.write() as session:
        handoffs.resolve(session, handoff_id, agent.id, outcome="spam", note="Reklama.")
    assert handoff_of(database, served).outcome == "spam"
    (resolved,) = all_of(database, HandoffTransition, verb="resolve")
    assert resolved.details == {"outcome": "spam", "note": "Reklama."}


def test_a_resolve_can_be_undone_for_ten_seconds(
    served: Customer, agent: AgentActor, new_agent: Callable[..., AgentActor], database: Database
) -> None:
    agent.resolves(handoff_of(database, served).id)
    with pytest.raises(handoffs.NotAssignedToYou):
        undo(database, served, new_agent("lead", "lead"), timedelta())
    with pytest.raises(handoffs.TooLate):
        undo(database, served, agent, timedelta(seconds=10.1))
    taken_back = undo(database, served, agent, timedelta(seconds=9))
    assert (taken_back.state, taken_back.agent_id) == ("assigned", agent.id)
    assert (taken_back.outcome, taken_back.resolved_at) == (None, None)
    assert served.sees()[-1]["kind"] == "handoff_reopened"


def test_a_resolve_the_customer_has_answered_cannot_be_undone(
    served: Customer, agent: AgentActor, database: Database
) -> None:
    agent.resolves(handoff_of(database, served).id)
    served.says("Díky!")
    with pytest.raises(handoffs.TooLate):
        undo(database, served, agent, timedelta())


def test_a_message_left_for_email_is_never_abandoned(
    customer: Customer, database: Database
) -> None:
    customer.wants_a_human()
    with database.write() as session:
        need = handoffs.Need(reason="customer_request", actor="customer", channel="email")
        handoff = handoffs.request(session, log.lock(session, customer.id), need)
    assert handoff.channel == "email"
    with pytest.raises(handoffs.HandoffRefused), database.write() as session:
        handoffs.abandon(session, handoff.id)
    with database.read() as session:
        assert handoffs.gone_customers(session, clock.now() + timedelta(days=1)) == []
