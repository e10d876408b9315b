"""Owns the whole evaluation: a fresh knowledge base, all methods, all figures, one report."""

import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from knowledge_base.corpus import published
from knowledge_base.encoder import Encoder
from knowledge_base.entries import Entry
from knowledge_base.evaluation.figures import Compared
from knowledge_base.evaluation.labelled import certificate_figures, lessons
from knowledge_base.evaluation.memory import peak_megabytes
from knowledge_base.evaluation.queries import IntArray, Outcomes, Query, SearchOutcomes
from knowledge_base.evaluation.recording import Recording
from knowledge_base.evaluation.resampling import intervals
from knowledge_base.evaluation.search import (
    Progress,
    baseline_outcomes,
    bm25_outcomes,
    search_outcomes,
)
from knowledge_base.measures import calibration_floor
from knowledge_base.retriever import Retriever
from knowledge_base.vectors import VectorCache

Value = float | int | str | None

RESAMPLES = 1000
# A resample repeats questions, which adds to these as chance does.
_BIASED = ("ece", "ece_labelled")


def _silent(_: str) -> None:
    """Tell nobody."""


@dataclass(frozen=True, kw_only=True)
class Report:
    """All figures of one evaluation by their name (see docs/evaluation.md), and the outcomes.

    `labelled` are the outcomes of the labelled questions, where there were any.
    """

    values: Mapping[str, Value]
    ours: SearchOutcomes
    baseline: Outcomes
    bm25: Outcomes
    labelled: SearchOutcomes | None

    def as_json(self) -> dict[str, Value]:
        """The figures, ready for JSON: what is undefined is None."""
        return dict(self.values)


def evaluate(
    entries: Sequence[Entry],
    queries: Sequence[Query],
    encoder: Encoder,
    *,
    labelled: Sequence[Query] = (),
    alpha: float = 0.05,
    delta: float = 0.05,
    bootstrap: int = RESAMPLES,
    cache: VectorCache | None = None,
    progress: Progress = _silent,
) -> Report:
    """The report of search, the plain baseline and BM25 on these queries.

    The knowledge base is built afresh; what a cache has is not encoded again. `labelled` are
    other questions, from which the threshold is certified that is then measured on the queries.
    `bootstrap` resamples give the intervals, none without. Raises ValueError without published
    entries or without queries.
    """
    if not published(entries) or not queries:
        raise ValueError("an evaluation needs at least one published entry and one query")
    clock = _Clock()
    recording = Recording(encoder)
    progress(f"building a knowledge base of {len(entries)} entries")
    retriever = Retriever.build(entries, recording.recorder, cache=cache, progress=progress)
    clock.lap("seconds_build")
    progress(f"searching {len(queries)} queries")
    ours = search_outcomes(retriever, queries, progress)
    clock.lap("seconds_search")
    clock.seconds["seconds_encoding"] = recording.seconds
    taught = None
    if labelled:
        progress(f"searching {len(labelled)} labelled questions")
        taught = lessons(search_outcomes(retriever, labelled, progress), alpha=alpha, delta=delta)
    progress("comparing with the plain baseline and BM25")
    compared = Compared(
        ours=ours,
        baseline=baseline_outcomes(
            entries, queries, recording.player, cache=cache, progress=progress
        ),
        bm25=bm25_outcomes(entries, queries),
        threshold=taught.threshold if taught else None,
        corrected=taught.recalibration.corrected(ours.certainties) if taught else None,
    )
    progress(f"intervals from {bootstrap} resamples")
    values: dict[str, Value] = {
        "entries": len(retriever.entries),
        "queries": len(queries),
        "answerable": int(ours.answerable.sum()),
        "encoder": encoder.identity,
        **with_intervals(compared, bootstrap),
        "ece_floor": calibration_floor(ours.certainties),
        **certificate_figures(taught),
        **clock.finished(),
        "memory_mb": peak_megabytes(),
    }
    return Report(
        values={name: _defined(value) for name, value in values.items()},
        ours=ours,
        baseline=compared.baseline,
        bm25=compared.bm25,
        labelled=taught.outcomes if taught else None,
    )


def with_intervals(compared: Compared, bootstrap: int) -> dict[str, float]:
    """Every figure of the methods, each with `_low` and `_high` (NaN without resamples)."""

    def measured(counts: IntArray) -> Mapping[str, float]:
        return compared.at(counts).figures()

    figures = compared.figures()
    found = intervals(
        measured,
        compared.ours.owners,
        bootstrap,
        centres={name: figures[name] for name in _BIASED},
    )
    values: dict[str, float] = {}
    for name, value in figures.items():
        low, high = found.get(name, (math.nan, math.nan))
        values |= {name: value, f"{name}_low": low, f"{name}_high": high}
    return values


class _Clock:
    """Seconds since its last lap, and since it was made."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._started = self._last = time.perf_counter()

    def lap(self, name: str) -> None:
        now = time.perf_counter()
        self.seconds[name], self._last = now - self._last, now

    def finished(self) -> dict[str, float]:
        return {**self.seconds, "seconds": time.perf_counter() - self._started}


def _defined(value: Value) -> Value:
    return None if isinstance(value, float) and not math.isfinite(value) else value
