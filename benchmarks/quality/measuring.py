"""What is measured, part by part, as plain figures ready for JSON.

Shares are of one; what is undefined is None.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from benchmarks.quality import ablation, labels, simulation
from benchmarks.quality.bench import Bench, silent
from benchmarks.quality.bitext import both_ways
from benchmarks.quality.bootstrap import p_at_1_difference
from benchmarks.quality.certifying import certified_threshold, recalibrated
from benchmarks.quality.curves import accuracy_by_confidence, risk_by_coverage
from benchmarks.quality.perturbations import TYPO_SEEDS, with_typo, without_diacritics
from benchmarks.quality.sets import EvaluationSet
from knowledge_base.evaluation import evaluate
from knowledge_base.evaluation.figures import confidence_figures, ranking_figures
from knowledge_base.evaluation.queries import Outcomes, Query, SearchOutcomes
from knowledge_base.evaluation.search import search_outcomes
from knowledge_base.measures import calibration_floor
from knowledge_base.retriever import Retriever
from knowledge_base.search_result import Decision

Figures = dict[str, Any]

# Below this many questions a set is too small to be the truth about certificates.
LEAST_FOR_TRUTH = 300
# The columns of the table of parts beside one a set; the last three of so many questions a set.
_AS_ASKED, _ACROSS_LANGUAGES = "mean", "across languages"
_WITH_TYPO, _WITHOUT_DIACRITICS = "with typos", "without diacritics"
_MOST_MORE = 500


def measure_sets(bench: Bench) -> Figures:
    """The product's own evaluation of every set, and its curves."""
    measured = {}
    for one in bench.sets.all:
        bench.tell(f"• {one.name}: {len(one.queries)} questions")
        report = evaluate(one.entries, one.queries, bench.encoder)
        bench.keep(one, (report.ours, report.baseline))
        measured[one.name] = {
            "entries": len(one.entries),
            "questions": len(one.queries),
            "unanswerable": one.unanswerable,
            "phrasings": _phrasings_an_entry(one),
            "has_answers": _has_answers(one),
            "is_own": one in bench.sets.own,
            "default_point": _default_point(report.ours),
            **report.as_json(),
            **_curves(report.ours, report.baseline),
        }
    return measured


def measure_left_out(bench: Bench) -> Figures:
    """Near unanswerable questions on each set."""
    measured = {}
    for one in bench.sets.own:
        bench.tell(f"• {one.name}: a fifth of {len(one.entries)} entries left out in turn")
        ours, baseline = bench.left_out(one)
        measured[one.name] = {
            "questions": len(ours),
            "unanswerable": int((~ours.answerable).sum()),
            **_figures(ours),
            **{f"baseline_{name}": value for name, value in _figures(baseline).items()},
            "ece": _defined(confidence_figures(ours)["ece"]),
            "ece_floor": calibration_floor(ours.certainties),
            **_curves(ours, baseline),
        }
    return measured


def measure_typing(bench: Bench) -> Figures:
    """P@1 when the questions come without diacritics, or with a typo each."""
    measured = {}
    for one in bench.sets.own:
        bench.tell(f"• {one.name}: typed without diacritics, with typos")
        ours, baseline = _typed(bench, one)
        measured[one.name] = {
            "questions": len(one.queries) - one.unanswerable,
            "language": one.language,
            **ours,
            **{f"baseline_{name}": value for name, value in baseline.items()},
        }
    return measured


def measure_across_languages(bench: Bench) -> Figures:
    """Search in one language for what is stored in the other."""
    measured = {}
    for one in (way for bitext in bench.sets.bitexts for way in both_ways(bitext)):
        bench.tell(f"• {one.name}")
        ours, baseline = bench.outcomes(one)
        measured[one.name] = {
            "questions": len(ours),
            **_figures(ours),
            **{f"baseline_{name}": value for name, value in _figures(baseline).items()},
        }
    return measured


def measure_certificates(bench: Bench) -> Figures:
    """Simulated certificates on each set and with a fifth of its entries left out."""
    measured = {}
    for one in bench.sets.all:
        variants = [(one.name, bench.outcomes)]
        if one in bench.sets.own:
            variants.append((f"{one.name}, a fifth left out", bench.left_out))
        for name, outcomes_of in variants:
            if len(one.queries) < LEAST_FOR_TRUTH:
                continue
            bench.tell(f"• {name}: certificates from {simulation.SAMPLES} samples of each size")
            ours, _ = outcomes_of(one)
            measured[name] = [
                {**asdict(made), "is_kept": made.is_kept}
                for made in simulation.simulate(ours.certainties, ~ours.right, certified_threshold)
            ]
    return measured


def measure_labels(bench: Bench) -> Figures:
    """The calibration error after labelled questions, on the rest of each set."""
    measured = {}
    for one in bench.sets.all:
        ours, _ = bench.outcomes(one)
        after = {
            str(count): labels.error_after_labels(ours.certainties, ours.right, recalibrated, count)
            for count in labels.NUMBERS
        }
        if any(after.values()):
            measured[one.name] = {
                "questions": len(ours),
                "ece": _defined(confidence_figures(ours)["ece"]),
                "ece_floor": calibration_floor(ours.certainties),
                "after": after,
            }
    return measured


