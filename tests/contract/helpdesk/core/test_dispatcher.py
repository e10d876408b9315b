"""What the background does by itself: whoever gets room is given who waits, snoozes end."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from helpdesk import clock, handoffs
from helpdesk.background import Background
from helpdesk.conversations import log
from helpdesk.database import Database, announce
from helpdesk.models import Agent, Department, Handoff
from helpdesk.settings import Settings
from helpdesk.streams.wakeups import AGENTS
from tests.contract.helpdesk.core.conftest import AgentActor, Customer, handoff_of, wait_for


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """So long between two sweeps that only wake-ups can be what brings the assignment about."""
    return settings.model_copy(update={"sweep_seconds": 60.0})


@pytest.fixture(autouse=True)
def laid_out(database: Database) -> None:
    with database.write() as session:
        session.add(
            Department(id="sales", names={}, assignment="automatic", updated_at=clock.now())
        )


@pytest.fixture
def jana(new_agent: Callable[..., AgentActor]) -> AgentActor:
    """She takes one at a time."""
    return new_agent("jana", capacity=1)


def waits(customer: Customer, database: Database) -> Customer:
    with database.write() as session:
        need = handoffs.Need(reason="customer_request", actor="customer")
        handoffs.request(session, log.lock(session, customer.id), need)
    return customer


def is_had_by(database: Database, customer: Customer) -> int | None:
    return handoff_of(database, customer).agent_id


@pytest.fixture
def first(
    jana: AgentActor, background: Background, customer: Customer, database: Database
) -> Handoff:
    """The handoff of a customer who was given to Jana as soon as they asked."""
    waits(customer, database)
    wait_for(lambda: is_had_by(database, customer) == jana.id)
    return handoff_of(database, customer)


@pytest.fixture
def second(first: Handoff, new_customer: Callable[[], Customer], database: Database) -> Customer:
    """Somebody for whom there is no room."""
    return waits(new_customer(), database)


def test_a_resolve_makes_room_for_the_next(
    first: Handoff, second: Customer, jana: AgentActor, database: Database
) -> None:
    assert is_had_by(database, second) is None
    jana.resolves(first.id)
    wait_for(lambda: is_had_by(database, second) == jana.id)


def test_a_snooze_makes_room_for_the_next(
    first: Handoff, second: Customer, jana: AgentActor, database: Database
) -> None:
    with database.write() as session:
        handoffs.snooze(session, first.id, jana.id, clock.now() + timedelta(hours=1))
    wait_for(lambda: is_had_by(database, second) == jana.id)


@pytest.mark.parametrize("verb", ["release", "transfer"])
def test_what_is_given_up_makes_room_and_goes_to_another(
    verb: str,
    first: Handoff,
    second: Customer,
    jana: AgentActor,
    new_agent: Callable[..., AgentActor],
    database: Database,
) -> None:
    with database.write() as session:
        if verb == "release":
            handoffs.release(session, first.id, jana.id)
        else:
            handoffs.transfer_to_department(session, first.id, jana.id, "sales")
    wait_for(lambda: is_had_by(database, second) == jana.id)
    petr = new_agent("petr")
    with database.write() as session:
        announce(session, AGENTS)

    def given_on() -> bool:
        with database.read() as session:
            return session.get_one(Handoff, first.id).agent_id == petr.id

    wait_for(given_on)


@pytest.mark.parametrize("change", [{"capacity": 2}, {"availability": "online"}])
def test_an_agent_who_gets_room_or_comes_online_gets_who_waits(
    change: dict[str, object],
    first: Handoff,
    second: Customer,
    jana: AgentActor,
    new_agent: Callable[..., AgentActor],
    database: Database,
) -> None:
    agent = jana if "capacity" in change else new_agent("petr")
    if agent is not jana:
        with database.write() as session:
            session.get_one(Agent, agent.id).availability = "away"
    with database.write() as session:
        for name, value in change.items():
            setattr(session.get_one(Agent, agent.id), name, value)
        announce(session, AGENTS)
    wait_for(lambda: is_had_by(database, second) == agent.id)


class TestWithoutWakeups:
    """The sweep finds what no wake-up told of."""

    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return settings.model_copy(update={"sweep_seconds": 0.2})

    def test_a_lost_wakeup_delays_and_never_loses(
        self, first: Handoff, second: Customer, jana: AgentActor, database: Database
    ) -> None:
        with database.write() as session:
            session.get_one(Agent, jana.id).capacity = 2
        wait_for(lambda: is_had_by(database, second) == jana.id)

    def test_a_snooze_ends_by_itself(
        self, first: Handoff, jana: AgentActor, database: Database
    ) -> None:
        until = clock.now() + timedelta(seconds=0.5)
        with database.write() as session:
            handoffs.snooze(session, first.id, jana.id, until)

        def is_awake() -> bool:
            with database.read() as session:
                return session.get_one(Handoff, first.id).snoozed_until is None

        wait_for(is_awake)
        assert clock.now() > until
