"""Agents who come, vanish and come back, and what becomes of their chats."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from helpdesk import clock, handoffs
from helpdesk.agents import sessions
from helpdesk.conversations import log
from helpdesk.database import Database
from helpdesk.handoffs import timers
from helpdesk.handoffs.presence import presence_of
from helpdesk.models import Agent, AgentNotice, AgentSession, HandoffTransition, HumanStretch
from tests.contract.helpdesk.core.conftest import AgentActor, Customer, all_of, handoff_of

GONE_AFTER = timedelta(minutes=3)
PRESENT = timedelta(seconds=60)


def changes(database: Database, agent: AgentActor, **values: object) -> None:
    with database.write() as session:
        row = session.get_one(Agent, agent.id)
        for name, value in values.items():
            setattr(row, name, value)


def was_seen(database: Database, agent: AgentActor, ago: timedelta) -> None:
    changes(database, agent, seen_at=clock.now() - ago)


def snoozes(database: Database, agent: AgentActor, handoff_id: str, until: datetime) -> None:
    with database.write() as session:
        handoffs.snooze(session, handoff_id, agent.id, until)


@pytest.fixture
def served(customer: Customer, agent: AgentActor, database: Database) -> Customer:
    """A customer in a chat with the agent."""
    customer.says("Kde je můj balík?")
    customer.wants_a_human()
    agent.claims(handoff_of(database, customer).id)
    return customer


@pytest.mark.parametrize(
    ("availability", "ago", "active", "presence"),
    [
        ("online", timedelta(seconds=60), True, "online"),
        ("busy", timedelta(seconds=1), True, "busy"),
        ("away", timedelta(seconds=1), True, "away"),
        ("online", timedelta(seconds=61), True, "offline"),
        ("busy", None, True, "offline"),
        ("online", timedelta(seconds=1), False, "offline"),
    ],
)
def test_an_agent_is_what_they_say_as_long_as_their_desk_gives_signs_of_life(
    availability: str, ago: timedelta | None, active: bool, presence: str
) -> None:
    now = clock.now()
    agent = Agent(availability=availability, seen_at=ago and now - ago, active=active)
    assert presence_of(agent, now, PRESENT) == presence


def test_the_chats_of_who_vanishes_go_back_to_their_old_place(
    served: Customer,
    new_customer: Callable[[], Customer],
    agent: AgentActor,
    database: Database,
) -> None:
    later = new_customer()
    later.wants_a_human()
    before = handoff_of(database, served)
    was_seen(database, agent, GONE_AFTER + timedelta(seconds=1))

    assert timers.return_left_behind(database, GONE_AFTER) == [before.id]

    assert handoff_of(database, served).waiting_since == before.waiting_since
    assert served.state()["handoff"]["position"] == 1
    assert later.state()["handoff"]["position"] == 2
    told = served.sees()[-1]
    assert (told["kind"], told["author"]) == ("handoff_released", "system")
    assert told["handoff"]["cause"] == "agent_gone"
    (stretch,) = all_of(database, HumanStretch)
    assert stretch.ended_at is not None
    (released,) = all_of(database, HandoffTransition, verb="release")
    assert (released.actor, released.agent_id) == ("timer", None)
    assert released.details == {"from_agent_id": agent.id, "cause": "agent_gone"}


def test_who_vanished_finds_a_notice(
    served: Customer, agent: AgentActor, database: Database
) -> None:
    was_seen(database, agent, GONE_AFTER + timedelta(seconds=1))
    timers.return_left_behind(database, GONE_AFTER)
    (notice,) = all_of(database, AgentNotice)
    assert (notice.agent_id, notice.kind) == (agent.id, "agent_gone")
    assert notice.conversation_id == served.id


def test_who_is_only_absent_keeps_their_chats(
    served: Customer, agent: AgentActor, database: Database
) -> None:
    was_seen(database, agent, GONE_AFTER - timedelta(seconds=1))
    assert timers.return_left_behind(database, GONE_AFTER) == []
    for availability in ("busy", "away"):
        agent.is_present()
        changes(database, agent, availability=availability)
        assert timers.return_left_behind(database, GONE_AFTER) == []
    assert served.state()["in_charge"] == "agent"


def test_signing_out_with_a_chat_open_returns_it_after_the_same_time(
    served: Customer, agent: AgentActor, database: Database
) -> None:
    now = clock.now()
    with database.write() as session:
        session.add(
            AgentSession(
                token_hash=sessions._hashed("cookie"),
                agent_id=agent.id,
                csrf_token="-",
                created_at=now,
                used_at=now,
                expires_at=now + timedelta(hours=1),
            )
        )
    sessions.sign_out(database, "cookie")

    assert timers.return_left_behind(database, GONE_AFTER) == []
    after = clock.now() + GONE_AFTER + timedelta(seconds=1)
    assert timers.return_left_behind(database, GONE_AFTER, after) == [
        handoff_of(database, served).id
    ]


def test_what_is_answered_by_email_stays_with_who_goes_home(
    customer: Customer, agent: AgentActor, database: Database
) -> None:
    with database.write() as session:
        need = handoffs.Need(reason="customer_request", actor="customer", channel="email")
        handoffs.request(session, log.lock(session, customer.id), need)
    agent.claims(handoff_of(database, customer).id)
    was_seen(database, agent, timedelta(days=1))
    assert timers.return_left_behind(database, GONE_AFTER) == []


@pytest.mark.parametrize("answered", [True, False])
def test_a_snoozed_chat_goes_back_only_if_its_customer_waits_for_an_answer(
    answered: bool, served: Customer, agent: AgentActor, database: Database
) -> None:
    if answered:
        agent.says(served, "Zítra se vám ozvu.")
    handoff = handoff_of(database, served)
    snoozes(database, agent, handoff.id, clock.now() + timedelta(days=1))
    was_seen(database, agent, GONE_AFTER + timedelta(seconds=1))
    returned = timers.return_left_behind(database, GONE_AFTER)
    assert returned == ([] if answered else [handoff.id])


def test_a_snoozed_chat_without_a_word_goes_back(
    customer: Customer, agent: AgentActor, database: Database
) -> None:
    customer.wants_a_human()
    handoff = agent.claims(handoff_of(database, customer).id)
    snoozes(database, agent, handoff.id, clock.now() + timedelta(days=1))
    was_seen(database, agent, GONE_AFTER + timedelta(seconds=1))
    assert timers.return_left_behind(database, GONE_AFTER) == [handoff.id]


def test_a_snoozed_chat_of_who_is_gone_goes_back_once_its_customer_writes(
    served: Customer, agent: AgentActor, database: Database
) -> None:
    agent.says(served, "Zítra se vám ozvu.")
    handoff = handoff_of(database, served)
    snoozes(database, agent, handoff.id, clock.now() + timedelta(days=1))
    was_seen(database, agent, timedelta(hours=1))
    served.says("A co dnes?")
    assert handoff_of(database, served).snoozed_until is None
    assert timers.return_left_behind(database, GONE_AFTER) == [handoff.id]


def test_who_no_longer_works_here_leaves_everything_at_once(
    served: Customer, agent: AgentActor, database: Database
) -> None:
    handoff = handoff_of(database, served)
    snoozes(database, agent, handoff.id, clock.now() + timedelta(days=1))
    changes(database, agent, active=False)
    assert timers.return_left_behind(database, GONE_AFTER) == [handoff.id]


class TestTheSweep:
    """The sweep itself, with a clock of its own."""

    @pytest.fixture
    def now(self, monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
        """Let the clock show the time in so long."""
        start = clock.now()
        monkeypatch.setattr(clock, "now", lambda: start)
        return lambda later: monkeypatch.setattr(clock, "now", lambda: start + later)

    @pytest.fixture
    def swept(self, now: object, database: Database) -> timers.Timers:
        return timers.Timers(database, abandon_after=timedelta(days=9), agent_gone_after=GONE_AFTER)

    def test_a_restart_does_not_take_everybody_for_gone(
        self,
        served: Customer,
        agent: AgentActor,
        database: Database,
        now: Callable[[timedelta], None],
        swept: timers.Timers,
    ) -> None:
        was_seen(database, agent, timedelta(minutes=30))
        for seconds in range(0, 180, 5):
            now(timedelta(seconds=seconds))
            swept.sweep()
            assert served.state()["in_charge"] == "agent"
        now(timedelta(seconds=180))
        swept.sweep()
        assert served.state()["in_charge"] == "queue"

    def test_a_computer_that_slept_does_not_take_everybody_for_gone(
        self,
        served: Customer,
        agent: AgentActor,
        database: Database,
        now: Callable[[timedelta], None],
        swept: timers.Timers,
    ) -> None:
        for seconds in range(0, 200, 5):
            now(timedelta(seconds=seconds))
            agent.is_present()
            swept.sweep()
        now(timedelta(hours=8))
        swept.sweep()
        assert served.state()["in_charge"] == "agent"
        agent.is_present()
        now(timedelta(hours=8, seconds=5))
        swept.sweep()
        assert served.state()["in_charge"] == "agent"
