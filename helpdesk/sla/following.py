"""What the clocks do when something happens: they are brought to what the customer is owed.

What is owed follows from the handoff's state and the log alone (`_owed`); the clocks are then
started, paused, ended or let go on until they say the same. So no order of events can leave a
clock behind.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from sqlalchemy import and_, bindparam, func, or_, select
from sqlalchemy.orm import Session

from helpdesk.business_time import Hours
from helpdesk.handoffs.states import OPEN_STATES, Verb
from helpdesk.models import Conversation, Event, Handoff, HandoffTransition, SlaClock
from helpdesk.sla import clocks
from helpdesk.sla.plan import PROMISES, Plan, Promise, locked_hours, plan_of

# put together once: every message asks
_NEWEST_CLOCKS = select(SlaClock).where(
    SlaClock.id.in_(
        select(func.max(SlaClock.id))
        .where(SlaClock.handoff_id == bindparam("handoff_id"))
        .group_by(SlaClock.promise)
    )
)
_LAST_ANSWER = (
    select(Event.sequence, Event.created_at)
    .where(
        Event.conversation_id == bindparam("conversation_id"),
        Event.kind == "message",
        Event.author == "agent",
        Event.created_at >= bindparam("since"),
    )
    .order_by(Event.sequence.desc())
    .limit(1)
)
_ASKED_SINCE = (
    select(Event.id)
    .where(
        Event.conversation_id == bindparam("conversation_id"),
        Event.sequence > bindparam("sequence"),
        or_(
            and_(Event.kind == "message", Event.author == "customer"),
            Event.kind == "handoff_returned",
        ),
    )
    .limit(1)
)

# the others change nothing for the customer
_VERBS: Final[frozenset[Verb]] = frozenset(
    {"request", "reopen", "return", "undo", "resolve", "abandon", "transfer", "reroute"}
)
_REROUTING: Final[frozenset[Verb]] = frozenset({"reopen", "transfer", "reroute"})
# nobody is owed an answer to these, and none was given
_DROPPING_OUTCOMES = frozenset({"merged", "spam"})

Owed = Mapping[Promise, Literal["running", "paused"]]


@dataclass(frozen=True, kw_only=True)
class _Answered:
    """Whether an agent has written at all in this handoff, and since the customer last did."""

    ever: bool
    now: bool


def follow_handoff(
    session: Session, conversation: Conversation, handoff: Handoff, verb: Verb, at: datetime
) -> None:
    """Bring the promises to what this transition, just made and recorded, means for them."""
    if verb not in _VERBS:
        return
    if handoff.state not in OPEN_STATES:
        is_solved = verb == "resolve" and handoff.outcome not in _DROPPING_OUTCOMES
        # an answer that was not given is not owed any more, nor was it kept
        _Clocks(session, handoff, at).end_all("met" if is_solved else "dropped")
        return
    if verb == "request":
        answered = _Answered(ever=False, now=False)
    elif verb in ("reopen", "return"):
        answered = _Answered(ever=_answered(session, handoff).ever, now=False)
    else:
        answered = _answered(session, handoff)
    followed = _Clocks(session, handoff, at)
    if verb in _REROUTING and _is_rerouted(session, handoff, verb):
        followed.retarget()
    followed.bring_to(_owed(answered))


def follow_message(
    session: Session, conversation: Conversation, handoff: Handoff, event: Event
) -> None:
    """Bring the promises to what a customer's or an agent's message means for them."""
    if handoff.state not in OPEN_STATES:
        return
    if event.author == "agent":
        answered = _Answered(ever=True, now=True)
    else:
        answered = _Answered(ever=_answered(session, handoff).ever, now=False)
    _Clocks(session, handoff, event.created_at).bring_to(_owed(answered))


def _owed(answered: _Answered) -> Owed:
    """What an open handoff's customer is owed."""
    owed: dict[Promise, Literal["running", "paused"]] = {}
    if not answered.ever:
        owed["first_response"] = "running"
    elif not answered.now:
        owed["next_response"] = "running"
    owed["resolution"] = "paused" if answered.now else "running"
    return owed


def _answered(session: Session, handoff: Handoff) -> _Answered:
    conversation_id = handoff.conversation_id
    last_answer = session.execute(
        _LAST_ANSWER, {"conversation_id": conversation_id, "since": handoff.requested_at}
    ).one_or_none()
    if last_answer is None:
        return _Answered(ever=False, now=False)
    asked_since = session.scalar(
        _ASKED_SINCE, {"conversation_id": conversation_id, "sequence": last_answer.sequence}
    )
    # a reopening, unlike an undone resolve, sets `waiting_since`
    is_reopened = handoff.waiting_since >= last_answer.created_at
    return _Answered(ever=True, now=asked_since is None and not is_reopened)


