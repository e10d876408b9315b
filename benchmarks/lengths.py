"""Whether an answer takes longer the longer its conversation is."""

from __future__ import annotations

import itertools
import statistics
from collections.abc import Iterator, Sequence

from benchmarks.customers import Customer
from benchmarks.errors import BenchmarkError
from benchmarks.tables import Table, milliseconds, ratio
from stack.temporary import RunningStack

WINDOW = 10
GREETINGS = ("hello", "good morning", "hi there")


def measure(running: RunningStack, ends: Sequence[int], conversations: int) -> Table:
    """Median of the ten messages up to each of `ends`, over several long conversations.

    Greetings throughout: they take the whole way (stored, searched, understood, answered, shown),
    never hand off, and their reply is the same whatever was answered before.
    """
    times: dict[int, list[float]] = {end: [] for end in ends}
    for _ in range(conversations):
        customer = Customer(running.url, "en")
        for number, text in enumerate(_texts(max(ends)), start=1):
            reply = customer.asks(text)
            if reply.handed_off:
                raise BenchmarkError(f"message {number} of a long conversation was handed off")
            for end in ends:
                if end - WINDOW < number <= end:
                    times[end].append(reply.milliseconds)
        customer.leaves()
    medians = {end: statistics.median(of) for end, of in times.items()}
    first = medians[ends[0]]
    return Table(
        title="Answer by the conversation's length",
        headings=["messages so far", "p50 ms", "to the shortest"],
        rows=[[str(end), milliseconds(of), ratio(of / first)] for end, of in medians.items()],
        notes=[
            f"Expected: no growth. Medians of the {WINDOW} messages up to each number, "
            f"{conversations} conversations."
        ],
    )


def _texts(count: int) -> Iterator[str]:
    return itertools.islice(itertools.cycle(GREETINGS), count)
