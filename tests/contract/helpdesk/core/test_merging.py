"""Two conversations of one customer made one, and two again."""

import threading
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest

from helpdesk import clock, handoffs
from helpdesk.conversations import log, merging
from helpdesk.conversations.merging import DifferentCustomers, NotToBeMerged, UnknownMerge
from helpdesk.database import Database
from helpdesk.models import Agent, Conversation, HandoffTransition, HumanStretch, Merge, Turn
from helpdesk.models import Customer as KnownCustomer
from tests.contract.helpdesk.core.conftest import AgentActor, Customer, all_of, handoff_of


@pytest.fixture
def same_customer(database: Database) -> Callable[..., None]:
    """Let these conversations be of one customer."""

    def join(*customers: Customer) -> None:
        now = clock.now()
        with database.write() as session:
            known = KnownCustomer(id=str(uuid4()), created_at=now, updated_at=now)
            session.add(known)
            session.flush()
            for customer in customers:
                session.get_one(Conversation, customer.id).customer_id = known.id

    return join


@pytest.fixture
def old(new_customer: Callable[[], Customer]) -> Customer:
    """What the customer asked yesterday, in the hands of nobody."""
    customer = new_customer()
    customer.wants_a_human()
    return customer


@pytest.fixture
def new(
    old: Customer,
    new_customer: Callable[[], Customer],
    same_customer: Callable[..., None],
    agent: AgentActor,
    database: Database,
) -> Customer:
    """What the same customer asks today, in a chat with the agent."""
    customer = new_customer()
    customer.wants_a_human()
    agent.claims(handoff_of(database, customer).id)
    same_customer(old, customer)
    return customer


def merges(database: Database, by: AgentActor, source: Customer, into: Customer) -> int:
    with database.write() as session:
        return merging.merge(session, source.id, into.id, by.id).id


def undoes(database: Database, by: AgentActor, merge_id: int) -> None:
    with database.write() as session:
        merging.undo(session, merge_id, by.id)


def test_a_merged_conversation_points_to_the_other_and_needs_nobody(
    old: Customer, new: Customer, agent: AgentActor, database: Database
) -> None:
    log_of_new = new.sees()
    merges(database, agent, old, new)

    with database.read() as session:
        source = session.get_one(Conversation, old.id)
    assert (source.state, source.merged_into_id) == ("merged", new.id)
    handoff = handoff_of(database, old)
    assert (handoff.state, handoff.outcome) == ("resolved", "merged")
    assert old.sees()[-1]["handoff"]["cause"] == "merged"
    assert new.sees() == log_of_new
    assert new.state()["in_charge"] == "agent"


def test_undoing_puts_everything_back(
    old: Customer, new: Customer, agent: AgentActor, database: Database
) -> None:
    before = handoff_of(database, old)
    merge_id = merges(database, agent, old, new)
    undoes(database, agent, merge_id)

    assert old.state()["state"] == "open"
    after = handoff_of(database, old)
    assert (after.state, after.outcome, after.resolved_at) == ("waiting", None, None)
    assert (after.waiting_since, after.rank_at) == (before.waiting_since, before.rank_at)
    with pytest.raises(NotToBeMerged):
        undoes(database, agent, merge_id)
    merges(database, agent, old, new)
    assert len(all_of(database, Merge)) == 2


def test_undoing_gives_the_conversation_back_to_the_agent_it_was_merged_away_from(
    old: Customer, new: Customer, agent: AgentActor, database: Database
) -> None:
    undoes(database, agent, merges(database, agent, new, old))
    assert new.state()["agent_name"] == "Jana"
    first, second = all_of(database, HumanStretch)
    assert first.ended_at is not None
    assert second.ended_at is None

    merge_id = merges(database, agent, new, old)
    with database.write() as session:
        session.get_one(Agent, agent.id).seen_at = clock.now() - timedelta(hours=1)
    undoes(database, agent, merge_id)
    assert new.state()["in_charge"] == "queue"


