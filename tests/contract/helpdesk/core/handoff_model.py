"""The table of docs/handoff.md in plain Python, without a database."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

ROLES = {"ema": "agent", "jana": "agent", "lead": "lead"}
# without rules everything goes to the first department
DEPARTMENTS = ("sales", "technical")
CAPACITIES = {"ema": 1, "jana": 2, "lead": 1}
SAME_NEED = timedelta(hours=24)
PRESENT = timedelta(seconds=60)
UNDO = timedelta(seconds=10)
HEAD_START = timedelta(minutes=30)

Refusal = str | None


@dataclass
class ModelHandoff:
    """A handoff as the table has it."""

    reason: str
    waiting_since: datetime
    state: str = "waiting"
    channel: str = "chat"
    agent: str | None = None
    last_agent: str | None = None
    priority: int = 0
    department: str = DEPARTMENTS[0]
    snoozed_until: datetime | None = None
    outcome: str | None = None
    resolved_at: datetime | None = None
    resolved_by: str | None = None
    nothing_happened_since: bool = False
    abandoned_at: datetime | None = None
    # (agent, whether it is over)
    stretches: list[tuple[str, bool]] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        return self.state in ("waiting", "assigned")


@dataclass
class Made:
    """A transition as it must have been recorded."""

    verb: str
    actor: str
    agent: str | None
    from_state: str | None
    to_state: str
    at: datetime
    details: dict[str, str]


@dataclass
class Model:
    """Conversations with their handoffs, agents, and every transition made."""

    now: datetime
    handoffs: list[list[ModelHandoff]]
    made: list[list[Made]]
    seen_at: dict[str, datetime] = field(default_factory=dict)

    def latest(self, conversation: int) -> ModelHandoff | None:
        found = self.handoffs[conversation]
        return found[-1] if found else None

    def in_charge(self, conversation: int) -> str:
        handoff = self.latest(conversation)
        states = {"waiting": "queue", "assigned": "agent"}
        return states.get(handoff.state, "bot") if handoff else "bot"

    def has_room(self, agent: str) -> bool:
        had = [h for all_ in self.handoffs for h in all_ if h.agent == agent]
        return len([h for h in had if h.snoozed_until is None]) < CAPACITIES[agent]

    def is_present(self, agent: str) -> bool:
        return agent in self.seen_at and self.now - self.seen_at[agent] <= PRESENT

    def something_happened(self, conversation: int) -> None:
        for handoff in self.handoffs[conversation]:
            handoff.nothing_happened_since = False

    def record(
        self,
        conversation: int,
        handoff: ModelHandoff,
        verb: str,
        from_state: str | None,
        actor: str = "agent",
        agent: str | None = None,
        **details: str,
    ) -> None:
        if verb not in ("snooze", "wake", "reroute"):
            self.something_happened(conversation)
        self.made[conversation].append(
            Made(verb, actor, agent, from_state, handoff.state, self.now, details)
        )

    def request(self, conversation: int, reason: str, channel: str) -> None:
        handoff = self.latest(conversation)
        if handoff is None or not (
            handoff.is_open or self._may_return(handoff) or self._may_reopen(handoff)
        ):
            handoff = ModelHandoff(reason, self.now, channel=channel)
            self.handoffs[conversation].append(handoff)
            self.record(conversation, handoff, "request", None, "customer")
        elif self._may_reopen(handoff):
            self._reopen(conversation, handoff, reason, channel)
            return
        self.come_back(conversation)
        if channel == "email" and handoff.channel == "chat":
            handoff.channel = "email"
            details = {"channel": "email"}
            self.record(conversation, handoff, "reroute", handoff.state, "customer", **details)

    def come_back(self, conversation: int) -> None:
        """The customer writes or asks: an abandoned handoff returns."""
        handoff = self.latest(conversation)
        if handoff is not None and self._may_return(handoff):
            handoff.state = "waiting"
            self.record(conversation, handoff, "return", "abandoned", "customer")

    def customer_writes(self, conversation: int) -> None:
        self.something_happened(conversation)
        self.come_back(conversation)
        handoff = self.latest(conversation)
        if handoff is not None and handoff.snoozed_until is not None:
            handoff.snoozed_until = None
            self.record(conversation, handoff, "wake", "assigned", "customer")

    def claim(self, conversation: int, handoff: ModelHandoff, agent: str) -> Refusal:
        if handoff.state == "assigned":
            return "already_claimed"
        if handoff.state != "waiting":
            return "wrong_state"
        if not self.has_room(agent):
            return "at_capacity"
        self._assign(handoff, agent)
        self.record(conversation, handoff, "claim", "waiting", agent=agent)
        return None

    def take_over(self, conversation: int, handoff: ModelHandoff, agent: str) -> Refusal:
        if ROLES[agent] == "agent":
            return "not_assigned_to_you"
        if handoff.state != "assigned" or handoff.agent == agent:
            return "wrong_state"
        if not self.has_room(agent):
            return "at_capacity"
        assert handoff.agent is not None
        details = {"from_agent_id": handoff.agent}
        self._take_away(handoff)
        self._assign(handoff, agent)
        self.record(conversation, handoff, "take_over", "assigned", agent=agent, **details)
        return None

    def release(self, conversation: int, handoff: ModelHandoff, agent: str) -> Refusal:
        if refusal := self._not_theirs(handoff, agent):
            return refusal
        details = {"from_agent_id": handoff.agent or ""}
        self._take_away(handoff)
        handoff.state = "waiting"
        self.record(conversation, handoff, "release", "assigned", agent=agent, **details)
        return None

    def agent_vanishes(self, conversation: int, handoff: ModelHandoff) -> None:
        details = {"from_agent_id": handoff.agent or "", "cause": "agent_gone"}
        self._take_away(handoff)
        handoff.state = "waiting"
        self.record(conversation, handoff, "release", "assigned", "timer", **details)

    def transfer(self, conversation: int, handoff: ModelHandoff, agent: str, other: str) -> Refusal:
        if refusal := self._not_theirs(handoff, agent):
            return refusal
        if other == handoff.agent:
            return "wrong_state"
        if not self.is_present(other) and ROLES[agent] == "agent":
            return "agent_absent"
        if not self.has_room(other):
            return "at_capacity_of_other"
        details = {"from_agent_id": handoff.agent or "", "to_agent_id": other}
        self._take_away(handoff)
        self._assign(handoff, other)
        self.record(conversation, handoff, "transfer", "assigned", agent=agent, **details)
        return None

    def move_to_department(
        self, conversation: int, handoff: ModelHandoff, agent: str, department: str
    ) -> Refusal:
        if refusal := self._not_theirs(handoff, agent):
            return refusal
        details = {"from_agent_id": handoff.agent or "", "department_id": department}
        self._take_away(handoff)
        handoff.state, handoff.department = "waiting", department
        self.record(conversation, handoff, "transfer", "assigned", agent=agent, **details)
        return None

    def snooze(
        self, conversation: int, handoff: ModelHandoff, agent: str, until: datetime
    ) -> Refusal:
        if refusal := self._not_theirs(handoff, agent):
            return refusal
        handoff.snoozed_until = until
        self.record(conversation, handoff, "snooze", "assigned", agent=agent)
        return None

    def wake(self, conversation: int, handoff: ModelHandoff, agent: str) -> Refusal:
        if refusal := self._not_theirs(handoff, agent):
            return refusal
        if handoff.snoozed_until is None:
            return "wrong_state"
        handoff.snoozed_until = None
        self.record(conversation, handoff, "wake", "assigned", agent=agent)
        return None

    def snoozes_end(self) -> None:
        for conversation, all_ in enumerate(self.handoffs):
            for handoff in all_:
                if handoff.snoozed_until is not None and handoff.snoozed_until <= self.now:
                    handoff.snoozed_until = None
                    self.record(conversation, handoff, "wake", "assigned", "timer")

    def reroute(
        self, conversation: int, handoff: ModelHandoff, agent: str, priority: int, department: str
    ) -> Refusal:
        if not handoff.is_open:
            return "wrong_state"
        if agent != handoff.agent and ROLES[agent] == "agent":
            return "not_assigned_to_you"
        details = {}
        if handoff.priority != priority:
            details["priority"] = ("normal", "high", "urgent")[priority]
        if handoff.department != department:
            details["department_id"] = department
        handoff.priority, handoff.department = priority, department
        if details:
            self.record(conversation, handoff, "reroute", handoff.state, agent=agent, **details)
        return None

    def resolve(
        self, conversation: int, handoff: ModelHandoff, agent: str, outcome: str
    ) -> Refusal:
        if refusal := self._not_theirs(handoff, agent):
            return refusal
        self._take_away(handoff)
        handoff.state, handoff.outcome = "resolved", outcome
        handoff.resolved_at, handoff.resolved_by = self.now, agent
        details = {"outcome": outcome}
        self.record(conversation, handoff, "resolve", "assigned", agent=agent, **details)
        handoff.nothing_happened_since = True
        return None

    def undo_resolve(self, conversation: int, handoff: ModelHandoff, agent: str) -> Refusal:
        if handoff.state != "resolved":
            return "wrong_state"
        if handoff.resolved_by != agent:
            return "not_assigned_to_you"
        assert handoff.resolved_at is not None
        if self.now - handoff.resolved_at > UNDO or not handoff.nothing_happened_since:
            return "too_late"
        handoff.resolved_at = handoff.outcome = None
        self._assign(handoff, agent)
        self.record(conversation, handoff, "undo", "resolved", agent=agent)
        return None

    def abandon(self, conversation: int, handoff: ModelHandoff) -> Refusal:
        if handoff.state == "assigned" and handoff.channel == "chat":
            return "already_claimed"
        if handoff.state != "waiting" or handoff.channel != "chat":
            return "wrong_state"
        handoff.state, handoff.abandoned_at = "abandoned", self.now
        self.record(conversation, handoff, "abandon", "waiting", "timer")
        return None

    def _reopen(self, conversation: int, handoff: ModelHandoff, reason: str, channel: str) -> None:
        last = handoff.last_agent
        assert last is not None
        handoff.reason, handoff.waiting_since, handoff.channel = reason, self.now, channel
        handoff.state, handoff.resolved_at, handoff.outcome = "waiting", None, None
        handoff.priority, handoff.department = 0, DEPARTMENTS[0]
        is_back = self.is_present(last) and self.has_room(last)
        if is_back:
            self._assign(handoff, last)
        self.record(
            conversation, handoff, "reopen", "resolved", "customer", last if is_back else None
        )

    def _may_return(self, handoff: ModelHandoff) -> bool:
        if handoff.state != "abandoned":
            return False
        assert handoff.abandoned_at is not None
        return self.now - handoff.abandoned_at <= SAME_NEED

    def _may_reopen(self, handoff: ModelHandoff) -> bool:
        return handoff.resolved_at is not None and self.now - handoff.resolved_at <= SAME_NEED

    def _not_theirs(self, handoff: ModelHandoff, agent: str) -> Refusal:
        if handoff.state != "assigned":
            return "wrong_state"
        if agent != handoff.agent and ROLES[agent] == "agent":
            return "not_assigned_to_you"
        return None

    def _assign(self, handoff: ModelHandoff, agent: str) -> None:
        handoff.state, handoff.agent = "assigned", agent
        handoff.stretches.append((agent, False))

    def _take_away(self, handoff: ModelHandoff) -> None:
        assert handoff.agent is not None
        handoff.stretches[-1] = (handoff.agent, True)
        handoff.last_agent, handoff.agent = handoff.agent, None
        handoff.snoozed_until = None
