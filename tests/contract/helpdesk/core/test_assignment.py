"""Who is given a conversation without having claimed it."""

from collections.abc import Callable, Iterable
from datetime import timedelta

import pytest

from helpdesk import clock, handoffs
from helpdesk.conversations import log
from helpdesk.database import Database
from helpdesk.handoffs.assignment import GIVEN_BACK_FOR, assign_waiting
from helpdesk.models import Agent, AgentDepartment, AgentNotice, Department, Handoff
from tests.contract.helpdesk.core.conftest import AgentActor, Customer, all_of, handoff_of

PRESENT = timedelta(seconds=60)

Employ = Callable[..., AgentActor]
Waits = Callable[..., Customer]


@pytest.fixture(autouse=True)
def laid_out(database: Database) -> None:
    assignments = {"sales": "automatic", "technical": "automatic", "billing": "manual"}
    with database.write() as session:
        for department, assignment in assignments.items():
            session.add(
                Department(id=department, names={}, assignment=assignment, updated_at=clock.now())
            )


@pytest.fixture
def employ(new_agent: Employ, database: Database) -> Employ:
    def employed(
        name: str,
        *departments: str,
        capacity: int = 5,
        languages: Iterable[str] = (),
        **values: object,
    ) -> AgentActor:
        agent = new_agent(name, capacity=capacity)
        with database.write() as session:
            row = session.get_one(Agent, agent.id)
            row.languages = list(languages)
            for key, value in values.items():
                setattr(row, key, value)
            for department in departments:
                session.add(AgentDepartment(agent_id=agent.id, department_id=department))
        return agent

    return employed


@pytest.fixture
def waits(new_customer: Callable[[], Customer], database: Database) -> Waits:
    """A customer who waits in a department, since so many minutes."""

    def waiting(
        department: str | None = "sales",
        *,
        minutes: float = 0,
        priority: int = 0,
        language: str = "cs",
    ) -> Customer:
        customer = new_customer()
        with database.write() as session:
            conversation = log.lock(session, customer.id)
            conversation.language = language
            need = handoffs.Need(reason="customer_request", actor="customer")
            handoff = handoffs.request(session, conversation, need)
            handoff.department_id = department
            handoff.priority = priority
            handoff.waiting_since = clock.now() - timedelta(minutes=minutes)
            handoff.rank_at = handoff.waiting_since - priority * timedelta(minutes=30)
        return customer

    return waiting


def assigned(database: Database) -> list[str]:
    """The conversations assigned now, in the order in which it was done."""
    ids = assign_waiting(database, PRESENT)
    with database.read() as session:
        return [session.get_one(Handoff, handoff_id).conversation_id for handoff_id in ids]


def test_who_waits_is_given_to_an_agent_who_gets_a_notice(
    waits: Waits, employ: Employ, database: Database
) -> None:
    jana = employ("jana", "sales")
    customer = waits("sales")
    assert assigned(database) == [customer.id]
    assert customer.state()["agent_name"] == "Jana"
    assert customer.sees()[-1]["kind"] == "handoff_claimed"
    assert customer.sees()[-1]["handoff"]["cause"] == "assigned"
    (notice,) = all_of(database, AgentNotice)
    assert (notice.agent_id, notice.kind) == (jana.id, "assigned")


@pytest.mark.parametrize("department", ["billing", None])
def test_who_waits_where_agents_claim_is_left_to_them(
    department: str | None, waits: Waits, employ: Employ, database: Database
) -> None:
    employ("jana")
    waits(department)
    assert assigned(database) == []


@pytest.mark.parametrize(
    ("departments", "agent"),
    [
        (("technical",), {}),
        (("sales",), {"languages": ["en"]}),
        (("sales",), {"availability": "busy"}),
        (("sales",), {"availability": "away"}),
        (("sales",), {"seen_at": None}),
        (("sales",), {"seen_at": clock.now() - timedelta(minutes=10)}),
        (("sales",), {"active": False}),
        (("sales",), {"capacity": 0}),
    ],
)
def test_who_does_not_fit_is_not_there_or_has_no_room_gets_nothing(
    departments: tuple[str, ...],
    agent: dict[str, object],
    waits: Waits,
    employ: Employ,
    database: Database,
) -> None:
    employ("jana", *departments, **agent)
    waits("sales", language="cs")
    assert assigned(database) == []


def test_an_agent_without_departments_and_languages_answers_all(
    waits: Waits, employ: Employ, database: Database
) -> None:
    employ("jana")
    customers = {waits("sales", language="cs").id, waits("technical", language="en").id}
    assert set(assigned(database)) == customers


def test_the_load_is_reckoned_in_proportion_to_the_capacity(
    waits: Waits, employ: Employ, database: Database
) -> None:
    small, large = employ("small", capacity=2), employ("large", capacity=8)
    for _ in range(5):
        waits("sales")
    assigned(database)
    taken = [h.agent_id for h in all_of(database, Handoff)]
    assert (taken.count(small.id), taken.count(large.id)) == (1, 4)


def test_among_equals_it_is_the_turn_of_who_was_given_one_longest_ago(
    waits: Waits, employ: Employ, database: Database
) -> None:
    agents = [employ(name) for name in ("ema", "jana", "petr")]
    order = []
    for _ in range(6):
        customer = waits("sales")
        assigned(database)
        handoff = handoff_of(database, customer)
        order.append(handoff.agent_id)
        next(agent for agent in agents if agent.id == handoff.agent_id).resolves(handoff.id)
    assert order == [agent.id for agent in agents] * 2


def test_the_queues_order_holds_with_priority_and_ageing(
    waits: Waits, employ: Employ, database: Database
) -> None:
    employ("jana", capacity=9)
    normal, new_urgent = waits(minutes=50), waits(priority=2)
    old, high = waits(minutes=70), waits(minutes=5, priority=1)
    other_department = waits("technical", minutes=61)
    expected = [old, other_department, new_urgent, normal, high]
    assert assigned(database) == [customer.id for customer in expected]


def test_who_fits_nobody_holds_up_nobody_behind_them(
    waits: Waits, employ: Employ, database: Database
) -> None:
    employ("jana", "sales")
    for _ in range(30):
        waits("technical", minutes=60)
    behind = waits("sales")
    assert assigned(database) == [behind.id]


def test_what_an_agent_gave_back_is_not_given_to_them_again_at_once(
    waits: Waits, employ: Employ, database: Database
) -> None:
    jana = employ("jana")
    customer = waits("sales", minutes=5)
    assigned(database)
    handoff_id = handoff_of(database, customer).id
    jana.releases(handoff_id)
    behind = waits("sales")

    assert assigned(database) == [behind.id]

    petr = employ("petr")
    assert assigned(database) == [customer.id]
    assert handoff_of(database, customer).agent_id == petr.id
    petr.releases(handoff_id)
    later = clock.now() + GIVEN_BACK_FOR + timedelta(seconds=1)
    assert assign_waiting(database, 2 * GIVEN_BACK_FOR, later) == [handoff_id]


def test_snoozed_conversations_leave_room(waits: Waits, employ: Employ, database: Database) -> None:
    jana = employ("jana", capacity=1)
    first, second = waits("sales", minutes=1), waits("sales")
    assert assigned(database) == [first.id]
    assert assigned(database) == []
    with database.write() as session:
        handoff_id = handoff_of(database, first).id
        handoffs.snooze(session, handoff_id, jana.id, clock.now() + timedelta(hours=1))
    assert assigned(database) == [second.id]