@pytest.mark.parametrize("how", ["writes", "asks for a human"])
def test_a_customer_who_comes_back_to_a_merged_conversation_undoes_the_merge(
    how: str, old: Customer, new: Customer, agent: AgentActor, database: Database
) -> None:
    merges(database, agent, old, new)
    if how == "writes":
        assert old.says("A ještě jedna věc").status_code == 201
        assert old.sees()[-1]["parts"][0]["text"] == "A ještě jedna věc"
    else:
        assert old.wants_a_human().status_code == 200
    assert old.state()["state"] == "open"
    assert old.state()["in_charge"] == "queue"
    (merge,) = all_of(database, Merge)
    assert merge.undone_at is not None
    assert merge.undone_by_id is None
    (undone,) = all_of(database, HandoffTransition, verb="undo")
    assert (undone.actor, undone.details) == ("system", {"cause": "unmerged"})


def test_a_conversation_without_a_handoff_goes_on_with_the_bot_after_the_undo(
    new: Customer,
    new_customer: Callable[[], Customer],
    same_customer: Callable[..., None],
    agent: AgentActor,
    database: Database,
) -> None:
    only_asked = new_customer()
    same_customer(only_asked, new)
    merges(database, agent, only_asked, new)
    only_asked.says("Kde je můj balík?")
    assert only_asked.state()["in_charge"] == "bot"
    assert len(all_of(database, Turn, conversation_id=only_asked.id)) == 1


def test_conversations_of_different_or_unknown_customers_stay_apart(
    old: Customer,
    new: Customer,
    new_customer: Callable[[], Customer],
    same_customer: Callable[..., None],
    agent: AgentActor,
    database: Database,
) -> None:
    unknown, other = new_customer(), new_customer()
    same_customer(other)
    for source, into in ((unknown, new), (old, unknown), (other, new), (unknown, new_customer())):
        with pytest.raises(DifferentCustomers):
            merges(database, agent, source, into)
    assert all_of(database, Merge) == []


def test_what_is_merged_already_takes_part_in_no_other_merge(
    old: Customer, new: Customer, agent: AgentActor, database: Database
) -> None:
    merges(database, agent, old, new)
    for source, into in ((old, new), (new, old), (new, new)):
        with pytest.raises(NotToBeMerged):
            merges(database, agent, source, into)


def test_another_agents_conversation_is_merged_by_a_lead_only(
    old: Customer,
    new: Customer,
    new_agent: Callable[..., AgentActor],
    database: Database,
) -> None:
    with pytest.raises(handoffs.NotAssignedToYou):
        merges(database, new_agent("eva"), new, old)
    assert new.state()["in_charge"] == "agent"
    merges(database, new_agent("lead", "lead"), new, old)
    assert handoff_of(database, new).outcome == "merged"


def test_a_question_the_assistant_is_answering_is_not_merged_away(
    new: Customer,
    new_customer: Callable[[], Customer],
    same_customer: Callable[..., None],
    agent: AgentActor,
    database: Database,
) -> None:
    asking = new_customer()
    asking.says("Kde je můj balík?")
    same_customer(asking, new)
    with pytest.raises(NotToBeMerged):
        merges(database, agent, asking, new)


def test_of_two_merges_into_each_other_at_once_one_wins(
    old: Customer, new: Customer, agent: AgentActor, database: Database
) -> None:
    outcomes: list[str] = []
    start = threading.Barrier(2)

    def merge(source: Customer, into: Customer) -> None:
        start.wait()
        try:
            merges(database, agent, source, into)
            outcomes.append("merged")
        except NotToBeMerged:
            outcomes.append("refused")

    threads = [
        threading.Thread(target=merge, args=(old, new)),
        threading.Thread(target=merge, args=(new, old)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["merged", "refused"]


def test_what_is_not_there_is_said_to_be_unknown(
    new: Customer, agent: AgentActor, database: Database
) -> None:
    with pytest.raises(UnknownMerge):
        undoes(database, agent, 4711)
    for unknown in (str(uuid4()), "nul\x00"):
        with pytest.raises(log.UnknownConversation), database.write() as session:
            merging.merge(session, new.id, unknown, agent.id)
