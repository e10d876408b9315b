"""The sweep that looks for due times that are near or have passed.

The times are in the database, so any process may sweep, several may, and none has to live long:
what is to be done is looked at again under the conversation's lock, and that it was done is
written down in the same transaction.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from helpdesk import business_time
from helpdesk import clock as time
from helpdesk.conversations import log as conversation_log
from helpdesk.database import Database, announce
from helpdesk.handoffs.states import OPEN_STATES
from helpdesk.models import Handoff, SlaClock, SlaRule
from helpdesk.periodic import Periodic
from helpdesk.sla import acting
from helpdesk.sla.clocks import note_breach
from helpdesk.streams.wakeups import HANDOFFS, conversation_topic


@dataclass(frozen=True, kw_only=True)
class _Due:
    """A running clock for which something is to be done."""

    clock_id: int
    conversation_id: str
    due_at: datetime
    rule_ids: frozenset[int]


def sweep(database: Database, present_for: timedelta, at: datetime | None = None) -> int:
    """Carry out the rules whose time has come and record breaches; for how many promises.

    Each rule is carried out once for a promise, each breach told once, however many sweep.
    ``present_for``: an agent seen within this time is there.
    """
    at = at or time.now()
    with database.read() as session:
        found = _due(session, at)
    return sum(_look_after(database, due, present_for, at) for due in found)


def _due(session: Session, at: datetime) -> list[_Due]:
    rules = session.scalars(select(SlaRule).where(SlaRule.active)).all()
    hours = business_time.of_departments(session)
    # "so many business minutes before it is due" has come for all that is due until then
    limits = {
        (department_id, minutes): calendar.add(at, minutes * 60)
        for department_id, calendar in hours.items()
        for minutes in {rule.minutes_before for rule in rules}
    }
    clocks = session.execute(
        select(
            SlaClock.id,
            SlaClock.conversation_id,
            SlaClock.department_id,
            SlaClock.promise,
            SlaClock.due_at,
            SlaClock.breached_at,
            SlaClock.rules_done,
        )
        .where(SlaClock.state == "running", SlaClock.due_at <= max(limits.values(), default=at))
        .order_by(SlaClock.due_at, SlaClock.id)
    ).all()
    found = []
    for clock in clocks:
        now_due = frozenset(
            rule.id
            for rule in _of(rules, clock.department_id, clock.promise)
            if rule.id not in clock.rules_done
            and clock.due_at <= limits[clock.department_id, rule.minutes_before]
        )
        if now_due or (clock.breached_at is None and clock.due_at < at):
            found.append(
                _Due(
                    clock_id=clock.id,
                    conversation_id=clock.conversation_id,
                    due_at=clock.due_at,
                    rule_ids=now_due,
                )
            )
    return found


def _of(rules: Iterable[SlaRule], department_id: str, promise: str) -> Iterable[SlaRule]:
    return (
        rule
        for rule in rules
        if rule.department_id in (None, department_id) and rule.promise in (None, promise)
    )


def _look_after(database: Database, due: _Due, present_for: timedelta, at: datetime) -> bool:
    with database.write() as session:
        conversation = conversation_log.lock(session, due.conversation_id)
        clock = session.get_one(SlaClock, due.clock_id, populate_existing=True)
        handoff = session.get_one(Handoff, clock.handoff_id, populate_existing=True)
        if clock.due_at != due.due_at or handoff.state not in OPEN_STATES:
            return False  # it was answered, or is due at another time: the next sweep looks
        rules = _to_do(session, due, clock)
        is_breached = note_breach(clock, at)
        if is_breached:
            acting.tell_of_breach(session, handoff, clock)
        for rule in rules:
            acting.act(session, conversation, handoff, clock, rule, at=at, present_for=present_for)
        if rules:
            clock.rules_done = [*clock.rules_done, *(rule.id for rule in rules)]
        announce(session, conversation_topic(conversation.id))
        announce(session, HANDOFFS)
        return is_breached or bool(rules)


def _to_do(session: Session, due: _Due, clock: SlaClock) -> Sequence[SlaRule]:
    """The rules that another process has not carried out meanwhile, the earliest first."""
    return session.scalars(
        select(SlaRule)
        .where(SlaRule.id.in_(due.rule_ids - set(clock.rules_done)))
        .order_by(SlaRule.minutes_before.desc(), SlaRule.id)
    ).all()


class SlaSweeper:
    """Sweeps from time to time."""

    def __init__(self, database: Database, *, present_for: timedelta, pause_seconds: float) -> None:
        self._database = database
        self._present_for = present_for
        self._periodic = Periodic("sla_sweep", self._sweep, pause_seconds)

    def start(self) -> None:
        """Begin to sweep."""
        self._periodic.start()

    def stop(self) -> None:
        """Sweep no more."""
        self._periodic.stop()

    def _sweep(self) -> None:
        sweep(self._database, self._present_for)
