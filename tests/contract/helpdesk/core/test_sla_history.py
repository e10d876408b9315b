"""Whatever happens to a handoff, its clocks are what replaying the history by hand gives."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from helpdesk import business_time, clock, handoffs, sla
from helpdesk.conversations import sends
from helpdesk.database import Database
from helpdesk.handoffs.states import PRIORITIES
from helpdesk.models import (
    BusinessHours,
    Conversation,
    Department,
    Handoff,
    SlaClock,
    SlaTarget,
)
from helpdesk.sla.clocks import note_breach
from tests.contract.helpdesk.core.conftest import AgentActor
from tests.unit.helpdesk.business_time.calendars import (
    A_MINUTE,
    Description,
    moments,
    working_calendars,
)
from tests.unit.helpdesk.sla.reference import PROMISES, Replay, Targets

DEPARTMENTS = ("day", "night", "quiet")
_targets = st.dictionaries(
    st.tuples(
        # the quiet department promises nothing
        st.sampled_from(["day", "night"]),
        st.sampled_from(["chat", "chat", "email"]),
        st.integers(0, 2),
        st.sampled_from(PROMISES),
    ),
    st.integers(1, 240),
    min_size=6,
    max_size=18,
)
# what can happen in each state; what happens more often stands there more often
_POSSIBLE = {
    "waiting": (
        *("claims", "claims", "claims", "customer writes", "abandons", "reroutes"),
        *("rule raises", "asks for e-mail", "edits hours"),
    ),
    "assigned": (
        *("agent writes", "agent writes", "customer writes", "customer writes"),
        *("resolves", "resolves", "resolves and undoes", "resolves as spam", "releases"),
        *("reroutes", "rule raises", "transfers", "asks for e-mail", "snoozes", "edits hours"),
    ),
    "resolved": ("asks again", "asks again", "customer writes", "edits hours"),
    "abandoned": ("asks again", "customer writes", "edits hours"),
}
_happenings = st.lists(
    st.tuples(
        st.integers(0, 59),
        st.integers(1, 200),
        st.sampled_from(DEPARTMENTS),
        st.integers(0, 2),
        working_calendars,
    ),
    min_size=5,
    max_size=25,
)


@pytest.fixture
def lead(new_agent: Callable[..., AgentActor]) -> AgentActor:
    return new_agent("lenka", role="lead", capacity=1000)


@pytest.fixture
def routed(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Where the next handoff goes that is requested or reopened."""
    to: dict[str, Any] = {}

    def route(_session: Any, _conversation: Any, handoff: Handoff, _at: datetime) -> None:
        handoff.department_id, handoff.priority = to["department"], to["priority"]

    monkeypatch.setattr("helpdesk.routing.route", route)
    return to


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    calendars=st.tuples(working_calendars, working_calendars, working_calendars),
    targets=_targets,
    start=moments(),
    first=st.tuples(st.sampled_from(DEPARTMENTS), st.integers(0, 2)),
    happenings=_happenings,
)
def test_clocks_are_what_replaying_the_history_gives(
    database: Database,
    lead: AgentActor,
    routed: dict[str, Any],
    calendars: tuple[Description, ...],
    targets: Targets,
    start: datetime,
    first: tuple[str, int],
    happenings: list[Any],
) -> None:
    replay = Replay(dict(zip(DEPARTMENTS, calendars, strict=True)), targets, start)
    story = Story(database, lead, replay, routed)
    story.set_up(*first)
    for pick, minutes, department, priority, calendar in happenings:
        replay.passes(replay.now + minutes * A_MINUTE)
        story.tell(pick, department, priority, calendar)
    replay.passes(replay.now + 90 * A_MINUTE)

    assert story.clocks() == story.replayed()


