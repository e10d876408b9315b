"""The handoff's state machine against docs/handoff.md, walked at random on both databases."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import hypothesis
import pytest
from hypothesis import HealthCheck
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from helpdesk import handoffs
from helpdesk.assistant_client import Question, Reply
from helpdesk.conversations import access, log, sends
from helpdesk.database import Database
from helpdesk.handoffs import HandoffRefused
from helpdesk.models import Agent, Event, Handoff, HandoffTransition, HumanStretch, Turn
from helpdesk.turns import replies
from helpdesk.turns.lease import Lease
from tests.assistant_double import text_reply
from tests.contract.helpdesk.migrations import migrate
from tests.databases import DATABASE_KINDS, migrated_database

CONVERSATIONS = 2
CAPACITIES = {"agent": 1, "lead": 1}
LONG = timedelta(hours=24)
PRESENT = timedelta(seconds=60)

some_conversation = st.integers(0, CONVERSATIONS - 1)
some_agent = st.sampled_from(sorted(CAPACITIES))


@pytest.fixture(params=DATABASE_KINDS)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    with migrated_database(request.param, tmp_path, migrate) as url:
        database = Database(url)
        yield database
        database.close()


@dataclass
class ModelHandoff:
    """A handoff as the table has it: plain Python, no database."""

    reason: str
    waiting_since: datetime
    state: str = "waiting"
    agent: str | None = None
    last_agent: str | None = None
    resolved_at: datetime | None = None
    abandoned_at: datetime | None = None
    stretches: list[tuple[str, bool]] = field(default_factory=list)


@dataclass
class Model:
    """The table of docs/handoff.md."""

    now: datetime
    handoffs: list[list[ModelHandoff]]
    seen_at: dict[str, datetime] = field(default_factory=dict)

    def latest(self, conversation: int) -> ModelHandoff | None:
        found = self.handoffs[conversation]
        return found[-1] if found else None

    def come_back(self, conversation: int) -> bool:
        """Return an abandoned handoff to the queue; whether there was one, within 24 hours."""
        handoff = self.latest(conversation)
        if handoff is None or handoff.state != "abandoned":
            return False
        assert handoff.abandoned_at is not None
        if self.now - handoff.abandoned_at > LONG:
            return False
        handoff.state = "waiting"
        return True

    def in_charge(self, conversation: int) -> str:
        handoff = self.latest(conversation)
        states = {"waiting": "queue", "assigned": "agent"}
        return states.get(handoff.state, "bot") if handoff else "bot"

    def has_room(self, agent: str) -> bool:
        taken = [h for all_ in self.handoffs for h in all_ if h.agent == agent]
        return len(taken) < CAPACITIES[agent]

    def request(self, conversation: int, reason: str) -> None:
        handoff = self.latest(conversation)
        if handoff is not None and handoff.state in ("waiting", "assigned"):
            return
        if self.come_back(conversation):
            return
        if handoff is not None and handoff.resolved_at and self.now - handoff.resolved_at <= LONG:
            handoff.reason, handoff.waiting_since = reason, self.now
            handoff.state, handoff.resolved_at = "waiting", None
            last = handoff.last_agent
            assert last is not None
            is_present = last in self.seen_at and self.now - self.seen_at[last] <= PRESENT
            if is_present and self.has_room(last):
                self.assign(handoff, last)
        else:
            self.handoffs[conversation].append(ModelHandoff(reason, self.now))

    def claim(self, handoff: ModelHandoff, agent: str) -> str | None:
        if handoff.state == "assigned":
            return "already_claimed"
        if handoff.state != "waiting":
            return "wrong_state"
        if not self.has_room(agent):
            return "at_capacity"
        self.assign(handoff, agent)
        return None

    def assign(self, handoff: ModelHandoff, agent: str) -> None:
        handoff.state, handoff.agent = "assigned", agent
        handoff.stretches.append((agent, False))

    def hand_in(self, handoff: ModelHandoff, agent: str, verb: str) -> str | None:
        if handoff.state != "assigned":
            return "wrong_state"
        if agent not in (handoff.agent, "lead"):
            return "not_assigned_to_you"
        assert handoff.agent is not None
        handoff.stretches[-1] = (handoff.agent, True)
        handoff.last_agent, handoff.agent = handoff.agent, None
        handoff.state = "waiting" if verb == "release" else "resolved"
        handoff.resolved_at = self.now if verb == "resolve" else None
        return None


class HandoffMachine(RuleBasedStateMachine):
    """Customers, agents, the assistant and the timer, all at random."""

    def __init__(self, database: Database) -> None:
        super().__init__()
        self.database = database
        now = datetime(2026, 11, 22, 10, tzinfo=UTC)
        self.model = Model(now=now, handoffs=[[] for _ in range(CONVERSATIONS)])
        with database.write() as session:
            self.conversations = [
                access.start(session, "cs", at=now)[0].id for _ in range(CONVERSATIONS)
            ]
            self.agents = {}
            for name, capacity in CAPACITIES.items():
                agent = Agent(
                    username=f"{name} {uuid4()}",
                    name=name,
                    role="lead" if name == "lead" else "agent",
                    password_hash="-",
                    capacity=capacity,
                    created_at=now,
                )
                session.add(agent)
                session.flush()
                self.agents[name] = agent.id
        self.expected_shown = [0] * CONVERSATIONS

    @rule(
        conversation=some_conversation,
        reason=st.sampled_from(["customer_request", "no_answer"]),
    )
    def request(self, conversation: int, reason: handoffs.Reason) -> None:
        self.model.request(conversation, reason)
        with self.database.write() as session:
            locked = log.lock(session, self.conversations[conversation])
            need = handoffs.Need(reason=reason, actor="customer")
            handoffs.request(session, locked, need, at=self.model.now)

    @rule(conversation=some_conversation)
    def customer_writes(self, conversation: int) -> None:
        self.model.come_back(conversation)
        with self.database.write() as session:
            sends.send_customer_message(
                session,
                self.conversations[conversation],
                str(uuid4()),
                "Haló?",
                detect_language=lambda text, language: language,
                at=self.model.now,
            )

    @rule(conversation=some_conversation, agent=some_agent, back=st.integers(1, 2))
    def claim(self, conversation: int, agent: str, back: int) -> None:
        self._try("claim", conversation, agent, back)

    @rule(conversation=some_conversation, agent=some_agent, back=st.integers(1, 2))
    def release(self, conversation: int, agent: str, back: int) -> None:
        self._try("release", conversation, agent, back)

    @rule(conversation=some_conversation, agent=some_agent, back=st.integers(1, 2))
    def resolve(self, conversation: int, agent: str, back: int) -> None:
        self._try("resolve", conversation, agent, back)

    @rule(conversation=some_conversation, back=st.integers(1, 2))
    def abandon(self, conversation: int, back: int) -> None:
        self._try("abandon", conversation, "lead", back)

    @rule(conversation=some_conversation, agent=some_agent)
    def ask_and_claim(self, conversation: int, agent: str) -> None:
        """Two steps that random walks rarely take one after the other."""
        self.request(conversation, "customer_request")
        self._try("claim", conversation, agent, 1)

    @rule(
        conversation=some_conversation,
        agent=some_agent,
        hours=st.sampled_from([0.001, 23, 25, 30]),
    )
    def resolve_and_ask_later(self, conversation: int, agent: str, hours: float) -> None:
        """A new need, on both sides of the 24 hours."""
        self.ask_and_claim(conversation, agent)
        self._try("resolve", conversation, agent, 1)
        self.an_agent_is_seen(agent)
        self.model.now += timedelta(hours=hours)
        self.request(conversation, "no_answer")

    @rule(
        conversation=some_conversation,
        hours=st.sampled_from([0.001, 23, 25]),
        asks=st.booleans(),
    )
    def abandon_and_come_back(self, conversation: int, hours: float, asks: bool) -> None:
        """The customer returns on either side of the 24 hours, writing or asking for a human."""
        self.request(conversation, "customer_request")
        self._try("abandon", conversation, "lead", 1)
        self.model.now += timedelta(hours=hours)
        if asks:
            self.request(conversation, "customer_request")
        else:
            self.customer_writes(conversation)

    @rule(conversation=some_conversation)
    def the_assistant_replies(self, conversation: int) -> None:
        """Store a reply to the oldest unanswered turn, whoever is in charge by now."""
        with self.database.write() as session:
            turn = session.scalars(
                select(Turn)
                .where(
                    Turn.conversation_id == self.conversations[conversation],
                    Turn.state == "queued",
                )
                .order_by(Turn.sequence)
                .limit(1)
            ).one_or_none()
            if turn is None:
                return
            turn.state, turn.lease_token = "running", "this one"
            session.flush()
            lease = Lease(
                turn_id=turn.id,
                conversation_id=turn.conversation_id,
                sequence=turn.sequence,
                token="this one",
                attempt=1,
            )
            question = Question(
                conversation_id=turn.conversation_id,
                session=1,
                message_id="-",
                text="-",
                language="cs",
            )
            reply = Reply.model_validate_json(text_reply("Ano."))
            outcome = replies.store_reply(session, lease, question, reply)
        is_bots = self.model.in_charge(conversation) == "bot"
        assert outcome == ("answered" if is_bots else "hidden")
        self.expected_shown[conversation] += is_bots

    @rule(hours=st.sampled_from([0.001, 1, 25]))
    def time_passes(self, hours: float) -> None:
        self.model.now += timedelta(hours=hours)

    @rule(agent=some_agent)
    def an_agent_is_seen(self, agent: str) -> None:
        self.model.seen_at[agent] = self.model.now
        with self.database.write() as session:
            session.get_one(Agent, self.agents[agent]).seen_at = self.model.now

    def _try(self, verb: str, conversation: int, agent: str, back: int) -> None:
        """Do it to the newest handoff (or the one before); it must end as in the model."""
        of_model = self.model.handoffs[conversation]
        if len(of_model) < back:
            return
        handoff = of_model[-back]
        if verb == "claim":
            expected = self.model.claim(handoff, agent)
        elif verb == "abandon":
            expected = None if handoff.state == "waiting" else "refused"
            if expected is None:
                handoff.state, handoff.abandoned_at = "abandoned", self.model.now
        else:
            expected = self.model.hand_in(handoff, agent, verb)
        handoff_id = self._stored(conversation)[-back].id
        try:
            with self.database.write() as session:
                if verb == "abandon":
                    handoffs.abandon(session, handoff_id, at=self.model.now)
                else:
                    act = getattr(handoffs, verb)
                    act(session, handoff_id, self.agents[agent], at=self.model.now)
            outcome = None
        except HandoffRefused as refused:
            outcome = "refused" if verb == "abandon" else refused.code
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
                (h.state, h.reason, h.waiting_since, names.get(h.agent_id or 0), h.resolved_at)
                for h in self._stored(conversation)
            ]
            expected = [
                (h.state, h.reason, h.waiting_since, h.agent, h.resolved_at)
                for h in self.model.handoffs[conversation]
            ]
            assert stored == expected
            assert sum(h[0] in ("waiting", "assigned") for h in stored) <= 1

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
    def the_log_is_gapless_and_has_one_event_for_each_transition(self) -> None:
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
                assert list(transitions) == [e.sequence for e in events if e.kind != "message"]
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


@pytest.mark.slow
def test_every_walk_through_the_machine_ends_as_the_table_says(database: Database) -> None:
    run_state_machine_as_test(
        lambda: HandoffMachine(database),
        settings=hypothesis.settings(
            max_examples=15,
            stateful_step_count=30,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
