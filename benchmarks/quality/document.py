"""Writes the figures up: tables in Markdown. Pictures are `pictures`' business."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from benchmarks.quality.aims import aims, diacritics_loss, mean, typo_loss
from benchmarks.quality.assistant_document import assistant_section
from benchmarks.quality.formats import Shown, average, beside, fraction, percent, points
from benchmarks.quality.perturbations import SHORTEST_WORD, TYPO_SEEDS
from benchmarks.quality.promises_document import certificates_section, labels_section
from benchmarks.tables import Table

Figures = Mapping[str, Any]

MEAN = "**mean of the sets**"
_SEEDS = ", ".join(map(str, TYPO_SEEDS))


def quality_document(measured: Mapping[str, Figures], *, made: Sequence[str]) -> str:
    """The whole of docs/quality.md; `made` says when and how, a paragraph each."""
    sections = {
        "sets": _sets,
        "left_out": _left_out,
        "typing": _typing,
        "across_languages": _across_languages,
        "labels": labels_section,
        "certificates": certificates_section,
        "assistant": assistant_section,
    }
    parts = ["# How good it is", *made, _aims(measured)]
    for name, section in sections.items():
        if measured.get(name):
            parts += section(measured[name])
    return "\n\n".join(part.rstrip() for part in parts) + "\n"


def parts_table(measured: Figures) -> str:
    """What each part of retrieval brings, for docs/retrieval.md."""
    columns = list(next(iter(measured.values()))["brings"])
    table = Table(
        title="What each part brings",
        headings=["part", "instead of it", *columns],
        rows=[
            [part, one["instead"], *(_brought(one["brings"][column]) for column in columns)]
            for part, one in measured.items()
        ],
        notes=[
            "P@1 in points with the part less without it, everything else the same. In brackets: "
            "no difference is within the 95 % interval of a paired bootstrap over entries. With "
            "typos (one a question) and without diacritics the larger sets were asked again; "
            "across languages are the sentences in pairs, both ways."
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
    rows.append(_mean_row(figures))
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
        beside(one["p_at_1"], one["baseline_p_at_1"]),
        f"{points(one['gain_p_at_1'])} ({points(one['gain_p_at_1_low'])} to "
        f"{points(one['gain_p_at_1_high'])})",
        percent(one["bm25_p_at_1"]),
        percent(one["r_at_5"]),
        fraction(one["mrr"]),
        beside(one["auroc_answerable"], one["baseline_auroc_answerable"], fraction),
        beside(one["coverage_at_95"], one["baseline_coverage_at_95"]),
        beside(one["coverage_at_90"], one["baseline_coverage_at_90"]),
        beside(one["aurc"], one["baseline_aurc"], fraction),
        beside(one["ece"], one["ece_floor"], fraction),
        percent(one["answer_share"]),
        percent(one["accuracy"]),
        percent(one["clarify_share"]),
        percent(one["hand_off_share"]),
    ]


def _mean_row(figures: Figures) -> list[str]:
    def both(key: str, shown: Shown = percent) -> str:
        return beside(mean(figures, key), mean(figures, f"baseline_{key}"), shown)

    return [
        MEAN,
        "",
        both("p_at_1"),
        points(mean(figures, "gain_p_at_1")),
        percent(mean(figures, "bm25_p_at_1")),
        percent(mean(figures, "r_at_5")),
        fraction(mean(figures, "mrr")),
        both("auroc_answerable", fraction),
        both("coverage_at_95"),
        both("coverage_at_90"),
        both("aurc", fraction),
        beside(mean(figures, "ece"), mean(figures, "ece_floor"), fraction),
        percent(mean(figures, "answer_share")),
        percent(mean(figures, "accuracy")),
        percent(mean(figures, "clarify_share")),
        percent(mean(figures, "hand_off_share")),
    ]


def _left_out(figures: Figures) -> Iterator[str]:
    rows = [
        [
            name,
            f"{one['questions']} ({one['unanswerable']})",
            beside(one["p_at_1"], one["baseline_p_at_1"]),
            beside(one["auroc_answerable"], one["baseline_auroc_answerable"], fraction),
            beside(one["coverage_at_95"], one["baseline_coverage_at_95"]),
            beside(one["coverage_at_90"], one["baseline_coverage_at_90"]),
            beside(one["aurc"], one["baseline_aurc"], fraction),
            beside(one["ece"], one["ece_floor"], fraction),
        ]
        for name, one in figures.items()
    ]
    rows.append(
        [
            MEAN,
            "",
            *(
                beside(mean(figures, key), mean(figures, other), shown)
                for key, other, shown in (
                    ("p_at_1", "baseline_p_at_1", percent),
                    ("auroc_answerable", "baseline_auroc_answerable", fraction),
                    ("coverage_at_95", "baseline_coverage_at_95", percent),
                    ("coverage_at_90", "baseline_coverage_at_90", percent),
                    ("aurc", "baseline_aurc", fraction),
                    ("ece", "ece_floor", fraction),
                )
            ),
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
            beside(one["p_at_1"], one["baseline_p_at_1"]),
            beside(one["without_diacritics"], one["baseline_without_diacritics"]) if bare else "–",
            percent(diacritics_loss(one)) if bare else "–",
            beside(average(one["with_typo"]), average(one["baseline_with_typo"])),
            percent(typo_loss(one)),
            percent(one["baseline_p_at_1"] - average(one["baseline_with_typo"])),
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
                f"more, all drawn evenly; the mean over the seeds {_SEEDS}. Losses in points."
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
                    beside(one["p_at_1"], one["baseline_p_at_1"]),
                    points(one["p_at_1"] - one["baseline_p_at_1"]),
                    percent(one["r_at_5"]),
                    fraction(one["mrr"]),
                ]
                for name, one in figures.items()
            ],
            notes=[
                "Each sentence is an entry's question in one language; its translation is asked."
            ],
        )
    )


def _brought(difference: Figures) -> str:
    shown = points(difference["mean"])
    return f"({shown})" if difference["low"] <= 0 <= difference["high"] else shown
