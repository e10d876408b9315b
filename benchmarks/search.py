"""Knowledge base search beside encoding alone, in one process and over HTTP."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence

import httpx

from stack.temporary import RunningStack

ROUNDS = 150


def over_http(running: RunningStack, questions: Sequence[tuple[str, str]]) -> dict[str, float]:
    """p50 and p95 milliseconds of POST /search on a kept connection, and inside of it."""
    headers = {"Authorization": f"Bearer {running.internal_token}"}
    inside: list[float] = []
    with httpx.Client(base_url=running.knowledge_url, headers=headers, timeout=10) as client:

        def search(number: int) -> None:
            language, text = questions[number % len(questions)]
            answer = client.post("/search", json={"text": text, "language": language})
            inside.append(answer.raise_for_status().json()["milliseconds"])

        outside = _milliseconds(search)
    return {**_named("http", outside), **_named("search", inside[-ROUNDS:])}


def _milliseconds(action: Callable[[int], None]) -> list[float]:
    for number in range(10):
        action(number)
    times = []
    for number in range(ROUNDS):
        started = time.perf_counter()
        action(number)
        times.append((time.perf_counter() - started) * 1000)
    return times


def _named(name: str, times: Sequence[float]) -> dict[str, float]:
    return {
        f"{name}_p50": statistics.median(times),
        f"{name}_p95": statistics.quantiles(times, n=100)[94],
    }
