"""One question to a bot answer shown, through the whole running stack, against Rasa's own recipe.

The reference is Rasa's FAQ recipe (DIETClassifier and ResponseSelector) trained on the same entries
and put behind the same helpdesk and channel, so that only the assistant differs.
"""

from __future__ import annotations

import random
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import httpx

from benchmarks.customers import Customer, Reply, ask_at_once
from benchmarks.memory import resident_megabytes
from stack.temporary import RunningStack

QUESTIONS_OF_ONE = 60
QUESTIONS_OF_EIGHT = 240
LONG_CONVERSATION = 300
SEED = 20261122


@dataclass(frozen=True)
class Figures:
    """What was measured on one stack. Milliseconds, messages per second, megabytes, seconds."""

    one_p50: float
    one_p95: float
    one_per_second: float
    eight_p50: float
    eight_p95: float
    eight_per_second: float
    handed_off: float
    ready_seconds: float
    megabytes: Mapping[str, float]


def phrasings(running: RunningStack) -> list[tuple[str, str, str]]:
    """(language, text, entry id) of every published phrasing, in a fixed random order."""
    headers = {"Authorization": f"Bearer {running.internal_token}"}
    rows = []
    page = 1
    while True:
        answer = (
            httpx.get(
                f"{running.knowledge_url}/entries",
                params={"status": "published", "page": page, "page_size": 100},
                headers=headers,
                timeout=10,
            )
            .raise_for_status()
            .json()
        )
        for entry in answer["entries"]:
            for language, variant in entry["variants"].items():
                texts = [variant["question"], *variant["alternatives"]]
                rows += [(language, text, entry["id"]) for text in texts]
        if page * 100 >= answer["total"]:
            break
        page += 1
    random.Random(SEED).shuffle(rows)
    return rows


def measure(running: RunningStack) -> Figures:
    """Ask with one customer, then with eight, and read the processes' memory afterwards."""
    rows = phrasings(running)
    questions = [(language, text) for language, text, _ in rows]
    ask_at_once(running.url, questions[-16:], 2)  # connections, caches
    one, one_rate = ask_at_once(running.url, questions[:QUESTIONS_OF_ONE], 1)
    rest = questions[QUESTIONS_OF_ONE : QUESTIONS_OF_ONE + QUESTIONS_OF_EIGHT]
    eight, eight_rate = ask_at_once(running.url, rest, 8)
    return Figures(
        one_p50=percentile(one, 50),
        one_p95=percentile(one, 95),
        one_per_second=one_rate,
        eight_p50=percentile(eight, 50),
        eight_p95=percentile(eight, 95),
        eight_per_second=eight_rate,
        handed_off=statistics.fmean(reply.handed_off for reply in [*one, *eight]),
        ready_seconds=running.ready_seconds,
        megabytes={
            name: resident_megabytes(process.running.pid)
            for name, process in running.group.processes.items()
            if process.running is not None
        },
    )


def measure_length(running: RunningStack) -> list[tuple[int, float]]:
    """Median milliseconds of the ten messages up to the 10th, 100th and 300th of one conversation.

    Greetings, because they never hand off and every one gets the same reply.
    """
    customer = Customer(running.url, "en")
    times = [
        customer.asks(("hello", "good morning", "hi there")[number % 3]).milliseconds
        for number in range(LONG_CONVERSATION)
    ]
    customer.close()
    return [(end, statistics.median(times[end - 10 : end])) for end in (10, 100, LONG_CONVERSATION)]


def percentile(replies: Sequence[Reply], percent: int) -> float:
    """The percentile of the replies' milliseconds."""
    return statistics.quantiles((reply.milliseconds for reply in replies), n=100)[percent - 1]
