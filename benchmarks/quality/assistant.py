"""A set measured through the whole assistant, before and after a certificate."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

from benchmarks.errors import BenchmarkError
from benchmarks.quality.assistant_run import AssistantRun, assistant_with
from benchmarks.quality.bench import Bench
from benchmarks.quality.judging import judged_reply, judged_search, summary, titles_of
from benchmarks.quality.sets import EvaluationSet
from knowledge_base.evaluation import Query

Figures = dict[str, Any]

# One set a language, both with unanswerable questions.
DEFAULT_SETS = ("school-dev-cs + offtopic-cs", "rasa-demo-en")
LABELS = 600
TESTED = 300
# The first that the labels support is certified.
ALPHAS = (0.05, 0.10, 0.20)
DELTA = 0.05
_SEED = 20261122


def measure_assistant(bench: Bench, names: Sequence[str] = DEFAULT_SETS) -> Figures:
    """The named sets through the running product; raises BenchmarkError for an unknown name."""
    known = {one.name: one for one in bench.sets.all}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise BenchmarkError(f"no such set: {', '.join(unknown)}; there are {', '.join(known)}")
    measured = {}
    for name in names:
        bench.tell(f"• {name}: starting the product with {len(known[name].entries)} entries")
        with assistant_with(known[name].entries) as run:
            measured[name] = _measured(bench, known[name], run)
    return measured


def drawn(queries: Sequence[Query], labels: int, tested: int) -> tuple[list[Query], list[Query]]:
    """Questions to label and others to test on, drawn evenly and never the same ones.

    A small set gives two thirds of itself to the labels.
    """
    shuffled = list(queries)
    random.Random(_SEED).shuffle(shuffled)
    labels = min(labels, 2 * len(shuffled) // 3)
    return shuffled[:labels], shuffled[labels : labels + tested]


def _measured(bench: Bench, one: EvaluationSet, run: AssistantRun) -> Figures:
    labelled, tested = drawn(one.queries, LABELS, TESTED)
    bench.tell(f"• {one.name}: asking {len(tested)} questions at the default setting")
    figures: Figures = {
        "labels": len(labelled),
        "delta": DELTA,
        "default": _asked(one, run, tested),
        "search_default": _searched(run, tested),
    }
    bench.tell(f"• {one.name}: certifying on {len(labelled)} labelled questions")
    figures |= _certified(run, labelled)
    if figures["issued"]:
        bench.tell(f"• {one.name}: asking {len(tested)} questions with the certificate")
        figures["certified"] = _asked(one, run, tested)
        figures["search_certified"] = _searched(run, tested)
    return figures


def _certified(run: AssistantRun, labelled: Sequence[Query]) -> Figures:
    refused: list[float] = []
    for alpha in ALPHAS:
        said = run.certify(labelled, alpha=alpha, delta=DELTA)
        if said["issued"]:
            return {"issued": True, "alpha": alpha, "refused": refused}
        refused.append(alpha)
    return {"issued": False, "alpha": None, "refused": refused}


def _asked(one: EvaluationSet, run: AssistantRun, queries: Sequence[Query]) -> Figures:
    titles = titles_of(one.entries)
    replies = run.ask(queries)
    return summary(
        [judged_reply(query, reply, titles) for query, reply in zip(queries, replies, strict=True)]
    )


def _searched(run: AssistantRun, queries: Sequence[Query]) -> Figures:
    found = run.search(queries)
    return summary([judged_search(query, one) for query, one in zip(queries, found, strict=True)])