def measure_parts(bench: Bench) -> Figures:
    """What each part of retrieval brings: P@1 with it less P@1 without it, on each set."""
    asked = _asked_of_parts(bench)
    full = {
        (one.name, how): search_outcomes(Retriever.build(one.entries, bench.encoder), some, silent)
        for one, how, some in asked
    }
    measured: Figures = {}
    for part in ablation.PARTS:
        bench.tell(f"• without {part.name}")
        without: dict[tuple[str, str], Outcomes] = {}
        for one, how, some in asked:
            with part.retriever_without(one.entries, bench.encoder) as retriever:
                without[one.name, how] = search_outcomes(retriever, some, silent)
        measured[part.name] = {"instead": part.instead, "brings": _brought(full, without)}
    plain = {(one.name, how): bench.baseline(one.entries, some) for one, how, some in asked}
    measured["all of it"] = {"instead": "the plain baseline", "brings": _brought(full, plain)}
    return measured


PARTS: dict[str, Callable[[Bench], Figures]] = {
    "sets": measure_sets,
    "left_out": measure_left_out,
    "typing": measure_typing,
    "across_languages": measure_across_languages,
    "certificates": measure_certificates,
    "labels": measure_labels,
    "parts": measure_parts,
}


def _typed(bench: Bench, one: EvaluationSet) -> tuple[Figures, Figures]:
    """P@1 of ours and of the baseline, as asked and as typed in a hurry."""
    retriever = Retriever.build(one.entries, bench.encoder)
    queries = [query for query in one.queries if query.relevant]

    def p_at_1(changed: Callable[[Query], str]) -> tuple[float, float]:
        asked = [replace(query, text=changed(query)) for query in queries]
        ours = search_outcomes(retriever, asked, silent)
        return float(ours.right.mean()), float(bench.baseline(one.entries, asked).right.mean())

    def with_typos_of(seed: int) -> Callable[[Query], str]:
        return lambda query: with_typo(query.text, query.language, seed)

    plain = p_at_1(lambda query: query.text)
    bare = p_at_1(lambda query: without_diacritics(query.text))
    typos = [p_at_1(with_typos_of(seed)) for seed in TYPO_SEEDS]
    ours, baseline = (
        {
            "p_at_1": plain[method],
            "without_diacritics": bare[method],
            "with_typo": [both[method] for both in typos],
        }
        for method in (0, 1)
    )
    return ours, baseline


def _asked_of_parts(bench: Bench) -> list[tuple[EvaluationSet, str, list[Query]]]:
    """Each set's answerable questions; of larger sets some typed without care; some sentences."""
    asked = []
    for one in bench.sets.own:
        queries = [query for query in one.queries if query.relevant]
        asked.append((one, _AS_ASKED, queries))
        if len(queries) < LEAST_FOR_TRUTH:
            continue
        some = _some(queries)
        typed = [replace(q, text=with_typo(q.text, q.language, TYPO_SEEDS[0])) for q in some]
        asked.append((one, _WITH_TYPO, typed))
        if one.language == "cs":
            bare = [replace(query, text=without_diacritics(query.text)) for query in some]
            asked.append((one, _WITHOUT_DIACRITICS, bare))
    for bitext in bench.sets.bitexts:
        for way in both_ways(bitext):
            asked.append((way, _ACROSS_LANGUAGES, _some(way.queries)))
    return asked


def _some(queries: Sequence[Query]) -> list[Query]:
    """A few hundred of the questions, evenly spread over them."""
    return list(queries[:: -(-len(queries) // _MOST_MORE)])


def _brought(
    full: Mapping[tuple[str, str], Outcomes], without: Mapping[tuple[str, str], Outcomes]
) -> Figures:
    """The differences set by set, their mean, and the means of what was asked beside."""
    columns: dict[str, list[tuple[Outcomes, Outcomes]]] = {}
    for (name, how), outcomes in full.items():
        pair = (outcomes, without[name, how])
        if how == _AS_ASKED:
            columns.setdefault(name, []).append(pair)
        columns.setdefault(how, []).append(pair)
    last = [_AS_ASKED, _WITH_TYPO, _WITHOUT_DIACRITICS, _ACROSS_LANGUAGES]
    ordered = [name for name in columns if name not in last] + [n for n in last if n in columns]
    return {name: asdict(p_at_1_difference(columns[name])) for name in ordered}


def _figures(outcomes: Outcomes) -> Figures:
    return {name: _defined(value) for name, value in ranking_figures(outcomes).items()}


def _curves(ours: SearchOutcomes, baseline: Outcomes) -> Figures:
    return {
        "curve": risk_by_coverage(ours.certainties, ours.right),
        "baseline_curve": risk_by_coverage(baseline.certainties, baseline.right),
        "reliability": accuracy_by_confidence(ours.certainties, ours.right),
    }


def _default_point(ours: SearchOutcomes) -> tuple[float, float] | None:
    """(coverage, wrong-answer rate) at the default setting."""
    answered = ours.decisions == Decision.ANSWER
    if not answered.any():
        return None
    return float(answered.mean()), float(1 - ours.right[answered].mean())


def _phrasings_an_entry(one: EvaluationSet) -> float:
    counts = [len(v.phrasings) for entry in one.entries for v in entry.variants.values()]
    return sum(counts) / len(counts)


def _has_answers(one: EvaluationSet) -> bool:
    return any(v.answer for entry in one.entries for v in entry.variants.values())


def _defined(value: float) -> float | None:
    return None if math.isnan(value) else value
