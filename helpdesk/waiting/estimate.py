"""How long the customers in a queue will wait: an interval for each, by simulation.

Every way the queue may go on is played many times. Each conversation an agent has ends after a
time drawn from recent ones that lasted longer than it has already; whoever is next begins as soon
as the first fitting agent has room and has noticed; and so on down the queue. The interval leaves
out the shortest and the longest tenth of what came out (docs/waiting.md, where its coverage is
measured). Knows no database and no clock.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# fewer recent conversations than this say nothing of the next ones
FEWEST_RECENT = 10
# nobody is told a time from further back in the queue than this
MOST_SIMULATED = 200
RUNS = 200
LOWEST, HIGHEST = 0.10, 0.90
# how unlike a drawn conversation another of its kind may be: recent ones are only some of many
_SPREAD = 0.3

# from so many minutes on, the ends are told in steps of so many
_STEPS = ((60, 15), (20, 5), (0, 1))

Seconds = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Room:
    """One present agent: how long each current conversation has lasted, how many more fit."""

    ages: tuple[float, ...]
    free: int
    departments: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    # since when this agent has neither begun nor ended a conversation
    idle_for: float = 0.0

    def fits(self, department: str | None, language: str) -> bool:
        """Whether the agent answers such a conversation; none named means all."""
        right_department = not self.departments or department is None
        right_department = right_department or department in self.departments
        return right_department and (not self.languages or language in self.languages)


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """One place in the queue: what kind of conversation, and how long it has waited."""

    department: str | None
    language: str
    waited: float


@dataclass(frozen=True, kw_only=True)
class Recent:
    """What was seen lately: how long conversations lasted, and how long an agent with room took.

    All in seconds.
    """

    durations: Sequence[float]
    delays: Sequence[float]


@dataclass(frozen=True, kw_only=True)
class Interval:
    """The wait still to come, in seconds: rather not below the one, rather not above the other."""

    lowest: float
    highest: float

    @property
    def minutes(self) -> tuple[int, int]:
        """The interval in whole minutes, made wider: the longer, the coarser its ends."""
        lowest, highest = self.lowest / 60, self.highest / 60
        step = next(step for least, step in _STEPS if highest >= least)
        return int(lowest // step * step), max(int(-(-highest // step) * step), step)


def intervals(
    queue: Sequence[Waiting], rooms: Sequence[Room], recent: Recent, *, seed: int, runs: int = RUNS
) -> list[Interval | None]:
    """The interval of each place in the queue, first to last.

    None where there is no basis: too few recent conversations, nobody present who fits, or too
    far back.
    """
    if len(recent.durations) < FEWEST_RECENT or not any(room.ages or room.free for room in rooms):
        return [None] * len(queue)
    draw = _Draws(recent, np.random.default_rng(seed), runs)
    places = _Places(rooms, draw)
    found = [places.next_wait(place) for place in queue[:MOST_SIMULATED]]
    return found + [None] * (len(queue) - len(found))


class _Draws:
    """Times drawn from recent ones, a row for each run.

    Each run draws from a sample of its own of the recent ones, so that the runs differ as much as
    so few recent ones leave open.
    """

    def __init__(self, recent: Recent, random: np.random.Generator, runs: int) -> None:
        self._random = random
        self.runs = runs
        self._durations = self._resampled(recent.durations)
        self._delays = self._resampled(recent.delays or [0.0])

    def durations(self) -> Seconds:
        """A whole conversation's length for each run."""
        return self._beyond(self._durations, 0.0)

    def rest_of_duration(self, age: float) -> Seconds:
        """What is left of a conversation that has lasted `age` seconds."""
        return self._beyond(self._durations, age) - age

    def rest_of_delay(self, since: float) -> Seconds:
        """How long until an agent who has had room for `since` seconds begins."""
        return self._beyond(self._delays, since) - since

    def _resampled(self, seen: Sequence[float]) -> Seconds:
        values = np.asarray(seen, dtype=np.float64)
        sample = self._random.choice(values, size=(self.runs, len(values)))
        return np.sort(sample, axis=1)

    def _beyond(self, sorted_rows: Seconds, age: float) -> Seconds:
        """One of each row's times that are above `age`, varied a little.

        Where a row has none, one that makes the whole as long again as chance will have it: what
        has lasted longest tends to go on longest.
        """
        size = sorted_rows.shape[1]
        above = size - np.sum(sorted_rows <= age, axis=1) if age > 0 else np.full(self.runs, size)
        pick = (
            size - 1 - np.floor(self._random.random(self.runs) * np.maximum(above, 1)).astype(int)
        )
        drawn = sorted_rows[np.arange(self.runs), pick]
        varied = age + (drawn - age) * np.exp(self._random.normal(0.0, _SPREAD, self.runs))
        longer = age / np.maximum(self._random.random(self.runs), 0.05)
        return np.where(above > 0, varied, longer)


class _Places:
    """Every conversation that fits the agents, and when there is room for it in each run."""

    def __init__(self, rooms: Sequence[Room], draw: _Draws) -> None:
        self._rooms = rooms
        self._draw = draw
        self._runs = np.arange(draw.runs)
        # a row for each: the agent's number, when it is free, whether it is so now in every run
        self._owners: list[int] = []
        rows: list[Seconds] = []
        for owner, room in enumerate(rooms):
            rows += [draw.rest_of_duration(age) for age in room.ages]
            rows += [np.zeros(draw.runs)] * room.free
            self._owners += [owner] * (len(room.ages) + room.free)
        self._free_at = np.stack(rows)
        self._empty = np.array([not row.any() for row in rows])
        self._fitting: dict[tuple[str | None, str], NDArray[np.int64]] = {}

    def next_wait(self, place: Waiting) -> Interval | None:
        """The interval of the next in the queue, who takes the first fitting place to be free."""
        fitting = self._fitting_of(place.department, place.language)
        if not len(fitting):
            return None
        first = fitting[np.argmin(self._free_at[fitting], axis=0)]
        delay = self._draw.rest_of_delay(min(place.waited, self._idle(fitting)))
        begins = self._free_at[first, self._runs] + delay
        self._free_at[first, self._runs] = begins + self._draw.durations()
        self._empty[first] = False
        lowest, highest = np.quantile(begins, (LOWEST, HIGHEST))
        return Interval(lowest=float(lowest), highest=float(highest))

    def _fitting_of(self, department: str | None, language: str) -> NDArray[np.int64]:
        kind = (department, language)
        if kind not in self._fitting:
            fits = [room.fits(*kind) for room in self._rooms]
            self._fitting[kind] = np.flatnonzero([fits[owner] for owner in self._owners])
        return self._fitting[kind]

    def _idle(self, fitting: NDArray[np.int64]) -> float:
        """For how long the agents with room have not begun; 0 where nobody has room.

        An agent with room who has not begun for so long is no quick one now.
        """
        empty = fitting[self._empty[fitting]]
        return min((self._rooms[self._owners[slot]].idle_for for slot in empty), default=0.0)
