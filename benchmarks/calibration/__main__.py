"""Fit the confidence anew and say how it does on sets that were left out of the fit.

`python -m benchmarks.calibration --sets FOLDER` prints the coefficients for
`knowledge_base/confidence.py`; `--write` puts the table into docs/retrieval.md. Some minutes.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from benchmarks.calibration.fitting import fit
from benchmarks.calibration.lessons import Lesson, lessons
from benchmarks.errors import BenchmarkError
from benchmarks.quality.encoding import remembering_encoder
from benchmarks.quality.formats import average, fraction, percent
from benchmarks.quality.left_out import with_a_fifth_left_out
from benchmarks.quality.sets import EvaluationSet, Sets, read_sets
from knowledge_base.confidence import DEFAULT_CALIBRATION, FEATURES, Calibration
from knowledge_base.encoder import DEFAULT_MODEL, Encoder
from knowledge_base.entries import Entry
from knowledge_base.evaluation.queries import Query, SearchOutcomes
from knowledge_base.evaluation.search import search_outcomes
from knowledge_base.measures import (
    accepted_share,
    calibration_error,
    calibration_floor,
    ranking_area,
)
from knowledge_base.retriever import Retriever

MATERIAL = Path(__file__).parent / "material"
DOCUMENT = Path("docs/retrieval.md")
_MARKED = re.compile(r"(<!-- calibration -->\n).*?(<!-- /calibration -->)", re.DOTALL)
# Few questions say less; what we wrote ourselves is tidier than what customers type.
_FEW_QUESTIONS, _WEIGHT_OF_FEW, _WEIGHT_OF_MATERIAL = 100, 0.3, 0.25


def main() -> int:
    """Fit, measure and print; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.calibration", description=__doc__)
    parser.add_argument("--sets", type=Path, required=True, help="folder of labelled sets")
    parser.add_argument("--state", type=Path, default=Path(os.environ.get("OCHOTA_STATE", "state")))
    parser.add_argument("--write", action="store_true", help=f"put the table into {DOCUMENT}")
    arguments = parser.parse_args()
    try:
        sets, material = read_sets(arguments.sets), read_sets(MATERIAL)
    except BenchmarkError as error:
        print(error, file=sys.stderr)
        return 1
    encoder = remembering_encoder(
        DEFAULT_MODEL,
        state=arguments.state,
        cache=arguments.state / "test" / "quality" / "vectors.db",
        tell=_tell,
    )
    taught = {one.name: lessons(one, _joined(sets, one), encoder) for one in _told(sets)}
    taught |= {one.name: lessons(one, None, encoder) for one in _told(material)}
    weights = {one.name: _weight(one) for one in sets.own}
    weights |= {one.name: _WEIGHT_OF_MATERIAL for one in material.own}
    table = _table(sets, taught, weights, encoder)
    print(table)
    print(f"the shipped coefficients: {DEFAULT_CALIBRATION}")
    print(f"fitted on all of it:      {fit(taught, weights)}")
    if arguments.write:
        text = DOCUMENT.read_text(encoding="utf-8")
        marked = f"<!-- calibration -->\n{table}<!-- /calibration -->"
        DOCUMENT.write_text(_MARKED.sub(lambda _: marked, text), encoding="utf-8")
    return 0


def _table(
    sets: Sets,
    taught: dict[str, list[Lesson]],
    weights: dict[str, float],
    encoder: Encoder,
) -> str:
    """Each set as judged by a calibration that never saw it, the shipped one in brackets."""
    lines = [
        "| set, left out of the fit | right or wrong, AUROC | coverage at 95 % | at 90 % |"
        " calibration error | its floor |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    columns: list[list[float]] = []
    for own in sets.own:
        if weights[own.name] < 1:
            continue
        others = {name: some for name, some in taught.items() if name != own.name}
        unseen = fit(others, weights)
        for name, asked in _versions(sets, own):
            _tell(f"• {name}, left out of the fit")
            left, shipped = (
                _figures(asked, encoder, calibration)
                for calibration in (unseen, DEFAULT_CALIBRATION)
            )
            columns.append(left)
            shown = [fraction, percent, percent, fraction]
            cells = [
                f"{show(value)} ({show(with_it)})"
                for show, value, with_it in zip(shown, left[:4], shipped[:4], strict=True)
            ]
            lines.append(f"| {name} | {' | '.join(cells)} | {fraction(left[4])} |")
    means = [average(list(values)) for values in zip(*columns, strict=True)]
    lines.append(
        f"| mean | {fraction(means[0])} | {percent(means[1])} | {percent(means[2])} |"
        f" {fraction(means[3])} | {fraction(means[4])} |"
    )
    note = (
        "In brackets: with the shipped coefficients, for which every set was seen."
        f" Features: {', '.join(FEATURES)}."
    )
    return "\n".join([*lines, "", note, ""])


Asked = Sequence[tuple[Sequence[Entry], Sequence[Query]]]


def _versions(sets: Sets, own: EvaluationSet) -> list[tuple[str, Asked]]:
    versions: list[tuple[str, Asked]] = [(own.name, [(own.entries, own.queries)])]
    joined = _joined(sets, own)
    if joined is not None:
        versions.append((joined.name, [(joined.entries, joined.queries)]))
    left_out = list(with_a_fifth_left_out(own.entries, own.queries))
    versions.append((f"{own.name}, a fifth left out", left_out))
    return versions


def _figures(asked: Asked, encoder: Encoder, calibration: Calibration) -> list[float]:
    outcomes = SearchOutcomes.joined(
        [
            search_outcomes(
                Retriever(entries, encoder, calibration=calibration), queries, lambda _: None
            )
            for entries, queries in asked
        ]
    )
    certainties, right = np.asarray(outcomes.certainties), np.asarray(outcomes.right)
    return [
        ranking_area(certainties, right),
        accepted_share(certainties, right, precision=0.95),
        accepted_share(certainties, right, precision=0.90),
        calibration_error(certainties, right),
        calibration_floor(certainties),
    ]


def _told(sets: Sets) -> Iterator[EvaluationSet]:
    for one in sets.own:
        _tell(f"• {one.name}: {len(one.queries)} questions to learn from")
        yield one


def _joined(sets: Sets, own: EvaluationSet) -> EvaluationSet | None:
    return next((one for one in sets.joined if one.name.startswith(f"{own.name} + ")), None)


def _weight(one: EvaluationSet) -> float:
    return 1.0 if len(one.queries) >= _FEW_QUESTIONS else _WEIGHT_OF_FEW


def _tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
