"""How good search is on questions whose right entries are known, beside a plain baseline.

`python -m knowledge_base evaluate --entries E --queries Q` prints it. Entries are JSON lines, each
as the API gives it or in one language (`id, language, question, answer, alternatives`); queries are
JSON lines with `text`, `language` and `relevant`, the ids of the right entries (none: nothing
answers the question).
"""

import argparse
import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from knowledge_base.corpus import corpora, published
from knowledge_base.encoder import DEFAULT_MODEL, Encoder, load_encoder
from knowledge_base.entries import Entry, Language, Status, Variant
from knowledge_base.measures import accepted_share, calibration_error, ranking_area
from knowledge_base.retriever import Retriever
from knowledge_base.search_result import Decision

FloatArray = npt.NDArray[np.float32]

_RECALL_AT = 5


@dataclass(frozen=True, kw_only=True)
class Query:
    """A question and the ids of the entries that answer it."""

    text: str
    language: Language
    relevant: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Ranked:
    """What one method made of a query: entry ids, best first, and its certainty of the first."""

    entry_ids: tuple[str, ...]
    certainty: float


@dataclass(frozen=True, kw_only=True)
class Figures:
    """A method's figures; shares are of the queries, NaN where they are undefined.

    `precision_at_1`, `recall_at_5` and `reciprocal_rank` are over answerable queries,
    `answerable_area` is the ROC area of telling answerable queries from others, `coverage_at_95`
    the largest share answered with at least 95 % of it right.
    """

    precision_at_1: float
    recall_at_5: float
    reciprocal_rank: float
    answerable_area: float
    coverage_at_95: float
    coverage_at_90: float


@dataclass(frozen=True, kw_only=True)
class Decisions:
    """What the default thresholds make of the queries: shares, and how often they are right.

    An answer is right if the first entry is; a clarification if one of the first three is; a
    handoff if nothing answers the query.
    """

    answered: float
    answered_right: float
    clarified: float
    clarified_right: float
    handed_off: float
    handed_off_right: float


@dataclass(frozen=True, kw_only=True)
class Report:
    """All figures of one evaluation."""

    entries: int
    queries: int
    answerable: int
    encoder: str
    search: Figures
    baseline: Figures
    calibration_error: float
    decisions: Decisions


def evaluate(entries: Sequence[Entry], queries: Sequence[Query], encoder: Encoder) -> Report:
    """The figures of search and of the baseline; raises ValueError without queries."""
    if not queries:
        raise ValueError("no queries to evaluate")
    retriever = Retriever.build(entries, encoder)
    results = [retriever.search(query.text, query.language) for query in queries]
    found = [
        Ranked(
            entry_ids=tuple(candidate.entry_id for candidate in result.candidates),
            certainty=result.confidence,
        )
        for result in results
    ]
    right = np.asarray([_is_right(one, query) for one, query in zip(found, queries, strict=True)])
    certainties = np.asarray([one.certainty for one in found])
    return Report(
        entries=len(retriever.entries),
        queries=len(queries),
        answerable=sum(bool(query.relevant) for query in queries),
        encoder=encoder.identity,
        search=_figures(found, queries),
        baseline=_figures(_plain_baseline(entries, queries, encoder), queries),
        calibration_error=calibration_error(certainties, right),
        decisions=_decisions([result.decision for result in results], found, queries),
    )


def read_entries(path: Path) -> list[Entry]:
    """The entries of a file of JSON lines; raises OSError, ValueError or KeyError."""
    return [_entry(line) for line in _lines(path)]


def read_queries(path: Path) -> list[Query]:
    """The queries of a file of JSON lines; raises OSError, ValueError or KeyError."""
    return [_query(line) for line in _lines(path)]