@dataclass
class Story:
    """One conversation to which things happen, in the helpdesk and in the replay alike."""

    database: Database
    lead: AgentActor
    replay: Replay
    routed: dict[str, Any]
    conversation_id: str = field(default_factory=lambda: str(uuid4()))
    over_since: datetime | None = None

    def set_up(self, department: str, priority: int) -> None:
        with self.database.write() as session:
            session.execute(delete(SlaTarget))
            for name, calendar in self.replay.calendars.items():
                self._has_department(session, name, calendar)
            session.flush()
            rows: dict[tuple[str, str, int], SlaTarget] = {}
            for (name, channel, step, promise), minutes in self.replay.targets.items():
                row = rows.setdefault(
                    (name, channel, step),
                    SlaTarget(department_id=name, channel=channel, priority=step),
                )
                setattr(row, f"{promise}_minutes", minutes)
            session.add_all(rows.values())
            now = self.replay.now
            session.add(
                Conversation(
                    id=self.conversation_id,
                    token_hash="-",
                    language="cs",
                    customer_seen_at=now,
                    created_at=now,
                    updated_at=now,
                )
            )
        self.routed.update(department=department, priority=priority)
        self._asks()
        self.replay.department, self.replay.priority = department, priority
        self.replay.asked_for()

    def tell(self, pick: int, department: str, priority: int, calendar: Description) -> None:
        """Let one of the things happen that can."""
        handoff = self._handoff()
        possible = _POSSIBLE[handoff.state]
        what = possible[pick % len(possible)]
        if what == "edits hours":
            self._edits(department, calendar)
        elif what == "customer writes":
            self._customer_writes(handoff.state)
        elif what == "asks again":
            self._asks_again(handoff.state, department, priority)
        elif what == "asks for e-mail":
            self._asks_for_email(handoff)
        elif what == "reroutes":
            self._reroutes(department, priority)
        elif what == "rule raises":
            self._is_raised()
        elif handoff.state == "waiting":
            self._leaves_queue(what)
        else:
            self._agent_acts(what, department, self.replay.now)

    def _asks_for_email(self, handoff: Handoff) -> None:
        self._asks(channel="email")
        if handoff.channel == "chat":
            self.replay.rerouted(channel="email")

    def _is_raised(self) -> None:
        if self.replay.priority == 2:
            return
        raised = self.replay.priority + 1
        cause = {"actor": "timer", "cause": "sla"}
        self._acts(handoffs.reroute, None, priority=PRIORITIES[raised], **cause)
        self.replay.raised_by_rule(raised)

    def _leaves_queue(self, what: str) -> None:
        if what == "claims":
            self._acts(handoffs.claim, self.lead.id)
        elif self._handoff().channel == "chat":
            with self.database.write() as session:
                handoffs.abandon(session, self._handoff().id, at=self.replay.now)
            self.replay.abandoned()
            self.over_since = self.replay.now

    def _agent_acts(self, what: str, department: str, at: datetime) -> None:
        if what == "agent writes":
            with self.database.write() as session:
                sends.post_agent_message(
                    session, self.conversation_id, self.lead.id, str(uuid4()), "Ano.", at=at
                )
            self.replay.agent_wrote()
            self.replay.waits_for_customer(True)
        elif what == "releases":
            self._acts(handoffs.release, self.lead.id)
        elif what == "snoozes":
            self._acts(handoffs.snooze, self.lead.id, at + timedelta(days=2))
        elif what == "transfers":
            self._acts(handoffs.transfer_to_department, self.lead.id, department)
            self.replay.rerouted(department=department)
        elif what.startswith("resolves"):
            outcome: Any = "spam" if what == "resolves as spam" else "solved"
            self._acts(handoffs.resolve, self.lead.id, outcome=outcome)
            self.replay.resolved(outcome)
            self.over_since = at
            if what == "resolves and undoes":
                self._acts(handoffs.undo_resolve, self.lead.id)
                self.replay.taken_back()

    def _customer_writes(self, state: str) -> None:
        if state == "abandoned" and not self._soon_enough():
            return
        with self.database.write() as session:
            sends.send_customer_message(
                session,
                self.conversation_id,
                str(uuid4()),
                "Ještě něco?",
                detect_language=lambda _text, language: language,
                at=self.replay.now,
            )
        if state == "abandoned":
            self.replay.came_back()
        elif state in ("waiting", "assigned"):
            self.replay.customer_wrote()
        if state != "resolved":
            self.replay.waits_for_customer(False)

    def _asks_again(self, state: str, department: str, priority: int) -> None:
        if not self._soon_enough():
            return
        self.routed.update(department=department, priority=priority)
        self._asks()
        self.replay.waits_for_customer(False)
        if state == "abandoned":
            self.replay.came_back()
        else:
            self.replay.reopened(department, priority, "chat")

    def _reroutes(self, department: str, priority: int) -> None:
        before = self.replay.department, self.replay.priority
        self._acts(
            handoffs.reroute,
            self.lead.id,
            priority=PRIORITIES[priority],
            department_id=department,
        )
        if before != (department, priority):
            self.replay.rerouted(department=department, priority=priority)

    def _edits(self, department: str, calendar: Description) -> None:
        with self.database.write() as session:
            row = session.get_one(Department, department)
            hours = session.get_one(BusinessHours, row.business_hours_id)
            old = business_time.of_row(hours)
            _describe(hours, calendar)
            changed = {department: (old, business_time.of_row(hours))}
            sla.recount(session, changed, self.replay.now)
        self.replay.hours_edited(department, calendar)

    def _asks(self, channel: Any = "chat") -> None:
        need = handoffs.Need(reason="customer_request", actor="customer", channel=channel)
        with self.database.write() as session:
            conversation = session.get_one(Conversation, self.conversation_id)
            handoffs.request(session, conversation, need, at=self.replay.now)

    def _acts(self, verb: Callable[..., Handoff], *arguments: Any, **named: Any) -> None:
        with self.database.write() as session:
            verb(session, self._handoff().id, *arguments, at=self.replay.now, **named)

    def _handoff(self) -> Handoff:
        with self.database.read() as session:
            found = handoffs.latest(session, self.conversation_id)
            assert found is not None
            return found

    def _soon_enough(self) -> bool:
        assert self.over_since is not None
        return self.replay.now - self.over_since <= timedelta(hours=24)

    def _has_department(self, session: Any, name: str, calendar: Description) -> None:
        row = session.get(Department, name)
        if row is None:
            hours = BusinessHours(name=name, updated_at=clock.now())
            _describe(hours, calendar)
            session.add(hours)
            session.flush()
            names = {"cs": name, "en": name}
            session.add(
                Department(id=name, names=names, business_hours_id=hours.id, updated_at=clock.now())
            )
        else:
            _describe(session.get_one(BusinessHours, row.business_hours_id), calendar)

    def clocks(self) -> list[dict[str, Any]]:
        """What the tables hold, with the breaches that a sweep would find now."""
        with self.database.write() as session:
            query = select(SlaClock).where(SlaClock.conversation_id == self.conversation_id)
            rows = list(session.scalars(query.order_by(SlaClock.id)))
            for row in rows:
                note_breach(row, self.replay.now)
            return sorted(
                (
                    {
                        "promise": row.promise,
                        "department": row.department_id,
                        "target": row.target_minutes,
                        "state": row.state,
                        "started": row.started_at,
                        "ended": row.ended_at,
                        "due": row.due_at,
                        "breached": row.breached_at,
                        # of a running one the due time tells what it has used
                        "used": None if row.state == "running" else row.used_seconds / 60,
                    }
                    for row in rows
                ),
                key=_order,
            )

    def replayed(self) -> list[dict[str, Any]]:
        """What the replay comes to."""
        return sorted(
            (
                {
                    "promise": promised.promise,
                    "department": promised.department,
                    "target": promised.target,
                    "state": promised.state,
                    "started": promised.started,
                    "ended": promised.ended,
                    "due": self.replay.due_of(promised),
                    "breached": promised.breached,
                    "used": None if promised.state == "running" else promised.used,
                }
                for promised in self.replay.promised
            ),
            key=_order,
        )


def _order(told: dict[str, Any]) -> tuple[Any, ...]:
    return told["started"], PROMISES.index(told["promise"])


def _describe(hours: BusinessHours, calendar: Description) -> None:
    hours.time_zone = calendar.time_zone
    hours.week = calendar.week
    hours.holidays = calendar.country
    hours.dates = calendar.dates
