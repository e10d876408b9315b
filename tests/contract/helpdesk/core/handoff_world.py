"""The world of the handoff's state machine: two conversations, three agents, and what must hold.

The database and the model (`handoff_model`) stand side by side; the rules of the test move both.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import uuid4

from hypothesis.stateful import RuleBasedStateMachine, invariant
from sqlalchemy import select
from sqlalchemy.orm import Session

from helpdesk.conversations import access, log
from helpdesk.database import Database
from helpdesk.handoffs import HandoffRefused
from helpdesk.models import (
    Agent,
    Department,
    Event,
    Handoff,
    HandoffTransition,
    HumanStretch,
)
from tests.contract.helpdesk.core.handoff_model import (
    CAPACITIES,
    DEPARTMENTS,
    HEAD_START,
    ROLES,
    Model,
    ModelHandoff,
    Refusal,
)

CONVERSATIONS = 2
ITS_AGENT = "its agent"


class HandoffWorld(RuleBasedStateMachine):
    """Both worlds, how something is tried in both, and the invariants."""

    def __init__(self, database: Database) -> None:
        super().__init__()
        self.database = database
        now = datetime(2026, 11, 22, 10, tzinfo=UTC)
        self.model = Model(
            now=now,
            handoffs=[[] for _ in range(CONVERSATIONS)],
            made=[[] for _ in range(CONVERSATIONS)],
        )
        with database.write() as session:
            self.conversations = [
                access.start(session, "cs", at=now)[0].id for _ in range(CONVERSATIONS)
            ]
            self.agents = {name: self._employ(session, name) for name in CAPACITIES}
            for department in DEPARTMENTS:
                session.merge(Department(id=department, names={"cs": "-"}, updated_at=now))
        self.expected_shown = [0] * CONVERSATIONS

    def _employ(self, session: Session, name: str) -> int:
        agent = Agent(
            username=f"{name} {uuid4()}",
            name=name,
            role=ROLES[name],
            password_hash="-",
            capacity=CAPACITIES[name],
            created_at=self.model.now,
        )
        session.add(agent)
        session.flush()
        return agent.id

    def who(self, conversation: int, back: int, agent: str) -> str:
        """The agent meant: the one named, or whoever has the handoff or resolved it."""
        of_model = self.model.handoffs[conversation]
        if agent != ITS_AGENT:
            return agent
        if len(of_model) < back:
            return "ema"
        return of_model[-back].agent or of_model[-back].resolved_by or "ema"

    def see(self, agent: str, at: datetime) -> None:
        self.model.seen_at[agent] = at
        with self.database.write() as session:
            session.get_one(Agent, self.agents[agent]).seen_at = at

    def is_left_behind(self, conversation: int, handoff: ModelHandoff) -> bool:
        if handoff.channel == "email":
            return False
        if handoff.snoozed_until is None:
            return True
        with self.database.read() as session:
            last = log.last_message(session, self.conversations[conversation])
        return last is None or last.author == "customer"

    def try_it(
        self,
        conversation: int,
        back: int,
        expect: Callable[[ModelHandoff], Refusal],
        act: Callable[[Session, str], Handoff],
    ) -> None:
        """Do it to the newest handoff (or the one before); it must end as in the model."""
        of_model = self.model.handoffs[conversation]
        if len(of_model) < back:
            return
        expected = expect(of_model[-back])
        handoff_id = self._stored(conversation)[-back].id
        try:
            with self.database.write() as session:
                act(session, handoff_id)
            outcome = None
        except HandoffRefused as refused:
            outcome = refused.code
        assert outcome == expected

    def _stored(self, conversation: int) -> list[Handoff]:
        with self.database.read() as session:
            return list(
                session.scalars(
                    select(Handoff)
                    .where(Handoff.conversation_id == self.conversations[conversation])
                    .order_by(Handoff.requested_at, Handoff.id)
                )
            )

    @invariant()
    def the_database_is_as_the_table_says(self) -> None:
        names = {agent_id: name for name, agent_id in self.agents.items()}
        for conversation in range(CONVERSATIONS):
            stored = [
                (
                    h.state,
                    h.reason,
                    h.channel,
                    h.waiting_since,
                    h.rank_at,
                    names.get(h.agent_id or 0),
                    h.department_id,
                    h.snoozed_until,
                    h.outcome,
                    h.resolved_at,
                )
                for h in self._stored(conversation)
            ]
            expected = [
                (
                    h.state,
                    h.reason,
                    h.channel,
                    h.waiting_since,
                    h.waiting_since - h.priority * HEAD_START,
                    h.agent,
                    h.department,
                    h.snoozed_until,
                    h.outcome,
                    h.resolved_at,
                )
                for h in self.model.handoffs[conversation]
            ]
            assert stored == expected
            assert sum(h[0] in ("waiting", "assigned") for h in stored) <= 1

    @invariant()
    def every_transition_is_recorded_with_who_when_and_why(self) -> None:
        names = {agent_id: name for name, agent_id in self.agents.items()}
        with self.database.read() as session:
            for conversation, conversation_id in enumerate(self.conversations):
                rows = session.scalars(
                    select(HandoffTransition)
                    .where(HandoffTransition.conversation_id == conversation_id)
                    .order_by(HandoffTransition.id)
                ).all()
                stored = [
                    (r.verb, r.actor, names.get(r.agent_id or 0), r.from_state, r.to_state)
                    for r in rows
                ]
                made = self.model.made[conversation]
                assert stored == [
                    (m.verb, m.actor, m.agent, m.from_state, m.to_state) for m in made
                ]
                assert [r.created_at for r in rows] == [m.at for m in made]
                for row, one in zip(rows, made, strict=True):
                    agent_ids = {
                        name: self.agents[value]
                        for name, value in one.details.items()
                        if name.endswith("agent_id")
                    }
                    details = {k: v for k, v in row.details.items() if k != "until"}
                    assert details == one.details | agent_ids

    @invariant()
    def every_assigned_period_is_one_stretch(self) -> None:
        names = {agent_id: name for name, agent_id in self.agents.items()}
        with self.database.read() as session:
            for conversation in range(CONVERSATIONS):
                stretches = session.scalars(
                    select(HumanStretch)
                    .where(HumanStretch.conversation_id == self.conversations[conversation])
                    .order_by(HumanStretch.id)
                )
                stored = [(names[s.agent_id], s.ended_at is not None) for s in stretches]
                model = [s for h in self.model.handoffs[conversation] for s in h.stretches]
                assert stored == model

    @invariant()
    def the_log_is_gapless_and_has_one_event_for_each_transition_customers_see(self) -> None:
        with self.database.read() as session:
            for number, conversation_id in enumerate(self.conversations):
                events = list(
                    session.scalars(
                        select(Event)
                        .where(Event.conversation_id == conversation_id)
                        .order_by(Event.sequence)
                    )
                )
                assert [e.sequence for e in events] == list(range(1, len(events) + 1))
                transitions = session.scalars(
                    select(HandoffTransition.event_sequence)
                    .where(HandoffTransition.conversation_id == conversation_id)
                    .order_by(HandoffTransition.id)
                )
                told = [sequence for sequence in transitions if sequence is not None]
                assert told == [e.sequence for e in events if e.kind != "message"]
                shown = [e for e in events if e.author == "bot" and e.kind == "message"]
                assert len(shown) == self.expected_shown[number]

    @invariant()
    def no_reply_of_the_bot_lies_within_a_stretch(self) -> None:
        with self.database.read() as session:
            stretches = session.scalars(
                select(HumanStretch).where(HumanStretch.conversation_id.in_(self.conversations))
            )
            for stretch in stretches:
                inside = select(Event.sequence).where(
                    Event.conversation_id == stretch.conversation_id,
                    Event.author == "bot",
                    Event.kind == "message",
                    Event.sequence > stretch.start_sequence,
                )
                if stretch.end_sequence is not None:
                    inside = inside.where(Event.sequence < stretch.end_sequence)
                assert session.scalars(inside).all() == []
