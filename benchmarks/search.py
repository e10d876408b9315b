"""The knowledge base's search over HTTP beside encoding alone, with the same engine and threads."""

from __future__ import annotations

import http.client
import json
import statistics
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from benchmarks.questions import Question
from benchmarks.tables import Table, milliseconds, ratio
from knowledge_base.encoder import Encoder, load_encoder
from knowledge_base.settings import Settings as KnowledgeSettings
from stack.temporary import RunningStack

ROUNDS = 3
CALLERS = (1, 8)
EXPECTED_RATIO = 1.5
_TIMEOUT_SECONDS = 10

Ask = Callable[[Question], None]


@dataclass(frozen=True, kw_only=True)
class Figures:
    """Of one way and number of callers: p50 and p95 in milliseconds, questions per second."""

    p50: float
    p95: float
    per_second: float


def measure(running: RunningStack, questions: Sequence[Question]) -> Table:
    """Search and encoding in turns, so that both meet the same noise; with 1 and 8 callers."""
    settings = KnowledgeSettings()
    encoder = load_encoder(
        state=running.settings.state,
        engine=settings.encoder_engine,
        threads=settings.encoder_threads,
    )
    search = _Search(running)
    rows = []
    for callers in CALLERS:
        ways: dict[str, Ask] = {
            "encoding": lambda question: _encode(encoder, question),
            "search": search,
        }
        _measure(ways["encoding"], questions[:10], callers)
        _measure(ways["search"], questions[:10], callers)
        rounds: dict[str, list[Figures]] = {name: [] for name in ways}
        for number in range(ROUNDS):
            share = questions[number::ROUNDS]
            for name, ask in ways.items():
                rounds[name].append(_measure(ask, share, callers))
        encoding, searching = _medians(rounds["encoding"]), _medians(rounds["search"])
        rows += [
            _row("encoding alone, in process", callers, encoding, encoding),
            _row("search over HTTP, encoding included", callers, searching, encoding),
        ]
    return Table(
        title="Knowledge base search",
        headings=["", "callers", "p50 ms", "p95 ms", "per second", "p50 to encoding"],
        rows=rows,
        notes=[
            f"Expected: search p50 at most {EXPECTED_RATIO} times encoding alone. Engine "
            f"{encoder.engine}, {settings.encoder_threads} threads for both. Medians of {ROUNDS} "
            f"rounds, {len(questions)} different questions."
        ],
    )


class _Search:
    """POST /search, each thread on a kept connection of its own."""

    def __init__(self, running: RunningStack) -> None:
        self._port = running.settings.knowledge_port
        self._headers = {
            "Authorization": f"Bearer {running.internal_token}",
            "Content-Type": "application/json",
        }
        self._connections = threading.local()

    def __call__(self, question: Question) -> None:
        """Search for one question."""
        connection = getattr(self._connections, "kept", None)
        if connection is None:
            connection = http.client.HTTPConnection(
                "127.0.0.1", self._port, timeout=_TIMEOUT_SECONDS
            )
            self._connections.kept = connection
        body = json.dumps({"text": question.text, "language": question.language})
        connection.request("POST", "/search", body, self._headers)
        found = json.loads(connection.getresponse().read())
        if "decision" not in found:
            raise RuntimeError(f"the knowledge base did not search: {found}")


def _encode(encoder: Encoder, question: Question) -> None:
    encoder.encode_questions([question.text])


def _measure(ask: Ask, questions: Sequence[Question], callers: int) -> Figures:
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


def _medians(rounds: Sequence[Figures]) -> Figures:
    return Figures(
        p50=statistics.median(one.p50 for one in rounds),
        p95=statistics.median(one.p95 for one in rounds),
        per_second=statistics.median(one.per_second for one in rounds),
    )


def _row(name: str, callers: int, figures: Figures, encoding: Figures) -> list[str]:
    return [
        name,
        str(callers),
        milliseconds(figures.p50),
        milliseconds(figures.p95),
        f"{figures.per_second:.0f}",
        ratio(figures.p50 / encoding.p50),
    ]
