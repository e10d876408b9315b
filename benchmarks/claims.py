"""Claims per second: one agent alone, sixteen at once, the system for them; on both databases.

Each claim is the whole transaction the desk's button makes: locks, capacity, handoff, stretch,
transition, event. The ways take turns in rounds on the same database, whose queue is long before
the first claim; the reference is the agent alone.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import pytest
from sqlalchemy import insert, select, update

from benchmarks.tables import Table, ratio
from helpdesk import clock, handoffs
from helpdesk.database import Database
from helpdesk.handoffs.assignment import assign_waiting
from helpdesk.migrations.command import upgrade
from helpdesk.models import Agent, Conversation, Department, Handoff
from stack.progress import say
from tests.databases import DATABASE_KINDS, empty_database

AGENTS = 16
# waiting all the while behind those that are claimed
BEHIND = 2000
ALONE = "one agent alone"
TOGETHER = f"{AGENTS} agents, each after another one"
RIVALS = f"{AGENTS} agents, all after the same one"
SYSTEM = "assigned automatically"
WAYS = (ALONE, TOGETHER, RIVALS, SYSTEM)

_ROOM = 10**6
_SIGNS_IN_NEVER = "-"
_LOCK_SECONDS = 60

Take = Callable[["Queue", Sequence[str]], None]


class Queue:
    """A database with agents who have room for all, and handoffs that wait."""

    def __init__(self, url: str, waiting: int) -> None:
        self.database = Database(url, write_lock_seconds=_LOCK_SECONDS)
        upgrade(self.database)
        now = clock.now()
        with self.database.write() as session:
            session.add(Department(id="sales", names={}, assignment="automatic", updated_at=now))
            agents = [
                Agent(
                    username=f"agent{number}",
                    name=f"Agent {number}",
                    password_hash=_SIGNS_IN_NEVER,
                    capacity=_ROOM,
                    seen_at=now + timedelta(days=1),
                    created_at=now,
                )
                for number in range(AGENTS)
            ]
            session.add_all(agents)
            session.flush()
            self.agents = [agent.id for agent in agents]
            conversations = [str(uuid4()) for _ in range(waiting)]
            rows = [
                {
                    "id": conversation,
                    "token_hash": "-",
                    "language": "cs",
                    "customer_seen_at": now,
                    "created_at": now,
                    "updated_at": now,
                }
                for conversation in conversations
            ]
            session.execute(insert(Conversation), rows)
            since = [now - timedelta(seconds=waiting - number) for number in range(waiting)]
            self.waiting = [str(uuid4()) for _ in range(waiting)]
            handoff_rows = [
                {
                    "id": handoff,
                    "conversation_id": conversation,
                    "state": "waiting",
                    "reason": "customer_request",
                    "requested_at": at,
                    "waiting_since": at,
                    "rank_at": at,
                    "updated_at": at,
                }
                for handoff, conversation, at in zip(
                    self.waiting, conversations, since, strict=True
                )
            ]
            session.execute(insert(Handoff), handoff_rows)

    def next(self, count: int) -> list[str]:
        """The first who still wait and were not given out."""
        taken, self.waiting = self.waiting[:count], self.waiting[count:]
        return taken

    def claim(self, handoff_id: str, agent_id: int) -> None:
        """Claim it as the desk does; losing against another agent is fine."""
        try:
            with self.database.write() as session:
                handoffs.claim(session, handoff_id, agent_id)
        except handoffs.AlreadyClaimed:
            pass


def measure(claims: int, rounds: int) -> Table:
    """Claims per second of each way on each database that can be reached."""
    rows: list[list[str]] = []
    notes = [
        f"Medians of {rounds} rounds of {claims} claims, {BEHIND} more waiting behind them. "
        "The ratio is to one agent alone on the same database. Of those all after the same one, "
        "claims that were won count."
    ]
    for kind in DATABASE_KINDS:
        say(f"• Claiming on {kind}")
        with TemporaryDirectory() as folder:
            try:
                with empty_database(kind, Path(folder)) as url:
                    per_second = _measured(url, claims, rounds)
            except pytest.skip.Exception as error:
                notes.append(f"Without {kind}: {error}")
                continue
        for way in WAYS:
            times_alone = ratio(per_second[way] / per_second[ALONE])
            rows.append([f"{kind}, {way}", f"{per_second[way]:.0f}", times_alone])
    return Table(
        title="Claims", headings=["way", "claims per second", "ratio"], rows=rows, notes=notes
    )


def _measured(url: str, claims: int, rounds: int) -> dict[str, float]:
    queue = Queue(url, waiting=BEHIND + claims * len(WAYS) * (rounds + 1))
    take: dict[str, Take] = {
        ALONE: _alone,
        TOGETHER: _together,
        RIVALS: _rivals,
        SYSTEM: _by_the_system,
    }
    per_second: dict[str, list[float]] = {way: [] for way in WAYS}
    # the first round warms up
    for number in range(rounds + 1):
        for way in WAYS:
            wanted = queue.next(claims)
            started_at = time.perf_counter()
            take[way](queue, wanted)
            seconds = time.perf_counter() - started_at
            _check(queue, wanted)
            if number:
                per_second[way].append(claims / seconds)
    queue.database.close()
    return {way: statistics.median(figures) for way, figures in per_second.items()}


def _alone(queue: Queue, wanted: Sequence[str]) -> None:
    for handoff_id in wanted:
        queue.claim(handoff_id, queue.agents[0])


def _together(queue: Queue, wanted: Sequence[str]) -> None:
    def work(number: int) -> None:
        for handoff_id in wanted[number::AGENTS]:
            queue.claim(handoff_id, queue.agents[number])

    with ThreadPoolExecutor(AGENTS) as pool:
        list(pool.map(work, range(AGENTS)))


def _rivals(queue: Queue, wanted: Sequence[str]) -> None:
    def work(agent_id: int) -> None:
        for handoff_id in wanted:
            queue.claim(handoff_id, agent_id)

    with ThreadPoolExecutor(AGENTS) as pool:
        list(pool.map(work, queue.agents))


def _by_the_system(queue: Queue, wanted: Sequence[str]) -> None:
    with queue.database.write() as session:
        session.execute(update(Handoff).where(Handoff.id.in_(wanted)).values(department_id="sales"))
    assign_waiting(queue.database, timedelta(days=2))


def _check(queue: Queue, wanted: Sequence[str]) -> None:
    with queue.database.read() as session:
        states = session.scalars(select(Handoff.state).where(Handoff.id.in_(wanted))).all()
    assert states == ["assigned"] * len(wanted), "not each of them was claimed"