def _is_rerouted(session: Session, handoff: Handoff, verb: Verb) -> bool:
    """Whether another department's, priority's or channel's targets hold from now on.

    Not when a rule of ours has raised the priority to keep the promise that there is.
    """
    if verb == "transfer":
        return handoff.state == "waiting"
    if verb == "reopen":
        return True
    details = session.scalar(
        select(HandoffTransition.details)
        .where(HandoffTransition.handoff_id == handoff.id)
        .order_by(HandoffTransition.id.desc())
        .limit(1)
    )
    return (details or {}).get("cause") != "sla"


class _Clocks:
    """The newest clock of each promise of a handoff, and what there is to know of them.

    Clocks change under their conversation's lock, or when hours are edited, under those hours'
    lock. So before one is changed here, its hours are locked, and it is read again.
    """

    def __init__(self, session: Session, handoff: Handoff, at: datetime) -> None:
        self._session = session
        self._handoff = handoff
        self._at = at
        self._hours: dict[str, Hours] = {}
        self._newest: dict[str, SlaClock] = {}
        self._read()

    def _read(self) -> None:
        read = self._session.scalars(
            _NEWEST_CLOCKS,
            {"handoff_id": self._handoff.id},
            execution_options={"populate_existing": True},
        )
        self._newest = {clock.promise: clock for clock in read}

    def bring_to(self, owed: Owed) -> None:
        """Make the clocks say what is owed."""
        plan: Plan | None = None
        is_planned = False
        for promise in PROMISES:
            wanted = owed.get(promise)
            clock = self._to_go_on(promise)
            if wanted is None:
                if clock is not None and clock.state in clocks.OPEN_STATES:
                    # only an answer ends a response's promise while the handoff is open
                    hours = self._hours_of(clock.department_id)
                    clocks.end(clock, "met", hours, self._at)
                continue
            if clock is not None:
                self._set(clock, wanted)
                continue
            if not is_planned:
                plan, is_planned = plan_of(self._session, self._handoff), True
            if plan is not None and promise in plan.minutes:
                self._start(promise, plan, wanted)
        self._session.flush()

    def retarget(self) -> None:
        """Give the open clocks the targets that hold now; a promise nobody makes now stays."""
        plan = plan_of(self._session, self._handoff)
        for promise in PROMISES:
            clock = self._to_go_on(promise)
            if plan is None or clock is None or promise not in plan.minutes:
                continue
            clocks.retarget(
                clock,
                plan.department_id,
                plan.minutes[promise],
                self._hours_of(clock.department_id),
                self._hours_of(plan.department_id),
                self._at,
            )

    def end_all(self, resolution: clocks.Ending) -> None:
        """End the open clocks of a handoff that is over."""
        for clock in self._newest.values():
            if clock.state in clocks.OPEN_STATES:
                ending = resolution if clock.promise == "resolution" else "dropped"
                clocks.end(clock, ending, self._hours_of(clock.department_id), self._at)
        self._session.flush()

    def _to_go_on(self, promise: Promise) -> SlaClock | None:
        """The open clock, or the ended one that goes on if the promise is owed again.

        A resolution is one promise from the request to the end. A response is owed anew after
        it was given, and after a reopening.
        """
        clock = self._newest.get(promise)
        if clock is None or promise == "resolution" or clock.state in clocks.OPEN_STATES:
            return clock
        same_wait = clock.started_at >= self._handoff.waiting_since
        return clock if clock.state == "dropped" and same_wait else None

    def _set(self, clock: SlaClock, wanted: Literal["running", "paused"]) -> None:
        if clock.state == wanted:
            return
        hours = self._hours_of(clock.department_id)
        if wanted == "running":
            clocks.go_on(clock, hours, self._at)
        else:
            clocks.pause(clock, hours, self._at)

    def _start(self, promise: Promise, plan: Plan, wanted: Literal["running", "paused"]) -> None:
        hours = self._hours_of(plan.department_id)
        minutes = plan.minutes[promise]
        clock = clocks.start(self._handoff, promise, plan.department_id, minutes, hours, self._at)
        if wanted == "paused":
            clocks.pause(clock, hours, self._at)
        self._session.add(clock)
        self._newest[promise] = clock

    def _hours_of(self, department_id: str) -> Hours:
        if department_id not in self._hours:
            self._hours[department_id] = locked_hours(self._session, department_id)
            self._read()
        return self._hours[department_id]
