"""One promise's clock: it starts, pauses, goes on, ends, and gets another target.

Each function brings the row to what is true at the moment ``at``; the caller holds the locks. The
due time of a running clock is always the one that its hours give for what is left of its target.
"""

from datetime import datetime
from typing import Literal

from helpdesk.business_time import Hours
from helpdesk.models import Handoff, SlaClock
from helpdesk.sla.plan import Promise

OPEN_STATES = ("running", "paused")

Ending = Literal["met", "dropped"]


def start(
    handoff: Handoff, promise: Promise, department_id: str, minutes: int, hours: Hours, at: datetime
) -> SlaClock:
    """A new clock, running from now on."""
    clock = SlaClock(
        handoff_id=handoff.id,
        conversation_id=handoff.conversation_id,
        department_id=department_id,
        promise=promise,
        state="paused",
        target_minutes=minutes,
        used_seconds=0.0,
        started_at=at,
        rules_done=[],
    )
    go_on(clock, hours, at)
    return clock


def go_on(clock: SlaClock, hours: Hours, at: datetime) -> None:
    """Let a clock that does not run go on from what it has used; an ended one is open again."""
    clock.state = "running"
    clock.ended_at = None
    clock.running_since = at
    clock.due_at = hours.add(at, clock.target_minutes * 60 - clock.used_seconds)


def pause(clock: SlaClock, hours: Hours, at: datetime) -> None:
    """Stop the clock while the customer is waited for; an ended one is open again."""
    _stop(clock, hours, at)
    clock.state = "paused"
    clock.ended_at = None


def end(clock: SlaClock, ending: Ending, hours: Hours, at: datetime) -> None:
    """End the open clock; one that ran too long has been breached."""
    _stop(clock, hours, at)
    clock.state = ending
    clock.ended_at = at


def retarget(
    clock: SlaClock,
    department_id: str,
    minutes: int,
    old_hours: Hours,
    new_hours: Hours,
    at: datetime,
) -> None:
    """Give the open clock another target and other hours; what was used stays used.

    A target that is used up already is due at once. Rules may act again before a longer one.
    """
    if minutes > clock.target_minutes:
        clock.rules_done = []
    clock.department_id = department_id
    clock.target_minutes = minutes
    recount(clock, old_hours, new_hours, at)


def recount(clock: SlaClock, old_hours: Hours, new_hours: Hours, at: datetime) -> None:
    """Count by the old hours until now, and set the due time by the new ones."""
    if clock.state != "running":
        return
    _stop(clock, old_hours, at)
    go_on(clock, new_hours, at)


def note_breach(clock: SlaClock, at: datetime) -> bool:
    """Write down that a running clock's due time has passed; whether that is news."""
    if clock.due_at is None or clock.due_at >= at or clock.breached_at is not None:
        return False
    clock.breached_at = clock.due_at
    return True


def _stop(clock: SlaClock, hours: Hours, at: datetime) -> None:
    if clock.running_since is None:
        return
    note_breach(clock, at)
    clock.used_seconds += hours.seconds_between(clock.running_since, at)
    clock.running_since = clock.due_at = None