def main(argv: Sequence[str] | None = None) -> int:
    """Print the report of two files; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m knowledge_base evaluate", description=evaluate.__doc__
    )
    parser.add_argument("--entries", type=Path, required=True, help="entries, JSON lines")
    parser.add_argument("--queries", type=Path, required=True, help="queries, JSON lines")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--encoder", default=os.environ.get("OCHOTA_ENCODER", DEFAULT_MODEL))
    parser.add_argument("--state", type=Path, default=Path(os.environ.get("OCHOTA_STATE", "state")))
    arguments = parser.parse_args(argv)
    try:
        entries = read_entries(arguments.entries)
        queries = read_queries(arguments.queries)
    except (OSError, ValueError, KeyError) as error:
        parser.error(f"cannot read the files: {error!r}")
    if not queries:
        parser.error(f"{arguments.queries} has no queries")
    encoder = load_encoder(arguments.encoder, state=arguments.state)
    report = evaluate(entries, queries, encoder)
    print(json.dumps(asdict(report), indent=1) if arguments.json else _as_text(report))
    return 0


def _is_right(ranked: Ranked, query: Query) -> bool:
    return bool(ranked.entry_ids) and ranked.entry_ids[0] in query.relevant


def _figures(ranked: Sequence[Ranked], queries: Sequence[Query]) -> Figures:
    right = np.asarray([_is_right(one, query) for one, query in zip(ranked, queries, strict=True)])
    certainties = np.asarray([one.certainty for one in ranked])
    answerable = np.asarray([bool(query.relevant) for query in queries])
    ranks = np.asarray(
        [_rank(one, query) for one, query in zip(ranked, queries, strict=True) if query.relevant]
    )
    return Figures(
        precision_at_1=_mean(ranks == 1),
        recall_at_5=_mean(ranks <= _RECALL_AT),
        reciprocal_rank=_mean(1 / ranks),
        answerable_area=ranking_area(certainties, answerable),
        coverage_at_95=accepted_share(certainties, right, precision=0.95),
        coverage_at_90=accepted_share(certainties, right, precision=0.90),
    )


def _rank(ranked: Ranked, query: Query) -> float:
    """The place of the first right entry, infinite if it was not found."""
    places = (place for place, id_ in enumerate(ranked.entry_ids, 1) if id_ in query.relevant)
    return next(places, float("inf"))


def _decisions(
    decisions: Sequence[Decision], ranked: Sequence[Ranked], queries: Sequence[Query]
) -> Decisions:
    made = np.asarray(decisions)
    right = {
        Decision.ANSWER: [_rank(o, q) == 1 for o, q in zip(ranked, queries, strict=True)],
        Decision.CLARIFY: [_rank(o, q) <= 3 for o, q in zip(ranked, queries, strict=True)],
        Decision.HAND_OFF: [not query.relevant for query in queries],
    }
    shares = {decision: _mean(made == decision) for decision in Decision}
    accuracies = {
        decision: _mean(np.asarray(right[decision])[made == decision]) for decision in Decision
    }
    return Decisions(
        answered=shares[Decision.ANSWER],
        answered_right=accuracies[Decision.ANSWER],
        clarified=shares[Decision.CLARIFY],
        clarified_right=accuracies[Decision.CLARIFY],
        handed_off=shares[Decision.HAND_OFF],
        handed_off_right=accuracies[Decision.HAND_OFF],
    )


def _plain_baseline(
    entries: Sequence[Entry], queries: Sequence[Query], encoder: Encoder
) -> list[Ranked]:
    """Raw cosines: the mean of the best phrasing and of question and answer as a passage."""
    searched = published(entries)
    vectors = encoder.encode_questions([query.text for query in queries])
    scores = np.full((len(queries), len(searched)), -1.0, dtype=np.float32)
    for corpus in corpora(searched):
        variants = [searched[number].variants[corpus.language] for number in corpus.entry_numbers]
        phrasings = vectors @ encoder.encode_questions(corpus.phrasings).T
        best = np.maximum.reduceat(phrasings, corpus.starts[:-1], axis=1)
        passages = [f"{variant.question}\n{variant.answer}" for variant in variants]
        both = (best + vectors @ encoder.encode_passages(passages).T) / 2
        answered = np.asarray([bool(variant.answer) for variant in variants])
        own = np.where(answered, both, best)
        scores[:, corpus.entry_numbers] = np.maximum(scores[:, corpus.entry_numbers], own)
    order = np.argsort(-scores, axis=1, kind="stable")[:, :_RECALL_AT]
    return [
        Ranked(
            entry_ids=tuple(searched[number].id for number in numbers),
            certainty=float(row[numbers[0]]) if len(numbers) else 0.0,
        )
        for numbers, row in zip(order, scores, strict=True)
    ]


def _mean(values: npt.NDArray[Any]) -> float:
    return float(values.mean()) if len(values) else float("nan")


def _lines(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def _entry(line: dict[str, Any]) -> Entry:
    variants = line.get("variants") or {line["language"]: line}
    now = datetime.now(UTC)
    return Entry(
        id=line["id"],
        category=line.get("category", "general"),
        status=Status.PUBLISHED,
        variants={
            language: Variant(
                question=variant["question"],
                answer=variant["answer"],
                alternatives=tuple(variant.get("alternatives", ())),
            )
            for language, variant in variants.items()
        },
        created_at=now,
        updated_at=now,
    )


def _query(line: dict[str, Any]) -> Query:
    return Query(text=line["text"], language=line["language"], relevant=frozenset(line["relevant"]))


def _as_text(report: Report) -> str:
    names = {
        "precision_at_1": "P@1",
        "recall_at_5": "R@5",
        "reciprocal_rank": "MRR",
        "answerable_area": "AUROC answerable",
        "coverage_at_95": "coverage at 95 % precision",
        "coverage_at_90": "coverage at 90 % precision",
    }
    ours, plain = asdict(report.search), asdict(report.baseline)
    made = report.decisions
    return "\n".join(
        [
            f"{report.entries} entries, {report.queries} queries, {report.answerable} of them"
            f" answerable; {report.encoder}",
            f"{'':28}{'search':>8}{'baseline':>10}",
            *(f"{name:28}{ours[key]:8.3f}{plain[key]:10.3f}" for key, name in names.items()),
            f"{'calibration error':28}{report.calibration_error:8.3f}",
            "at the default thresholds (uncertified):",
            f"  answered    {made.answered:6.1%}, right {made.answered_right:6.1%}",
            f"  clarified   {made.clarified:6.1%}, among three {made.clarified_right:6.1%}",
            f"  handed off  {made.handed_off:6.1%}, rightly {made.handed_off_right:6.1%}",
        ]
    )
