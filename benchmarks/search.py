"""Search at 1,000 entries beside encoding alone, flat FAISS and BM25, with the same threads."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence

import faiss
import numpy as np

from benchmarks import multiplied
from benchmarks.made_knowledge import (
    Service,
    kept_vectors,
    retriever_over,
    running_service,
    served_encoder,
)
from benchmarks.questions import Question
from benchmarks.tables import Table, milliseconds, ratio, verdict
from benchmarks.timing import Ask, Figures, in_turns
from knowledge_base.encoder import Encoder
from knowledge_base.entries import Entry, Language
from knowledge_base.evaluation.bm25 import Bm25
from knowledge_base.evaluation.lemmas import words
from knowledge_base.settings import Settings as KnowledgeSettings
from knowledge_base.vectors import VectorCache, encode_all
from stack.progress import say

CALLERS = (1, 8)
EXPECTED_P50 = 1.5
EXPECTED_P95 = 3.0

ENCODING = "encoding the question alone"
SEARCH = "search, encoding included"
OVER_HTTP = "search over HTTP, encoding included"
FLAT = "flat FAISS, encoding included"
BM25 = "BM25 (lemmas)"

_NEAREST = 5


def measure(entry_count: int, question_count: int) -> Table:
    """Every way in turns, by one caller and by eight."""
    entries = multiplied.entries(entry_count)
    questions = multiplied.questions(question_count, of_entries=entry_count)
    encoder = served_encoder()
    retriever = retriever_over(entries, encoder)
    in_process: dict[str, Ask] = {
        ENCODING: lambda question: encoder.encode_questions([question.text]),
        SEARCH: lambda question: retriever.search(question.text, question.language),
        FLAT: _flat(entries, encoder),
        BM25: _bm25(entries),
    }
    with running_service(entries) as service:
        ways: dict[str, Ask] = {**in_process, OVER_HTTP: _OverHttp(service)}
        figures = {callers: in_turns(ways, questions, callers) for callers in CALLERS}
    return table(figures, entry_count, question_count, threads=KnowledgeSettings().encoder_threads)


def table(
    figures: Mapping[int, Mapping[str, Figures]],
    entry_count: int,
    question_count: int,
    *,
    threads: int,
) -> Table:
    """Figures by number of callers and way, and what was expected beside what was seen."""
    one, eight = (figures[callers] for callers in CALLERS)
    p50 = one[SEARCH].p50 / one[ENCODING].p50
    p95 = one[SEARCH].p95 / one[ENCODING].p50
    more = eight[SEARCH].per_second / one[SEARCH].per_second
    return Table(
        title=f"Search at {entry_count} entries",
        headings=["", "callers", "p50 ms", "p95 ms", "per second", "p50 to encoding's"],
        rows=[
            _row(name, callers, by_way[name], by_way[ENCODING])
            for callers, by_way in figures.items()
            for name in by_way
        ],
        notes=[
            f"Expected of search by one caller: p50 at most {EXPECTED_P50} times encoding's "
            f"{verdict(ratio(p50), p50 <= EXPECTED_P50)}, p95 at most {EXPECTED_P95:.0f} times "
            f"encoding's p50 {verdict(ratio(p95), p95 <= EXPECTED_P95)}. Expected of eight callers:"
            f" as many questions a second as of one {verdict(ratio(more), more >= 1)}.",
            f"{entry_count} entries with {multiplied.PHRASINGS} phrasings in each of their "
            f"languages, multiplied from the demo's (benchmarks/multiplied.py); {question_count} "
            f"questions that are no stored phrasing. {threads} threads for one encoding, one for "
            "everything else, whatever the number of callers. The ways took turns; "
            "over HTTP the caller shares the cores with the service.",
        ],
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


class _OverHttp:
    """POST /search, each thread on a kept connection of its own."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._connections = threading.local()

    def __call__(self, question: Question) -> None:
        """Search for one question."""
        kept = getattr(self._connections, "kept", None)
        if kept is None:
            kept = self._connections.kept = self._service.connect()
        body = {"text": question.text, "language": question.language}
        self._service.call(kept, "POST", "/search", body)


def _flat(entries: Sequence[Entry], encoder: Encoder) -> Ask:
    """The nearest phrasings of all, by FAISS's flat index over the encoder's own vectors."""
    keys, vectors = encode_all(
        [text for texts in _phrasings(entries).values() for text in texts],
        "question",
        encoder,
        known={},
        cache=VectorCache(kept_vectors(len(entries))),
        progress=say,
    )
    index = faiss.IndexFlatIP(encoder.dimension)
    index.add(np.stack([vectors[key] for key in keys]))
    return lambda question: index.search(encoder.encode_questions([question.text]), _NEAREST)


def _bm25(entries: Sequence[Entry]) -> Ask:
    """BM25 over the phrasings in the question's language, as the evaluation's reference has it."""
    indexes = {
        language: Bm25([words(text, language) for text in texts])
        for language, texts in _phrasings(entries).items()
    }
    return lambda question: np.argmax(
        indexes[question.language].scores(words(question.text, question.language))
    )


def _phrasings(entries: Sequence[Entry]) -> dict[Language, list[str]]:
    found: dict[Language, list[str]] = {}
    for entry in entries:
        for language, variant in entry.variants.items():
            found.setdefault(language, []).extend(variant.phrasings)
    return found
