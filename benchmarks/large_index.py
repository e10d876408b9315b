"""The index for many vectors beside FAISS's flat one and BM25.

The recipe for many vectors out of real ones: a real vector plus half the difference of two others,
brought back to unit length, again and again; the real ones come first. So the made ones vary in the
directions in which real ones do, and as much. Questions are real ones.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import faiss
import numpy as np
import numpy.typing as npt

from benchmarks import multiplied
from benchmarks.made_knowledge import kept_vectors, served_encoder
from benchmarks.questions import SEED
from benchmarks.tables import Table, ratio, verdict
from knowledge_base.corpus import published
from knowledge_base.encoded_entries import EncodedEntries
from knowledge_base.evaluation.bm25 import Bm25
from knowledge_base.evaluation.lemmas import words
from knowledge_base.index import LARGE, index_of
from knowledge_base.vectors import VectorCache
from stack.progress import say

FloatArray = npt.NDArray[np.float32]
Find = Callable[[int], Sequence[int]]
Result = TypeVar("Result")

EXPECTED_FASTER = 5.0
EXPECTED_RECALL = 0.98
FLAT, OURS, BM25 = "FAISS, flat", "ours", "BM25 (lemmas)"

_NEAREST = 10
_DIFFERENCE = 0.5


@dataclass(frozen=True, kw_only=True)
class Figures:
    """Of one index: seconds to build, median and 95th percentile of a search in ms, recall@10."""

    build_seconds: float
    p50: float
    p95: float
    recall: float | None


def measure(entry_count: int, vector_count: int, question_count: int) -> Table:
    """All indexes asked in turns, question by question."""
    say(f"• Searching {vector_count} vectors")
    asked = multiplied.questions(question_count, of_entries=entry_count)
    encoder = served_encoder()
    encoded = EncodedEntries(
        published(multiplied.entries(entry_count)),
        encoder,
        known={},
        cache=VectorCache(kept_vectors(entry_count)),
        progress=say,
    )
    space = encoded.space()
    rows = [encoded.rows_in(space, corpus.language) for corpus in encoded.corpora]
    real = np.concatenate([some for one in rows for some in (one.phrasings, one.documents)])
    vectors = multiply(real, vector_count)
    questions = [
        space.question(encoder.encode_questions([one.text])[0], one.language, one.language)
        for one in asked
    ]
    texts = multiplied.texts(vector_count)
    build_seconds, ways = _built(vectors, questions, texts, [one.text for one in asked])
    return table(_in_turns(ways, build_seconds, len(questions)), len(real), vector_count)


def multiply(real: FloatArray, count: int) -> FloatArray:
    """So many vectors of unit length, shape (count, dimension), by the recipe above."""
    random = np.random.default_rng(SEED)
    one, plus, minus = random.integers(0, len(real), (3, max(0, count - len(real))))
    made = real[one] + _DIFFERENCE * (real[plus] - real[minus])
    made /= np.maximum(np.linalg.norm(made, axis=1, keepdims=True), 1e-9)
    return np.concatenate([real[:count], made]).astype(np.float32)


def _built(
    vectors: FloatArray, questions: Sequence[FloatArray], texts: Sequence[str], asked: Sequence[str]
) -> tuple[dict[str, float], dict[str, Find]]:
    """Each index's seconds to build, and what it finds for a question by number."""
    faiss.omp_set_num_threads(1)
    flat = faiss.IndexFlatIP(vectors.shape[1])
    flat_seconds, _ = _timed(lambda: flat.add(vectors))
    our_seconds, ours = _timed(lambda: index_of(vectors))
    bm25_seconds, bm25 = _timed(lambda: Bm25([words(text, "cs") for text in texts]))

    def best_by_words(number: int) -> Sequence[int]:
        scores = bm25.scores(words(asked[number], "cs"))
        return [int(row) for row in np.argpartition(scores, -_NEAREST)[-_NEAREST:]]

    return (
        {FLAT: flat_seconds, OURS: our_seconds, BM25: bm25_seconds},
        {
            FLAT: lambda number: list(flat.search(questions[number][np.newaxis], _NEAREST)[1][0]),
            OURS: lambda number: list(ours.compare(questions[number]).nearest(_NEAREST)),
            BM25: best_by_words,
        },
    )


def _in_turns(
    ways: Mapping[str, Find], build_seconds: Mapping[str, float], question_count: int
) -> dict[str, Figures]:
    times: dict[str, list[float]] = {name: [] for name in ways}
    recalls: list[float] = []
    for number in range(question_count):
        found: dict[str, Sequence[int]] = {}
        for name, find in ways.items():
            seconds, found[name] = _timed(partial(find, number))
            times[name].append(1000 * seconds)
        recalls.append(len({*found[FLAT]} & {*found[OURS]}) / _NEAREST)
    recall = {FLAT: 1.0, OURS: statistics.mean(recalls), BM25: None}
    return {
        name: Figures(
            build_seconds=build_seconds[name],
            p50=statistics.median(times[name]),
            p95=statistics.quantiles(times[name], n=20)[-1],
            recall=recall[name],
        )
        for name in ways
    }


def table(figures: Mapping[str, Figures], real_count: int, vector_count: int) -> Table:
    """Each index's figures, and what was expected of ours beside what was seen."""
    faster = figures[FLAT].p50 / figures[OURS].p50
    recall = figures[OURS].recall or 0.0
    return Table(
        title=f"The index at {vector_count} vectors",
        headings=["", "built in s", "p50 ms", "p95 ms", "times faster", "recall@10"],
        rows=[
            [
                name,
                f"{one.build_seconds:.1f}",
                f"{one.p50:.2f}",
                f"{one.p95:.2f}",
                ratio(figures[FLAT].p50 / one.p50),
                "–" if one.recall is None else f"{one.recall:.3f}",
            ]
            for name, one in figures.items()
        ],
        notes=[
            f"Expected: at least {EXPECTED_FASTER:.0f} times faster than flat "
            f"{verdict(ratio(faster), faster >= EXPECTED_FASTER)} at a recall@10 of at least "
            f"{EXPECTED_RECALL} {verdict(f'{recall:.3f}', recall >= EXPECTED_RECALL)}. "
            f"Below {LARGE} vectors ours is flat too. Without encoding; one thread. {real_count} "
            "real vectors, the others made of them (benchmarks/large_index.py); BM25 over as many "
            "made texts finds something else and is here for its time."
        ],
    )


def _timed(act: Callable[[], Result]) -> tuple[float, Result]:
    began = time.perf_counter()
    result = act()
    return time.perf_counter() - began, result
