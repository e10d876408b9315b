"""Sixteen agents at once and two thousand who wait: claims, assignments, resolves, presence."""

import random
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from helpdesk import clock, handoffs
from helpdesk.database import Database
from helpdesk.handoffs import HandoffRefused
from helpdesk.handoffs.assignment import assign_waiting
from helpdesk.models import (
    Agent,
    AgentDepartment,
    Conversation,
    Department,
    Handoff,
    HandoffTransition,
    HumanStretch,
)
from tests.contract.helpdesk.migrations import migrate
from tests.databases import DATABASE_KINDS, migrated_database

pytestmark = pytest.mark.slow

AGENTS = 16
HANDOFFS = 2000
RESOLVED_AT_ONCE = 1700
ASSIGNERS = 2
PRESENT = timedelta(hours=1)
AUTOMATIC = {"sales": True, "technical": True, "billing": False}
SKILLS = [
    ((), ()),
    (("sales",), ()),
    (("technical",), ("cs",)),
    (("sales", "billing"), ("en",)),
    (("technical", "sales"), ("cs", "en")),
]


@dataclass
class World:
    """What was laid out, as plain values to check the outcome against."""

    database: Database
    # id: (departments, languages, capacity)
    agents: dict[int, tuple[set[str], set[str], int]] = field(default_factory=dict)
    # id: (department, language), in the order in which they are to be assigned
    queue: dict[str, tuple[str, str]] = field(default_factory=dict)

    def fits(self, agent_id: int, handoff_id: str) -> bool:
        departments, languages, _ = self.agents[agent_id]
        department, language = self.queue[handoff_id]
        return department in (departments or {department}) and language in (languages or {language})


@pytest.fixture(params=DATABASE_KINDS)
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    with migrated_database(request.param, tmp_path, migrate) as url:
        database = Database(url, write_lock_seconds=60)
        yield lay_out(database, random.Random(4))
        database.close()


def lay_out(database: Database, chance: random.Random) -> World:
    world = World(database)
    now = clock.now()
    with database.write() as session:
        for department, automatic in AUTOMATIC.items():
            assignment = "automatic" if automatic else "manual"
            session.add(Department(id=department, names={}, assignment=assignment, updated_at=now))
        session.flush()
        for number in range(AGENTS):
            departments, languages = SKILLS[number % len(SKILLS)]
            agent = Agent(
                username=f"agent{number}",
                name=f"Agent {number}",
                password_hash="-",
                capacity=1 + number % 4,
                languages=list(languages),
                seen_at=now,
                created_at=now,
            )
            session.add(agent)
            session.flush()
            world.agents[agent.id] = (set(departments), set(languages), agent.capacity)
            session.add_all(
                AgentDepartment(agent_id=agent.id, department_id=one) for one in departments
            )
        ranked = []
        for number in range(HANDOFFS):
            handoff, language = waiting(session, chance, now - timedelta(seconds=3 * number))
            ranked.append((handoff.rank_at, handoff.id, handoff.department_id, language))
        world.queue = {id_: (str(department), lang) for _, id_, department, lang in sorted(ranked)}
    return world


def waiting(session: Session, chance: random.Random, since: datetime) -> tuple[Handoff, str]:
    language = chance.choice(["cs", "cs", "en"])
    priority = chance.choice([0, 0, 0, 1, 2])
    conversation = Conversation(
        id=str(uuid4()),
        token_hash="-",
        language=language,
        last_sequence=0,
        customer_seen_at=since,
        created_at=since,
        updated_at=since,
    )
    handoff = Handoff(
        id=str(uuid4()),
        conversation_id=conversation.id,
        state="waiting",
        reason="customer_request",
        department_id=chance.choice(list(AUTOMATIC)),
        priority=priority,
        requested_at=since,
        waiting_since=since,
        rank_at=since - priority * timedelta(minutes=30),
        updated_at=since,
    )
    session.add(conversation)
    session.flush()
    session.add(handoff)
    return handoff, language


