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
MOST_SIMULATED = 500
RUNS = 400
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
    owners, free_at = _slots(rooms, draw)
    found: list[Interval | None] = []
    masks: dict[tuple[str | None, str], NDArray[np.bool_]] = {}
    for place in queue[:MOST_SIMULATED]:
        kind = (place.department, place.language)
        if kind not in masks:
            fitting = [room.fits(*kind) for room in rooms]
            masks[kind] = np.array([fitting[owner] for owner in owners], dtype=bool)
        found.append(_next_wait(place, masks[kind], free_at, owners, rooms, draw))
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


def _slots(rooms: Sequence[Room], draw: _Draws) -> tuple[list[int], Seconds]:
    """Every conversation that fits an agent: whose it is, and when it is free in each run."""
    owners: list[int] = []
    columns: list[Seconds] = []
    for owner, room in enumerate(rooms):
        for age in room.ages:
            owners.append(owner)
            columns.append(draw.rest_of_duration(age))
        for _ in range(room.free):
            owners.append(owner)
            columns.append(np.zeros(draw.runs))
    return owners, np.stack(columns, axis=1)


def _next_wait(
    place: Waiting,
    mask: NDArray[np.bool_],
    free_at: Seconds,
    owners: Sequence[int],
    rooms: Sequence[Room],
    draw: _Draws,
) -> Interval | None:
    """The interval of the next in the queue, who takes the first fitting place to be free."""
    if not mask.any():
        return None
    slot = np.argmin(np.where(mask, free_at, np.inf), axis=1)
    each = np.arange(draw.runs)
    idle = [
        rooms[owner].idle_for
        for owner, fits, free in zip(owners, mask, (free_at == 0).all(axis=0), strict=True)
        if fits and free
    ]
    # an agent with room who has not begun for so long is no quick one now
    since = min(place.waited, min(idle)) if idle else 0.0
    begins = free_at[each, slot] + draw.rest_of_delay(since)
    free_at[each, slot] = begins + draw.durations()
    lowest, highest = np.quantile(begins, (LOWEST, HIGHEST))
    return Interval(lowest=float(lowest), highest=float(highest))
