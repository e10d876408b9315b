"""Timing one way of doing something beside another: in turns, by one caller or several."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from benchmarks.questions import Question

ROUNDS = 5
WARM_UP = 10

Ask = Callable[[Question], object]


@dataclass(frozen=True, kw_only=True)
class Figures:
    """Of one way and number of callers: p50 and p95 in milliseconds, questions per second."""

    p50: float
    p95: float
    per_second: float


def in_turns(
    ways: Mapping[str, Ask], questions: Sequence[Question], callers: int
) -> dict[str, Figures]:
    """Each way's figures, medians of rounds in which the ways took turns.

    All ways meet the same questions and the same noise, whose changes are slower than a round.
    """
    rounds: dict[str, list[Figures]] = {name: [] for name in ways}
    for ask in ways.values():
        measured(ask, questions[:WARM_UP], callers)
    for number in range(ROUNDS):
        for name, ask in ways.items():
            rounds[name].append(measured(ask, questions[number::ROUNDS], callers))
    return {name: medians(some) for name, some in rounds.items()}


def measured(ask: Ask, questions: Sequence[Question], callers: int) -> Figures:
    """The figures of asking each question once; raises what asking raises."""

    def timed(question: Question) -> float:
        started_at = time.perf_counter()
        ask(question)
        return 1000 * (time.perf_counter() - started_at)

    with ThreadPoolExecutor(callers) as pool:
        started_at = time.perf_counter()
        times = list(pool.map(timed, questions))
        seconds = time.perf_counter() - started_at
    return Figures(
        p50=statistics.median(times),
        p95=statistics.quantiles(times, n=20)[-1],
        per_second=len(times) / seconds,
    )


def medians(rounds: Sequence[Figures]) -> Figures:
    """The median of each figure."""
    return Figures(
        p50=statistics.median(one.p50 for one in rounds),
        p95=statistics.median(one.p95 for one in rounds),
        per_second=statistics.median(one.per_second for one in rounds),
    )
