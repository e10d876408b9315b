"""The slow, obvious way to keep promises: replay what happened, minute by minute.

It shares no code with the clocks. It is told what happened in a person's words (docs/sla.md) and
counts each open minute of each running promise by hand.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from tests.unit.helpdesk.business_time.calendars import (
    A_MINUTE,
    Description,
    minute_after,
    open_minutes,
)

PROMISES = ("first_response", "next_response", "resolution")

# minutes by department, channel, priority and promise
Targets = dict[tuple[str, str, int, str], int]


@dataclass
class Promised:
    """One promise and what became of it."""

    promise: str
    department: str
    target: int
    started: datetime
    state: str = "running"
    used: int = 0
    due: datetime | None = None
    breached: datetime | None = None
    ended: datetime | None = None

    def runs(self, at: datetime) -> None:
        self.state, self.ended = "running", None
        self.looks_at_target(at)

    def stops(self, state: str, at: datetime) -> None:
        self.state, self.due = state, None
        self.ended = None if state == "paused" else at

    def looks_at_target(self, at: datetime) -> None:
        self.due = at if self.used >= self.target else None


@dataclass
class Replay:
    """A handoff's promises, told of everything that happens to it, in order."""

    calendars: dict[str, Description]
    targets: Targets
    now: datetime
    department: str = ""
    channel: str = "chat"
    priority: int = 0
    promised: list[Promised] = field(default_factory=list)
    ever_answered: bool = False
    is_open: bool = False
    _walks: dict[str, Iterator[tuple[datetime, bool]]] = field(default_factory=dict)
    # the promises that ended with the handoff, should it go on as if nothing had happened
    _interrupted: list[tuple[Promised, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        for department, calendar in self.calendars.items():
            self._walks[department] = open_minutes(calendar, self.now)

    def passes(self, until: datetime) -> None:
        """Time goes by."""
        while self.now < until:
            open_now = {name: next(walk)[1] for name, walk in self._walks.items()}
            self.now += A_MINUTE
            for clock in self.promised:
                if clock.state != "running":
                    continue
                if clock.due is not None and clock.breached is None:
                    clock.breached = clock.due
                clock.used += open_now[clock.department]
                if clock.used == clock.target and clock.due is None:
                    clock.due = self.now

    def asked_for(self) -> None:
        self.is_open = True
        self._promise("first_response")
        self._promise("resolution")

    def customer_wrote(self) -> None:
        resolution = self._open("resolution")
        if resolution is not None and resolution.state == "paused":
            resolution.runs(self.now)
        if self.ever_answered and self._open("next_response") is None:
            self._promise("next_response")
        if resolution is None:
            self._promise("resolution")

    def agent_wrote(self) -> None:
        self.ever_answered = True
        for promise in ("first_response", "next_response"):
            clock = self._open(promise)
            if clock is not None:
                clock.stops("met", self.now)
        resolution = self._open("resolution")
        if resolution is not None and resolution.state == "running":
            resolution.stops("paused", self.now)
        if resolution is None:
            self._promise("resolution")
            resolution = self._open("resolution")
            if resolution is not None:
                resolution.stops("paused", self.now)

    def resolved(self, outcome: str) -> None:
        self._over("dropped" if outcome in ("spam", "merged") else "met")

    def abandoned(self) -> None:
        self._over("dropped")

    def taken_back(self) -> None:
        """A resolve was undone: everything is as it was before."""
        self.is_open = True
        for clock, state in self._interrupted:
            clock.state, clock.ended = state, None
            if state == "running":
                clock.runs(self.now)

    def came_back(self) -> None:
        """Into the queue, from an abandoned place in it."""
        self.taken_back()
        self.customer_wrote()

    def reopened(self, department: str, priority: int, channel: str) -> None:
        self.is_open = True
        self.department, self.priority, self.channel = department, priority, channel
        resolution = self._last("resolution")
        if resolution is not None:
            self._new_target(resolution)
            resolution.runs(self.now)
        else:
            self._promise("resolution")
        self._promise("next_response" if self.ever_answered else "first_response")

    def rerouted(self, **to: str | int) -> None:
        for name, value in to.items():
            setattr(self, name, value)
        for promise in PROMISES:
            clock = self._open(promise)
            if clock is not None:
                self._new_target(clock)
        self._promise_what_was_not(self._waits_for_customer)

    def raised_by_rule(self, priority: int) -> None:
        self.priority = priority
        self._promise_what_was_not(self._waits_for_customer)

    def hours_edited(self, department: str, calendar: Description) -> None:
        self.calendars[department] = calendar
        self._walks[department] = open_minutes(calendar, self.now)
        for clock in self.promised:
            if clock.department == department and clock.state == "running":
                clock.looks_at_target(self.now)

    def due_of(self, clock: Promised) -> datetime | None:
        """When a running promise is due, if nothing happens."""
        if clock.state != "running":
            return None
        if clock.due is not None:
            return clock.due
        left = clock.target - clock.used
        return minute_after(self.calendars[clock.department], self.now, left)

    # what the last word in the conversation was; set by whoever tells the story
    _waits_for_customer: bool = False

    def waits_for_customer(self, waits: bool) -> None:
        self._waits_for_customer = waits

    def _promise_what_was_not(self, waits: bool) -> None:
        if not self.ever_answered and self._open("first_response") is None:
            self._promise("first_response")
        if self.ever_answered and not waits and self._open("next_response") is None:
            self._promise("next_response")
        if self._open("resolution") is None:
            self._promise("resolution")
            resolution = self._open("resolution")
            if resolution is not None and waits:
                resolution.stops("paused", self.now)

    def _promise(self, promise: str) -> None:
        target = self._target(promise)
        if target is not None:
            clock = Promised(promise, self.department, target, self.now)
            clock.looks_at_target(self.now)
            self.promised.append(clock)

    def _new_target(self, clock: Promised) -> None:
        target = self._target(clock.promise)
        if target is None:
            return
        clock.department, clock.target = self.department, target
        if clock.state == "running":
            clock.looks_at_target(self.now)

    def _target(self, promise: str) -> int | None:
        own = self.targets.get((self.department, self.channel, self.priority, promise))
        if own is None:
            own = self.targets.get((self.department, "chat", self.priority, promise))
        return own

    def _over(self, resolution_state: str) -> None:
        self.is_open = False
        self._interrupted = []
        for promise in PROMISES:
            clock = self._open(promise)
            if clock is not None:
                self._interrupted.append((clock, clock.state))
                state = resolution_state if promise == "resolution" else "dropped"
                clock.stops(state, self.now)

    def _open(self, promise: str) -> Promised | None:
        found = [
            c for c in self.promised if c.promise == promise and c.state in ("running", "paused")
        ]
        assert len(found) <= 1, "two open promises of one kind"
        return found[0] if found else None

    def _last(self, promise: str) -> Promised | None:
        found = [c for c in self.promised if c.promise == promise]
        return found[-1] if found else None
