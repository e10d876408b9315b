"""What customers are promised as their handoff goes its way, over both databases."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from helpdesk import business_time, clock, handoffs, sla
from helpdesk.conversations import sends
from helpdesk.database import Database
from helpdesk.models import (
    BusinessHours,
    Conversation,
    Department,
    Handoff,
    HandoffTransition,
    SlaClock,
    SlaTarget,
)
from helpdesk.streams.wakeups import MISSED
from tests.contract.helpdesk.core.conftest import AgentActor, all_of, parts

# a Monday, half past nine in Prague
MONDAY = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
OFFICE = {day: [["08:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}


class Desk:
    """One conversation with a promise: first answer in 60, next in 120, solved in 600 minutes."""

    def __init__(self, database: Database, agent: AgentActor) -> None:
        self.database = database
        self.agent = agent
        self.conversation_id = str(uuid4())
        with database.write() as session:
            hours = BusinessHours(
                name="office",
                time_zone="Europe/Prague",
                week=OFFICE,
                holidays="CZ",
                dates={},
                updated_at=clock.now(),
            )
            session.add(hours)
            session.flush()
            self.hours_id = hours.id
            for name in ("sales", "quiet"):
                session.add(
                    Department(
                        id=name,
                        names={"cs": name, "en": name},
                        business_hours_id=hours.id,
                        updated_at=clock.now(),
                    )
                )
            session.flush()
            session.add_all(
                [
                    _target("sales", 0, 60, 120, 600),
                    _target("sales", 1, 30, 60, 300),
                    _target("sales", 0, 300, None, None, channel="email"),
                ]
            )
            session.add(
                Conversation(
                    id=self.conversation_id,
                    token_hash="-",
                    language="cs",
                    customer_seen_at=MONDAY,
                    created_at=MONDAY,
                    updated_at=MONDAY,
                )
            )

    def asks(self, at: datetime = MONDAY, channel: Any = "chat") -> None:
        need = handoffs.Need(reason="no_answer", actor="customer", channel=channel)
        with self.database.write() as session:
            conversation = session.get_one(Conversation, self.conversation_id)
            handoffs.request(session, conversation, need, at=at)

    def customer_writes(self, at: datetime) -> None:
        with self.database.write() as session:
            sends.send_customer_message(
                session,
                self.conversation_id,
                str(uuid4()),
                "A co teď?",
                detect_language=lambda _text, language: language,
                at=at,
            )

    def agent_writes(self, at: datetime) -> None:
        with self.database.write() as session:
            sends.post_agent_message(
                session, self.conversation_id, self.agent.id, str(uuid4()), "Hned.", at=at
            )

    def acts(self, verb: Callable[..., Handoff], *arguments: Any, **named: Any) -> None:
        with self.database.write() as session:
            verb(session, self.handoff().id, *arguments, **named)

    def handoff(self) -> Handoff:
        with self.database.read() as session:
            found = handoffs.latest(session, self.conversation_id)
            assert found is not None
            return found

    def clocks(self) -> dict[str, SlaClock]:
        """The newest clock of each promise."""
        rows = all_of(self.database, SlaClock, handoff_id=self.handoff().id)
        return {row.promise: row for row in sorted(rows, key=lambda row: row.id)}

    def states(self) -> dict[str, str]:
        return {promise: row.state for promise, row in self.clocks().items()}

    def summary(self) -> dict[str, Any]:
        with self.database.read() as session:
            found = sla.summary_of(session, [self.handoff().id])
        return found.get(self.handoff().id, dict(sla.NO_PROMISE))


def _target(
    department: str,
    priority: int,
    first: int | None,
    following: int | None,
    resolution: int | None,
    channel: str = "chat",
) -> SlaTarget:
    return SlaTarget(
        department_id=department,
        channel=channel,
        priority=priority,
        first_response_minutes=first,
        next_response_minutes=following,
        resolution_minutes=resolution,
    )


@pytest.fixture
def routed(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    to: dict[str, Any] = {"department_id": "sales", "priority": 0}

    def route(_session: Any, _conversation: Any, handoff: Handoff, _at: datetime) -> None:
        for name, value in to.items():
            setattr(handoff, name, value)

    monkeypatch.setattr("helpdesk.routing.route", route)
    return to


@pytest.fixture
def desk(database: Database, new_agent: Callable[..., AgentActor], routed: dict[str, Any]) -> Desk:
    return Desk(database, new_agent("lenka", role="lead"))


def test_a_request_promises_a_first_answer_and_a_solution(desk: Desk) -> None:
    desk.asks()

    clocks = desk.clocks()
    assert desk.states() == {"first_response": "running", "resolution": "running"}
    assert clocks["first_response"].due_at == MONDAY + 60 * MINUTE
    # 18:00 is after 8.5 of the ten hours
    assert clocks["resolution"].due_at == datetime(2026, 11, 24, 8, 30, tzinfo=UTC)


def test_a_claim_is_no_answer_and_the_first_message_is(desk: Desk) -> None:
    desk.asks()
    desk.acts(handoffs.claim, desk.agent.id, at=MONDAY + 5 * MINUTE)
    assert desk.states()["first_response"] == "running"

    desk.agent_writes(MONDAY + 20 * MINUTE)

    first = desk.clocks()["first_response"]
    assert (first.state, first.used_seconds, first.breached_at) == ("met", 20 * 60, None)
    assert desk.states()["resolution"] == "paused"
    assert desk.summary() == {
        "due_at": None,
        "promise": None,
        "breached": False,
        "paused": True,
    }


def test_several_messages_in_a_row_wait_for_one_next_answer(desk: Desk) -> None:
    desk.asks()
    desk.acts(handoffs.claim, desk.agent.id, at=MONDAY)
    desk.agent_writes(MONDAY + 10 * MINUTE)
    desk.customer_writes(MONDAY + 30 * MINUTE)
    desk.customer_writes(MONDAY + 40 * MINUTE)

    following = desk.clocks()["next_response"]
    assert following.due_at == MONDAY + (30 + 120) * MINUTE
    assert len(all_of(desk.database, SlaClock, promise="next_response")) == 1
    # ten minutes were used before the answer
    assert desk.clocks()["resolution"].used_seconds == 10 * 60
    assert desk.summary()["promise"] == "next_response"


def test_an_answer_after_the_due_time_is_a_breach_although_nobody_swept(desk: Desk) -> None:
    desk.asks()
    desk.acts(handoffs.claim, desk.agent.id, at=MONDAY)
    desk.agent_writes(MONDAY + 61 * MINUTE)

    first = desk.clocks()["first_response"]
    assert (first.state, first.breached_at) == ("met", MONDAY + 60 * MINUTE)


def test_resolving_ends_every_promise_and_an_answer_not_given_is_not_kept(desk: Desk) -> None:
    desk.asks()
    desk.acts(handoffs.claim, desk.agent.id, at=MONDAY)
    desk.acts(handoffs.resolve, desk.agent.id, at=MONDAY + 5 * MINUTE)

    assert desk.states() == {"first_response": "dropped", "resolution": "met"}
    assert desk.summary() == dict(sla.NO_PROMISE)


def test_spam_was_promised_no_solution(desk: Desk) -> None:
    desk.asks()
    desk.acts(handoffs.claim, desk.agent.id, at=MONDAY)
    desk.acts(handoffs.resolve, desk.agent.id, outcome="spam", at=MONDAY + 5 * MINUTE)

    assert desk.states()["resolution"] == "dropped"


def test_a_reopening_promises_an_answer_anew_and_the_solution_goes_on(desk: Desk) -> None:
    desk.asks()
    desk.acts(handoffs.claim, desk.agent.id, at=MONDAY)
    desk.agent_writes(MONDAY + 10 * MINUTE)
    desk.customer_writes(MONDAY + 20 * MINUTE)
    desk.acts(handoffs.resolve, desk.agent.id, at=MONDAY + 30 * MINUTE)
    desk.asks(MONDAY + 100 * MINUTE)

    clocks = desk.clocks()
    assert clocks["next_response"].started_at == MONDAY + 100 * MINUTE
    assert clocks["next_response"].due_at == MONDAY + 220 * MINUTE
    assert clocks["resolution"].state == "running"
    assert clocks["resolution"].used_seconds == 20 * 60


def test_an_undone_resolve_leaves_the_promises_as_they_were(desk: Desk) -> None:
    desk.asks()
    desk.acts(handoffs.claim, desk.agent.id, at=MONDAY)
    desk.agent_writes(MONDAY + 10 * MINUTE)
    before = desk.states()
    desk.acts(handoffs.resolve, desk.agent.id, at=MONDAY + 30 * MINUTE)
    desk.acts(handoffs.undo_resolve, desk.agent.id, at=MONDAY + 30 * MINUTE)

    assert desk.states() == before == {"first_response": "met", "resolution": "paused"}


def test_who_comes_back_into_the_queue_finds_the_promise_with_what_it_used(desk: Desk) -> None:
    desk.asks()
    desk.acts(handoffs.abandon, at=MONDAY + 20 * MINUTE)
    assert set(desk.states().values()) == {"dropped"}

    desk.customer_writes(MONDAY + 90 * MINUTE)

    assert desk.clocks()["first_response"].due_at == MONDAY + (90 + 40) * MINUTE


def test_asking_again_without_a_word_counts_as_asking_even_after_a_reroute(desk: Desk) -> None:
    desk.asks()
    desk.acts(handoffs.claim, desk.agent.id, at=MONDAY)
    desk.agent_writes(MONDAY + 10 * MINUTE)
    desk.acts(handoffs.release, desk.agent.id, at=MONDAY + 11 * MINUTE)
    desk.acts(handoffs.abandon, at=MONDAY + 40 * MINUTE)
    desk.asks(MONDAY + 50 * MINUTE)
    desk.acts(handoffs.reroute, desk.agent.id, priority="high", at=MONDAY + 60 * MINUTE)

    assert desk.clocks()["next_response"].due_at == MONDAY + 110 * MINUTE
    assert desk.states()["resolution"] == "running"


def test_another_priority_sets_the_due_time_from_what_was_used(desk: Desk) -> None:
    desk.asks()
    desk.acts(handoffs.reroute, desk.agent.id, priority="high", at=MONDAY + 20 * MINUTE)
    assert desk.clocks()["first_response"].due_at == MONDAY + 30 * MINUTE

    desk.acts(handoffs.reroute, desk.agent.id, priority="normal", at=MONDAY + 25 * MINUTE)
    assert desk.clocks()["first_response"].due_at == MONDAY + 60 * MINUTE


def test_a_target_that_is_used_up_already_is_due_at_once(desk: Desk) -> None:
    desk.asks()
    desk.acts(handoffs.reroute, desk.agent.id, priority="high", at=MONDAY + 45 * MINUTE)

    assert desk.clocks()["first_response"].due_at == MONDAY + 45 * MINUTE


def test_a_department_that_promises_nothing_leaves_the_promise_as_it_was(desk: Desk) -> None:
    desk.asks()
    before = desk.clocks()["first_response"].due_at
    desk.acts(handoffs.reroute, desk.agent.id, department_id="quiet", at=MONDAY + 20 * MINUTE)

    assert desk.clocks()["first_response"].due_at == before
    assert desk.clocks()["first_response"].department_id == "sales"


def test_without_a_department_nothing_is_promised(desk: Desk, routed: dict[str, Any]) -> None:
    routed["department_id"] = None
    desk.asks()

    assert desk.clocks() == {}
    assert desk.summary() == dict(sla.NO_PROMISE)


def test_email_has_its_own_targets_and_the_chats_where_it_has_none(desk: Desk) -> None:
    desk.asks(channel="email")

    clocks = desk.clocks()
    assert clocks["first_response"].target_minutes == 300
    assert clocks["resolution"].target_minutes == 600


def test_edited_hours_move_due_times_and_keep_what_was_used(app: Flask, desk: Desk) -> None:
    desk.asks()
    board = parts(app).wakeups.subscribe_to_all()
    at = MONDAY + 20 * MINUTE
    with desk.database.write() as session:
        hours = session.get_one(BusinessHours, desk.hours_id)
        old = business_time.of_row(hours)
        # the rest of Monday is off
        hours.dates = {"2026-11-23": [["08:00", "09:00"]]}
        changed = {"sales": (old, business_time.of_row(hours))}
        recounted = sla.recount(session, changed, at)

    assert recounted == 2
    # every row may show another due time
    assert MISSED in board.wait(0)
    first = desk.clocks()["first_response"]
    assert first.used_seconds == 20 * 60
    assert first.due_at == datetime(2026, 11, 24, 7, 40, tzinfo=UTC)


def test_transitions_that_change_nothing_for_the_customer_leave_the_clocks(desk: Desk) -> None:
    desk.asks()
    before = {promise: row.due_at for promise, row in desk.clocks().items()}
    desk.acts(handoffs.claim, desk.agent.id, at=MONDAY)
    desk.acts(handoffs.snooze, desk.agent.id, MONDAY + 600 * MINUTE, at=MONDAY + MINUTE)
    desk.acts(handoffs.wake, desk.agent.id, at=MONDAY + 2 * MINUTE)
    desk.acts(handoffs.release, desk.agent.id, at=MONDAY + 3 * MINUTE)

    assert {promise: row.due_at for promise, row in desk.clocks().items()} == before
    assert len(all_of(desk.database, HandoffTransition)) == 5
