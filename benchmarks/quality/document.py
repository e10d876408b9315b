"""Writes the figures up: tables in Markdown. Pictures are `pictures`' business."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from benchmarks.quality.aims import (
    LEAST_FOR_CALIBRATION,
    aims,
    diacritics_loss,
    mean,
    points,
    typo_loss,
)
from benchmarks.quality.assistant_document import assistant_section
from benchmarks.quality.perturbations import SHORTEST_WORD, TYPO_SEEDS
from benchmarks.quality.simulation import ALPHA, DELTA, SAMPLES, most_broken
from benchmarks.tables import Table

Figures = Mapping[str, Any]

MEAN = "**mean of the sets**"


def quality_document(measured: Mapping[str, Figures], *, made: Sequence[str]) -> str:
    """The whole of docs/quality.md; `made` says when and how, a paragraph each."""
    sections = {
        "sets": _sets,
        "left_out": _left_out,
        "typing": _typing,
        "across_languages": _across_languages,
        "labels": _labels,
        "certificates": _certificates,
        "assistant": assistant_section,
    }
    parts = ["# How good it is", *made, _aims(measured)]
    for name, section in sections.items():
        if measured.get(name):
            parts += section(measured[name])
    return "\n\n".join(part.rstrip() for part in parts) + "\n"


def parts_table(measured: Figures) -> str:
    """What each part of retrieval brings, for docs/retrieval.md."""
    names = list(next(iter(measured.values()))["sets"])
    rows = [
        [
            part,
            one["instead"],
            *(_brought(one["sets"][name]) for name in names),
            _brought(one["mean"]),
        ]
        for part, one in measured.items()
    ]
    table = Table(
        title="What each part brings",
        headings=["part", "instead of it", *names, "mean"],
        rows=rows,
        notes=[
            "P@1 in points with the part less without it, everything else the same. In brackets: "
            "no difference is within the 95 % interval of a paired bootstrap over entries."
        ],
    )
    return str(table)


def _aims(measured: Mapping[str, Figures]) -> str:
    judged = aims(measured)
    rows = [
        [aim.name, aim.wanted, aim.seen, "met" if aim.is_met else "**missed**"] for aim in judged
    ]
    return str(
        Table(
            title="What was set out for",
            headings=["aim", "wanted", "seen", ""],
            rows=rows,
            notes=["Differences of P@1 in points. Computed from the tables below."],
        )
    )


def _sets(figures: Figures) -> Iterator[str]:
    rows = [_set_row(name, one) for name, one in figures.items()]
    own = {name: one for name, one in figures.items() if one["is_own"]}
    rows.append(
        [
            MEAN,
            "",
            _beside(mean(own, "p_at_1"), mean(own, "baseline_p_at_1")),
            points(mean(own, "gain_p_at_1")),
            _percent(mean(own, "bm25_p_at_1")),
            *("" for _ in range(11)),
        ]
    )
    yield str(
        Table(
            title="Every set",
            headings=[
                "set",
                "questions (nothing answers)",
                "P@1 (baseline)",
                "gain (95 %)",
                "BM25's",
                "R@5",
                "MRR",
                "AUROC (baseline)",
                "coverage at 95 % (baseline)",
                "at 90 % (baseline)",
                "AURC (baseline)",
                "ECE (floor)",
                "answered",
                "of it right",
                "choices",
                "handed off",
            ],
            rows=rows,
            notes=[
                "The product's own `evaluate` on each folder; P@1, R@5, coverage and shares in "
                "percent, gains in points with their interval (bootstrap over entries). The "
                "baseline is the encoder's raw cosine; `docs/evaluation.md` defines every figure. "
                "“+ offtopic” adds the folder's off-topic questions of the same language as ones "
                "that nothing answers. Answered, choices and handed off are at the default "
                "(uncertified) setting. The floor is the calibration error that exactly true "
                "probabilities would show on as many questions."
            ],
        )
    )
    yield "![Wrong-answer rate by coverage on every set](quality/risk-coverage.svg)"


def _set_row(name: str, one: Figures) -> list[str]:
    return [
        name,
        f"{one['questions']} ({one['unanswerable']})",
        _beside(one["p_at_1"], one["baseline_p_at_1"]),
        f"{points(one['gain_p_at_1'])} ({points(one['gain_p_at_1_low'])} to "
        f"{points(one['gain_p_at_1_high'])})",
        _percent(one["bm25_p_at_1"]),
        _percent(one["r_at_5"]),
        _fraction(one["mrr"]),
        _beside(one["auroc_answerable"], one["baseline_auroc_answerable"], _fraction),
        _beside(one["coverage_at_95"], one["baseline_coverage_at_95"]),
        _beside(one["coverage_at_90"], one["baseline_coverage_at_90"]),
        _beside(one["aurc"], one["baseline_aurc"], _fraction),
        _beside(one["ece"], one["ece_floor"], _fraction),
        _percent(one["answer_share"]),
        _percent(one["accuracy"]),
        _percent(one["clarify_share"]),
        _percent(one["hand_off_share"]),
    ]


def _left_out(figures: Figures) -> Iterator[str]:
    rows = [
        [
            name,
            f"{one['questions']} ({one['unanswerable']})",
            _beside(one["p_at_1"], one["baseline_p_at_1"]),
            _beside(one["auroc_answerable"], one["baseline_auroc_answerable"], _fraction),
            _beside(one["coverage_at_95"], one["baseline_coverage_at_95"]),
            _beside(one["coverage_at_90"], one["baseline_coverage_at_90"]),
            _beside(one["aurc"], one["baseline_aurc"], _fraction),
            _beside(one["ece"], one["ece_floor"], _fraction),
        ]
        for name, one in figures.items()
    ]
    rows.append(
        [
            MEAN,
            "",
            *(
                _beside(mean(figures, key), mean(figures, f"baseline_{key}"), shown)
                for key, shown in (
                    ("p_at_1", _percent),
                    ("auroc_answerable", _fraction),
                    ("coverage_at_95", _percent),
                    ("coverage_at_90", _percent),
                    ("aurc", _fraction),
                )
            ),
            "",
        ]
    )
    yield str(
        Table(
            title="When the entry is missing",
            headings=[
                "set",
                "questions (nothing answers)",
                "P@1 (baseline)",
                "AUROC (baseline)",
                "coverage at 95 % (baseline)",
                "at 90 % (baseline)",
                "AURC (baseline)",
                "ECE (floor)",
            ],
            rows=rows,
            notes=[
                "A fifth of the entries is left out in turn and all of the set's answerable "
                "questions are asked each time: those whose entries are gone have become ones that "
                "nothing answers, and nothing but the entry tells them apart. All five rounds "
                "together; a set's own unanswerable questions are not among them."
            ],
        )
    )
    yield "![Wrong answers by coverage, a fifth left out](quality/risk-coverage-left-out.svg)"


def _typing(figures: Figures) -> Iterator[str]:
    def row(name: str, one: Figures) -> list[str]:
        bare = one["language"] == "cs"
        return [
            name,
            _beside(one["p_at_1"], one["baseline_p_at_1"]),
            _beside(one["without_diacritics"], one["baseline_without_diacritics"]) if bare else "–",
            _lost(diacritics_loss(one)) if bare else "–",
            _beside(_mean(one["with_typo"]), _mean(one["baseline_with_typo"])),
            _lost(typo_loss(one)),
            _lost(one["baseline_p_at_1"] - _mean(one["baseline_with_typo"])),
        ]

    yield str(
        Table(
            title="Typed without care",
            headings=[
                "set",
                "P@1 (baseline)",
                "without diacritics (baseline)",
                "lost",
                "one typo each (baseline)",
                "lost",
                "lost by the baseline",
            ],
            rows=[row(name, one) for name, one in figures.items()],
            notes=[
                "Answerable questions. A typo swaps two letters, drops one, doubles one or hits "
                f"the key beside it (QWERTZ or QWERTY), in one word of {SHORTEST_WORD} letters or "
                f"more, all drawn evenly; the mean over the seeds {_listed(TYPO_SEEDS)}. Losses in "
                "points."
            ],
        )
    )


def _across_languages(figures: Figures) -> Iterator[str]:
    yield str(
        Table(
            title="Asked in one language, stored in the other",
            headings=["sentences", "questions", "P@1 (baseline)", "gain", "R@5", "MRR"],
            rows=[
                [
                    name,
                    str(one["questions"]),
                    _beside(one["p_at_1"], one["baseline_p_at_1"]),
                    points(one["p_at_1"] - one["baseline_p_at_1"]),
                    _percent(one["r_at_5"]),
                    _fraction(one["mrr"]),
                ]
                for name, one in figures.items()
            ],
            notes=[
                "Each sentence is an entry's question in one language; its translation is asked."
            ],
        )
    )


def _labels(figures: Figures) -> Iterator[str]:
    counts = list(next(iter(figures.values()))["after"])
    yield str(
        Table(
            title="How true the probabilities are",
            headings=["set", "questions", "floor", "ECE", *(f"after {n} labels" for n in counts)],
            rows=[
                [
                    name,
                    str(one["questions"]),
                    _fraction(one["ece_floor"]),
                    _fraction(one["ece"]),
                    *(_fraction(one["after"][count]) for count in counts),
                ]
                for name, one in figures.items()
            ],
            notes=[
                "Calibration error over ten bins of equally many questions. Labels are drawn from "
                "the set, the error is that of the rest, the mean of forty draws. Of sets of "
                f"{LEAST_FOR_CALIBRATION} questions and more the first two columns are an aim."
            ],
        )
    )
    yield "![Share right by confidence](quality/calibration.svg)"


def _certificates(figures: Figures) -> Iterator[str]:
    rows = [
        [
            name if number == 0 else "",
            str(made["size"]),
            f"{100 * made['broken']:.1f}",
            _percent(made["certified"]),
            _percent(made["coverage"]),
            _percent(made["oracle"]),
        ]
        for name, sizes in figures.items()
        for number, made in enumerate(sizes)
    ]
    yield str(
        Table(
            title="Whether certificates keep their promise",
            headings=[
                "set",
                "labels",
                "promise broken %",
                "certified",
                "mean coverage",
                "best possible",
            ],
            rows=rows,
            notes=[
                f"{SAMPLES:,} samples of each size are drawn from the set with replacement; the "
                f"certificate of each (wrong-answer rate at most {100 * ALPHA:.0f} %, with "
                f"probability {100 * (1 - DELTA):.0f} %) is held against the whole set. Broken at "
                f"most {100 * most_broken(SAMPLES):.1f} % of the time is within two standard "
                "errors of the promise. Coverage counts samples without a certificate as nothing; "
                "the best possible is what the same confidences could cover if the truth were "
                "known. Numbers in percent."
            ],
        )
    )


def _verdict(is_met: bool) -> str:
    return "met" if is_met else "**missed**"


def _beside(ours: float | None, other: float | None, shown: Any = None) -> str:
    show = shown or _percent
    return f"{show(ours)} ({show(other)})"


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.1f}"


def _fraction(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _lost(share: float) -> str:
    return f"{100 * share:.1f}"


def _brought(difference: Figures) -> str:
    shown = points(difference["mean"])
    return f"({shown})" if difference["low"] <= 0 <= difference["high"] else shown


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _listed(values: Sequence[int]) -> str:
    return ", ".join(map(str, values))