class Shift:
    """The agents and the assigners at work, each in a thread of its own."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.database = world.database
        self.failures: list[BaseException] = []
        self.over = threading.Event()
        self.left = threading.Semaphore(RESOLVED_AT_ONCE)

    def work(self) -> None:
        agents = [
            threading.Thread(target=self._guarded, args=(self._agent, agent_id))
            for agent_id in self.world.agents
        ]
        assigners = [
            threading.Thread(target=self._guarded, args=(self._assigner, number))
            for number in range(ASSIGNERS)
        ]
        for thread in agents + assigners:
            thread.start()
        for thread in agents:
            thread.join()
        self.over.set()
        for thread in assigners:
            thread.join()
        assert self.failures == []

    def _guarded(self, act: object, number: int) -> None:
        try:
            act(number)  # type: ignore[operator]
        except BaseException as error:
            self.failures.append(error)
            self.over.set()

    def _assigner(self, _number: int) -> None:
        while not self.over.is_set():
            if not assign_waiting(self.database, PRESENT):
                self.over.wait(0.01)

    def _agent(self, agent_id: int) -> None:
        chance = random.Random(agent_id)
        while not self.over.is_set():
            if chance.random() < 0.05:
                self._says(agent_id, chance.choice(["online", "online", "busy", "away"]))
            if chance.random() < 0.3:
                self._claims(agent_id, chance)
            mine = self._mine(agent_id)
            if not mine:
                self.over.wait(0.02)
            elif not self.left.acquire(blocking=False):
                return
            else:
                with self.database.write() as session:
                    handoffs.resolve(session, chance.choice(mine), agent_id)

    def _claims(self, agent_id: int, chance: random.Random) -> None:
        with self.database.read() as session:
            first = session.scalars(
                select(Handoff.id)
                .where(Handoff.state == "waiting")
                .order_by(Handoff.rank_at, Handoff.id)
                .limit(8)
            ).all()
        if first:
            try:
                with self.database.write() as session:
                    handoffs.claim(session, chance.choice(first), agent_id)
            except HandoffRefused:
                pass

    def _mine(self, agent_id: int) -> list[str]:
        with self.database.read() as session:
            return list(
                session.scalars(
                    select(Handoff.id).where(
                        Handoff.agent_id == agent_id, Handoff.state == "assigned"
                    )
                )
            )

    def _says(self, agent_id: int, availability: str) -> None:
        with self.database.write(durable=False) as session:
            session.execute(
                update(Agent).where(Agent.id == agent_id).values(availability=availability)
            )


def test_none_is_claimed_twice_none_forgotten_and_the_order_is_kept(world: World) -> None:
    Shift(world).work()
    nobody_waits_whom_somebody_with_room_fits(world)
    the_rest_is_served(world)
    each_was_served_once(world)
    nobody_ever_had_too_many(world)
    nobody_was_passed_by(world)


def nobody_waits_whom_somebody_with_room_fits(world: World) -> None:
    assign_waiting(world.database, PRESENT)
    with world.database.read() as session:
        all_ = session.scalars(select(Handoff)).all()
        online = session.scalars(select(Agent.id).where(Agent.availability == "online")).all()
    load = Counter(h.agent_id for h in all_ if h.state == "assigned")
    with_room = [agent_id for agent_id in online if load[agent_id] < world.agents[agent_id][2]]
    left = [h.id for h in all_ if h.state == "waiting" and AUTOMATIC[str(h.department_id)]]
    assert left, "nobody was left to wait: the shift ended too late to show anything"
    for handoff_id in left:
        assert [a for a in with_room if world.fits(a, handoff_id)] == []


def the_rest_is_served(world: World) -> None:
    database = world.database
    with database.write() as session:
        session.execute(update(Agent).values(availability="online"))
    while True:
        assign_waiting(database, PRESENT)
        with database.read() as session:
            had = session.execute(
                select(Handoff.id, Handoff.agent_id).where(Handoff.state == "assigned")
            ).all()
            by_hand = session.scalars(
                select(Handoff.id).where(Handoff.state == "waiting").limit(1)
            ).one_or_none()
        if not had and by_hand is None:
            return
        for handoff_id, agent_id in had:
            with database.write() as session:
                handoffs.resolve(session, handoff_id, agent_id)
        if by_hand is not None:
            with database.write() as session:
                handoffs.claim(session, by_hand, next(iter(world.agents)))


def each_was_served_once(world: World) -> None:
    with world.database.read() as session:
        stretches = session.scalars(select(HumanStretch)).all()
    made = Counter((row.handoff_id, row.verb) for row in transitions(world))
    assert made == Counter(
        (handoff_id, verb) for handoff_id in world.queue for verb in ("claim", "resolve")
    )
    assert sorted(stretch.handoff_id for stretch in stretches) == sorted(world.queue)
    assert all(stretch.ended_at is not None for stretch in stretches)


def nobody_ever_had_too_many(world: World) -> None:
    load: Counter[int] = Counter()
    for row in transitions(world):
        load[row.agent_id] += 1 if row.verb == "claim" else -1
        assert 0 <= load[row.agent_id] <= world.agents[row.agent_id][2]


def nobody_was_passed_by(world: World) -> None:
    """Whoever was assigned came after all before them whom the same agent fits."""
    places = {handoff_id: place for place, handoff_id in enumerate(world.queue)}
    waiting_ = [id_ for id_, (department, _) in world.queue.items() if AUTOMATIC[department]]
    by_the_system = 0
    for row in transitions(world):
        if row.verb != "claim":
            continue
        if row.actor == "system":
            by_the_system += 1
            before = [id_ for id_ in waiting_ if places[id_] < places[row.handoff_id]]
            assert [id_ for id_ in before if world.fits(row.agent_id, id_)] == []
        if row.handoff_id in waiting_:
            waiting_.remove(row.handoff_id)
    assert by_the_system > HANDOFFS / 10


@dataclass(frozen=True)
class Transition:
    handoff_id: str
    verb: str
    actor: str
    agent_id: int


def transitions(world: World) -> list[Transition]:
    query = select(
        HandoffTransition.handoff_id,
        HandoffTransition.verb,
        HandoffTransition.actor,
        HandoffTransition.agent_id,
    ).order_by(HandoffTransition.id)
    with world.database.read() as session:
        return [Transition(*row) for row in session.execute(query).all()]
