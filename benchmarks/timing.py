"""Timing one way of doing something beside another: in turns, by one caller or several."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

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
    """Each way's figures over the same questions, amid the same noise.

    For one caller the ways take turns question by question, each at another question, so that none
    finds one's traces in a cache. Several callers take turns in rounds, whose medians are given.
    """
    for ask in ways.values():
        measured(ask, questions[:WARM_UP], callers)
    if callers == 1:
        return _question_by_question(ways, questions)
    rounds: dict[str, list[Figures]] = {name: [] for name in ways}
    for number in range(ROUNDS):
        for name, ask in ways.items():
            rounds[name].append(measured(ask, questions[number::ROUNDS], callers))
    return {name: _medians(some) for name, some in rounds.items()}


def _question_by_question(
    ways: Mapping[str, Ask], questions: Sequence[Question]
) -> dict[str, Figures]:
    times: dict[str, list[float]] = {name: [] for name in ways}
    apart = len(questions) // len(ways)
    for number in range(len(questions)):
        for place, (name, ask) in enumerate(ways.items()):
            question = questions[(number + place * apart) % len(questions)]
            times[name].append(_milliseconds(ask, question))
    return {name: _figures(some, sum(some) / 1000) for name, some in times.items()}


def measured(ask: Ask, questions: Sequence[Question], callers: int) -> Figures:
    """The figures of asking each question once; raises what asking raises."""

    with ThreadPoolExecutor(callers) as pool:
        started_at = time.perf_counter()
        times = list(pool.map(partial(_milliseconds, ask), questions))
        seconds = time.perf_counter() - started_at
    return _figures(times, seconds)


def _milliseconds(ask: Ask, question: Question) -> float:
    started_at = time.perf_counter()
    ask(question)
    return 1000 * (time.perf_counter() - started_at)


def _figures(times: Sequence[float], seconds: float) -> Figures:
    return Figures(
        p50=statistics.median(times),
        p95=statistics.quantiles(times, n=20)[-1],
        per_second=len(times) / seconds,
    )


def _medians(rounds: Sequence[Figures]) -> Figures:
    return Figures(
        p50=statistics.median(one.p50 for one in rounds),
        p95=statistics.median(one.p95 for one in rounds),
        per_second=statistics.median(one.per_second for one in rounds),
    )
