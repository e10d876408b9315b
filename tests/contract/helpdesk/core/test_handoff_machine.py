"""The handoff's state machine against docs/handoff.md, walked at random on both databases."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import hypothesis
import pytest
from hypothesis import HealthCheck
from hypothesis import strategies as st
from hypothesis.stateful import rule, run_state_machine_as_test
from sqlalchemy import select

from helpdesk import handoffs
from helpdesk.assistant_client import Question, Reply
from helpdesk.conversations import log, sends
from helpdesk.database import Database
from helpdesk.handoffs import timers
from helpdesk.handoffs.states import PRIORITIES, Channel, SettledOutcome
from helpdesk.models import (
    Turn,
)
from helpdesk.turns import replies
from helpdesk.turns.lease import Lease
from tests.assistant_double import text_reply
from tests.contract.helpdesk.core.handoff_model import (
    CAPACITIES,
    DEPARTMENTS,
    PRESENT,
)
from tests.contract.helpdesk.core.handoff_world import CONVERSATIONS, ITS_AGENT, HandoffWorld
from tests.contract.helpdesk.migrations import migrate
from tests.databases import DATABASE_KINDS, migrated_database

some_conversation = st.integers(0, CONVERSATIONS - 1)
some_agent = st.sampled_from(sorted(CAPACITIES))
# mostly whoever has it: strangers are refused, and walks that are refused get nowhere
who = st.sampled_from([ITS_AGENT, ITS_AGENT, ITS_AGENT, *sorted(CAPACITIES)])
some_department = st.sampled_from(DEPARTMENTS)
newest_or_before = st.integers(1, 2)


@pytest.fixture(params=DATABASE_KINDS)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    with migrated_database(request.param, tmp_path, migrate) as url:
        database = Database(url)
        yield database
        database.close()


class HandoffMachine(HandoffWorld):
    """Customers, agents, the assistant and the timers, all at random."""

    @rule(
        conversation=some_conversation,
        reason=st.sampled_from(["customer_request", "no_answer"]),
        channel=st.sampled_from(["chat", "chat", "email"]),
    )
    def request(self, conversation: int, reason: handoffs.Reason, channel: Channel) -> None:
        self.model.request(conversation, reason, channel)
        with self.database.write() as session:
            locked = log.lock(session, self.conversations[conversation])
            need = handoffs.Need(reason=reason, actor="customer", channel=channel)
            handoffs.request(session, locked, need, at=self.model.now)

    @rule(conversation=some_conversation)
    def customer_writes(self, conversation: int) -> None:
        self.model.customer_writes(conversation)
        with self.database.write() as session:
            sends.send_customer_message(
                session,
                self.conversations[conversation],
                str(uuid4()),
                "Haló?",
                detect_language=lambda text, language: language,
                at=self.model.now,
            )

    @rule(conversation=some_conversation, agent=some_agent, back=newest_or_before)
    def claim(self, conversation: int, agent: str, back: int) -> None:
        self.try_it(
            conversation,
            back,
            lambda handoff: self.model.claim(conversation, handoff, agent),
            lambda session, id_: handoffs.claim(
                session, id_, self.agents[agent], at=self.model.now
            ),
        )

    @rule(conversation=some_conversation, agent=some_agent, back=newest_or_before)
    def take_over(self, conversation: int, agent: str, back: int) -> None:
        self.try_it(
            conversation,
            back,
            lambda handoff: self.model.take_over(conversation, handoff, agent),
            lambda session, id_: handoffs.take_over(
                session, id_, self.agents[agent], at=self.model.now
            ),
        )

    @rule(conversation=some_conversation, agent=who, back=newest_or_before)
    def release(self, conversation: int, agent: str, back: int) -> None:
        agent = self.who(conversation, back, agent)
        self.try_it(
            conversation,
            back,
            lambda handoff: self.model.release(conversation, handoff, agent),
            lambda session, id_: handoffs.release(
                session, id_, self.agents[agent], at=self.model.now
            ),
        )

    @rule(conversation=some_conversation, agent=who, other=some_agent, back=newest_or_before)
    def transfer(self, conversation: int, agent: str, other: str, back: int) -> None:
        agent = self.who(conversation, back, agent)
        self.try_it(
            conversation,
            back,
            lambda handoff: self.model.transfer(conversation, handoff, agent, other),
            lambda session, id_: handoffs.transfer_to_agent(
                session, id_, self.agents[agent], self.agents[other], at=self.model.now
            ),
        )

    @rule(
        conversation=some_conversation,
        agent=who,
        department=some_department,
        back=newest_or_before,
    )
    def move_to_department(self, conversation: int, agent: str, department: str, back: int) -> None:
        agent = self.who(conversation, back, agent)
        self.try_it(
            conversation,
            back,
            lambda handoff: self.model.move_to_department(conversation, handoff, agent, department),
            lambda session, id_: handoffs.transfer_to_department(
                session, id_, self.agents[agent], department, at=self.model.now
            ),
        )

    @rule(conversation=some_conversation, agent=who, hours=st.sampled_from([0.001, 1, 26]))
    def snooze(self, conversation: int, agent: str, hours: float) -> None:
        until = self.model.now + timedelta(hours=hours)
        agent = self.who(conversation, 1, agent)
        self.try_it(
            conversation,
            1,
            lambda handoff: self.model.snooze(conversation, handoff, agent, until),
            lambda session, id_: handoffs.snooze(
                session, id_, self.agents[agent], until, at=self.model.now
            ),
        )

    @rule(conversation=some_conversation, agent=who)
    def wake(self, conversation: int, agent: str) -> None:
        agent = self.who(conversation, 1, agent)
        self.try_it(
            conversation,
            1,
            lambda handoff: self.model.wake(conversation, handoff, agent),
            lambda session, id_: handoffs.wake(session, id_, self.agents[agent], at=self.model.now),
        )

    @rule()
    def snoozes_end(self) -> None:
        self.model.snoozes_end()
        timers.wake_snoozed(self.database, self.model.now)

    @rule(agent=some_agent)
    def an_agent_vanishes(self, agent: str) -> None:
        """Long enough for all they had; the other agents have just been seen."""
        for conversation, all_ in enumerate(self.model.handoffs):
            for handoff in all_:
                if handoff.agent == agent and self.is_left_behind(conversation, handoff):
                    self.model.agent_vanishes(conversation, handoff)
        for name in CAPACITIES:
            self.see(name, self.model.now - PRESENT * (3 if name == agent else 0))
        timers.return_left_behind(self.database, 2 * PRESENT, self.model.now)

    @rule(
        conversation=some_conversation,
        agent=who,
        priority=st.integers(0, 2),
        department=some_department,
        back=newest_or_before,
    )
    def reroute(
        self, conversation: int, agent: str, priority: int, department: str, back: int
    ) -> None:
        agent = self.who(conversation, back, agent)
        self.try_it(
            conversation,
            back,
            lambda handoff: self.model.reroute(conversation, handoff, agent, priority, department),
            lambda session, id_: handoffs.reroute(
                session,
                id_,
                self.agents[agent],
                priority=PRIORITIES[priority],
                department_id=department,
                at=self.model.now,
            ),
        )

    @rule(
        conversation=some_conversation,
        agent=who,
        outcome=st.sampled_from(["solved", "not_solved", "spam"]),
        back=newest_or_before,
    )
    def resolve(self, conversation: int, agent: str, outcome: SettledOutcome, back: int) -> None:
        agent = self.who(conversation, back, agent)
        self.try_it(
            conversation,
            back,
            lambda handoff: self.model.resolve(conversation, handoff, agent, outcome),
            lambda session, id_: handoffs.resolve(
                session, id_, self.agents[agent], outcome=outcome, at=self.model.now
            ),
        )

    @rule(conversation=some_conversation, agent=who, back=newest_or_before)
    def undo(self, conversation: int, agent: str, back: int) -> None:
        agent = self.who(conversation, back, agent)
        self.try_it(
            conversation,
            back,
            lambda handoff: self.model.undo_resolve(conversation, handoff, agent),
            lambda session, id_: handoffs.undo_resolve(
                session, id_, self.agents[agent], at=self.model.now
            ),
        )

    @rule(conversation=some_conversation, back=newest_or_before)
    def abandon(self, conversation: int, back: int) -> None:
        self.try_it(
            conversation,
            back,
            lambda handoff: self.model.abandon(conversation, handoff),
            lambda session, id_: handoffs.abandon(session, id_, at=self.model.now),
        )

    @rule(conversation=some_conversation, agent=some_agent)
    def ask_and_claim(self, conversation: int, agent: str) -> None:
        """Two steps that random walks rarely take one after the other."""
        self.request(conversation, "customer_request", "chat")
        self.claim(conversation, agent, 1)

    @rule(
        conversation=some_conversation,
        agent=some_agent,
        awakened_by=st.sampled_from(["time", "hand", "customer", "nobody"]),
    )
    def put_aside(self, conversation: int, agent: str, awakened_by: str) -> None:
        """A snooze, and what may end it."""
        self.ask_and_claim(conversation, agent)
        self.snooze(conversation, ITS_AGENT, 1)
        self.model.now += timedelta(hours=1 if awakened_by == "time" else 0.5)
        self.snoozes_end()
        if awakened_by == "hand":
            self.wake(conversation, ITS_AGENT)
        elif awakened_by == "customer":
            self.customer_writes(conversation)

    @rule(conversation=some_conversation, agent=some_agent, other=some_agent)
    def pass_on(self, conversation: int, agent: str, other: str) -> None:
        """To somebody who is there, or taken over by them."""
        self.ask_and_claim(conversation, agent)
        self.an_agent_is_seen(other)
        self.transfer(conversation, ITS_AGENT, other, 1)
        self.take_over(conversation, "lead", 1)

    @rule(
        conversation=some_conversation,
        agent=some_agent,
        hours=st.sampled_from([0.001, 23, 25, 30]),
    )
    def resolve_and_ask_later(self, conversation: int, agent: str, hours: float) -> None:
        """A new need, on both sides of the 24 hours."""
        self.ask_and_claim(conversation, agent)
        self.resolve(conversation, agent, "solved", 1)
        self.an_agent_is_seen(agent)
        self.model.now += timedelta(hours=hours)
        self.request(conversation, "no_answer", "chat")

    @rule(
        conversation=some_conversation,
        agent=some_agent,
        seconds=st.sampled_from([0, 10, 10.5]),
        customer_writes=st.booleans(),
    )
    def resolve_and_regret(
        self, conversation: int, agent: str, seconds: float, customer_writes: bool
    ) -> None:
        """An undo, on both sides of the ten seconds."""
        self.ask_and_claim(conversation, agent)
        self.resolve(conversation, agent, "spam", 1)
        if customer_writes:
            self.customer_writes(conversation)
        self.model.now += timedelta(seconds=seconds)
        self.undo(conversation, agent, 1)

    @rule(
        conversation=some_conversation,
        hours=st.sampled_from([0.001, 23, 25]),
        asks=st.booleans(),
    )
    def abandon_and_come_back(self, conversation: int, hours: float, asks: bool) -> None:
        """The customer returns on either side of the 24 hours, writing or asking for a human."""
        self.request(conversation, "customer_request", "chat")
        self.abandon(conversation, 1)
        self.model.now += timedelta(hours=hours)
        if asks:
            self.request(conversation, "customer_request", "chat")
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
        if is_bots:
            self.model.something_happened(conversation)

    @rule(hours=st.sampled_from([0.001, 0.002, 1, 25]))
    def time_passes(self, hours: float) -> None:
        self.model.now += timedelta(hours=hours)

    @rule(agent=some_agent)
    def an_agent_is_seen(self, agent: str) -> None:
        self.see(agent, self.model.now)


@pytest.mark.slow
def test_every_walk_through_the_machine_ends_as_the_table_says(database: Database) -> None:
    run_state_machine_as_test(
        lambda: HandoffMachine(database),
        settings=hypothesis.settings(
            max_examples=25,
            stateful_step_count=30,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
