"""Conversations put aside for a while."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from helpdesk import clock, handoffs
from helpdesk.database import Database
from helpdesk.errors import Invalid
from helpdesk.handoffs import timers
from helpdesk.models import Handoff, HandoffTransition
from tests.contract.helpdesk.core.conftest import AgentActor, Customer, all_of, handoff_of

HOUR = timedelta(hours=1)


@pytest.fixture
def served(
    customer: Customer, new_agent: Callable[..., AgentActor], database: Database
) -> tuple[Customer, AgentActor]:
    """A customer in a chat with an agent who takes one at a time."""
    agent = new_agent(capacity=1)
    customer.wants_a_human()
    agent.claims(handoff_of(database, customer).id)
    return customer, agent


def snooze(
    database: Database, served: tuple[Customer, AgentActor], after: timedelta = HOUR
) -> Handoff:
    customer, agent = served
    with database.write() as session:
        handoff_id = handoff_of(database, customer).id
        return handoffs.snooze(session, handoff_id, agent.id, clock.now() + after)


def test_what_is_put_aside_makes_room_and_its_customer_is_told_nothing(
    served: tuple[Customer, AgentActor], new_customer: Callable[[], Customer], database: Database
) -> None:
    customer, agent = served
    other = new_customer()
    other.wants_a_human()
    seen = customer.sees()
    with pytest.raises(handoffs.AtCapacity):
        agent.claims(handoff_of(database, other).id)
    snooze(database, served)
    assert agent.claims(handoff_of(database, other).id).state == "assigned"
    assert customer.sees() == seen
    assert customer.state()["in_charge"] == "agent"


def test_what_wakes_stays_with_its_agent_even_above_the_capacity(
    served: tuple[Customer, AgentActor], new_customer: Callable[[], Customer], database: Database
) -> None:
    customer, agent = served
    snoozed = snooze(database, served)
    other, third = new_customer(), new_customer()
    for one in (other, third):
        one.wants_a_human()
    agent.claims(handoff_of(database, other).id)

    assert timers.wake_snoozed(database) == []
    assert timers.wake_snoozed(database, clock.now() + HOUR) == [snoozed.id]

    assert handoff_of(database, customer).agent_id == agent.id
    with pytest.raises(handoffs.AtCapacity):
        agent.claims(handoff_of(database, third).id)


def test_a_customer_who_writes_wakes_it(
    served: tuple[Customer, AgentActor], database: Database
) -> None:
    customer, _ = served
    snooze(database, served)
    customer.says("Ještě něco")
    assert handoff_of(database, customer).snoozed_until is None
    (woken,) = all_of(database, HandoffTransition, verb="wake")
    assert (woken.actor, woken.event_sequence) == ("customer", None)


def test_snoozing_again_sets_a_new_time(
    served: tuple[Customer, AgentActor], database: Database
) -> None:
    first = snooze(database, served).snoozed_until
    again = snooze(database, served, 2 * HOUR).snoozed_until
    assert first is not None
    assert again is not None
    assert again > first


@pytest.mark.parametrize("after", [-HOUR, timedelta(), timedelta(days=91)])
def test_a_time_gone_by_or_too_far_away_is_refused(
    after: timedelta, served: tuple[Customer, AgentActor], database: Database
) -> None:
    with pytest.raises(Invalid) as refused:
        snooze(database, served, after)
    assert [field.field for field in refused.value.fields] == ["until"]


@pytest.mark.parametrize("verb", ["release", "resolve", "take_over"])
def test_whoever_hands_a_snoozed_one_on_leaves_no_snooze_behind(
    verb: str,
    served: tuple[Customer, AgentActor],
    new_agent: Callable[..., AgentActor],
    database: Database,
) -> None:
    customer, _ = served
    handoff_id = snooze(database, served).id
    lead = new_agent("lead", role="lead")
    with database.write() as session:
        getattr(handoffs, verb)(session, handoff_id, lead.id)
    assert handoff_of(database, customer).snoozed_until is None
