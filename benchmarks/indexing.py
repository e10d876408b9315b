"""Indexing 1,000 entries beside encoding their texts, and how soon an edited entry is found."""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks import multiplied
from benchmarks.errors import BenchmarkError
from benchmarks.made_knowledge import Service, kept_vectors, running_service, served_encoder
from benchmarks.tables import Table, milliseconds, ratio, verdict
from knowledge_base.encoder.engines import Engine, FloatArray
from knowledge_base.entries import Entry
from knowledge_base.retriever import Retriever
from knowledge_base.vectors import VectorCache
from stack.progress import say

EXPECTED_RATIO = 1.1
EXPECTED_SECONDS = 1.0

_GIVE_UP_SECONDS = 30.0
_POLL_SECONDS = 0.01


@dataclass(frozen=True, kw_only=True)
class Taken:
    """Time that something took."""

    seconds: float
    processor_seconds: float


class Stopwatch:
    """An engine that passes on what it is asked and adds up the time of it (`taken`)."""

    def __init__(self, engine: Engine) -> None:
        """Stand in for an engine."""
        self.name = engine.name
        self.precision = engine.precision
        self.dimension = engine.dimension
        self.texts = 0
        self.taken = Taken(seconds=0, processor_seconds=0)
        self._engine = engine

    def encode(self, texts: Sequence[str]) -> FloatArray:
        """The engine's own vectors."""
        began = _now()
        vectors = self._engine.encode(texts)
        taken = _since(began)
        self.texts += len(texts)
        self.taken = Taken(
            seconds=self.taken.seconds + taken.seconds,
            processor_seconds=self.taken.processor_seconds + taken.processor_seconds,
        )
        return vectors


def measure_build(entry_count: int) -> Table:
    """Indexing made entries from nothing, and the part of it that was encoding."""
    entries = multiplied.entries(entry_count)
    say(f"• Indexing {entry_count} made entries from nothing (some minutes)")
    encoder = served_encoder()
    engine = encoder.backbone = Stopwatch(encoder.backbone)
    kept = kept_vectors(entry_count)
    for old in kept.parent.glob(f"{kept.name}*"):
        old.unlink()
    cache = VectorCache(kept)
    began = _now()
    Retriever.build(entries, encoder, cache=cache)
    whole = _since(began)
    return build_table(whole, engine.taken, entry_count, engine.texts)


def build_table(whole: Taken, encoding: Taken, entry_count: int, texts: int) -> Table:
    """Indexing beside the encoding in it."""
    seen = whole.seconds / encoding.seconds
    return Table(
        title=f"Indexing {entry_count} entries",
        headings=["", "s", "processor s", "to encoding"],
        rows=[
            _taken_row("encoding of all texts", encoding, encoding),
            _taken_row("indexing, encoding included", whole, encoding),
        ],
        notes=[
            f"Expected: at most {EXPECTED_RATIO} times the encoding "
            f"{verdict(ratio(seen), seen <= EXPECTED_RATIO)}. {texts} texts are encoded: "
            "phrasings, each variant's question with phrasings and answer, and the background's "
            "sentences. Encoding is timed inside the same run."
        ],
    )


def measure_edits(entry_count: int, edits: int) -> Table:
    """Edits of entries of a running knowledge base over HTTP, until a search finds them."""
    entries = multiplied.entries(entry_count)
    say(f"• Editing {edits} of {entry_count} made entries")
    with running_service(entries) as service:
        step = max(1, len(entries) // edits)
        seconds = [_edit_seconds(service, entry) for entry in entries[::step][:edits]]
    return edits_table(seconds, entry_count)


def edits_table(seconds: Sequence[float], entry_count: int) -> Table:
    """Times from sending an edit to the first search that finds it."""
    worst = max(seconds)
    return Table(
        title=f"An edited entry is found, at {entry_count} entries",
        headings=["edits", "median ms", "worst ms"],
        rows=[
            [
                str(len(seconds)),
                milliseconds(1000 * statistics.median(seconds)),
                milliseconds(1000 * worst),
            ]
        ],
        notes=[
            f"Expected: in {EXPECTED_SECONDS:.0f} s "
            f"{verdict(f'{worst:.2f} s', worst <= EXPECTED_SECONDS)}. From the PUT of an entry "
            "with a changed question until POST /search gives its new version first."
        ],
    )


def _edit_seconds(service: Service, entry: Entry) -> float:
    connection = service.connect()
    stored = service.call(connection, "GET", f"/entries/{entry.id}")
    language, variant = next(iter(stored["variants"].items()))
    variant["question"] = f"{variant['question']} ({entry.id})"
    body = {key: stored[key] for key in ("id", "category", "tags", "version", "variants")}
    began = time.monotonic()
    edited = service.call(
        connection, "PUT", f"/entries/{entry.id}", {**body, "status": "published"}
    )
    search = {"text": variant["question"], "language": language}
    while time.monotonic() - began < _GIVE_UP_SECONDS:
        found = service.call(connection, "POST", "/search", search)["candidates"][:1]
        if [(one["entry_id"], one["version"]) for one in found] == [(entry.id, edited["version"])]:
            return time.monotonic() - began
        time.sleep(_POLL_SECONDS)
    raise BenchmarkError(f"the edit of {entry.id} was not found after {_GIVE_UP_SECONDS:.0f} s")


def _taken_row(name: str, taken: Taken, encoding: Taken) -> list[str]:
    return [
        name,
        f"{taken.seconds:.1f}",
        f"{taken.processor_seconds:.1f}",
        ratio(taken.seconds / encoding.seconds),
    ]


def _now() -> tuple[float, float]:
    return time.perf_counter(), time.process_time()


def _since(began: tuple[float, float]) -> Taken:
    seconds, processor_seconds = _now()
    return Taken(seconds=seconds - began[0], processor_seconds=processor_seconds - began[1])
