"""Writes up what the probabilities and the certificates are worth."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from benchmarks.quality.aims import LEAST_FOR_CALIBRATION
from benchmarks.quality.formats import fraction, percent
from benchmarks.quality.simulation import ALPHA, DELTA, SAMPLES, most_broken
from benchmarks.tables import Table

Figures = Mapping[str, Any]


def labels_section(figures: Figures) -> Iterator[str]:
    """How true the probabilities are, before and after labels."""
    counts = list(next(iter(figures.values()))["after"])
    yield str(
        Table(
            title="How true the probabilities are",
            headings=[
                "set",
                "questions",
                "floor",
                "ECE",
                "above the floor",
                *(f"after {count} labels" for count in counts),
            ],
            rows=[
                [
                    name,
                    str(one["questions"]),
                    fraction(one["ece_floor"]),
                    fraction(one["ece"]),
                    fraction(one["ece"] - one["ece_floor"]),
                    *(fraction(one["after"][count]) for count in counts),
                ]
                for name, one in figures.items()
            ],
            notes=[
                "Calibration error over ten bins of equally many questions; the floor is what "
                "exactly true probabilities would show. Labels are drawn from the set, the error "
                "is that of the rest, the mean of forty draws. At most .030 above the floor, "
                f"without labels, is an aim for sets of {LEAST_FOR_CALIBRATION} questions and more."
            ],
        )
    )
    yield "![Share right by confidence](quality/calibration.svg)"


def certificates_section(figures: Figures) -> Iterator[str]:
    """Whether simulated certificates keep their promise, and what they cover."""
    rows = [
        [
            name if number == 0 else "",
            str(made["size"]),
            f"{100 * made['broken']:.1f}",
            percent(made["certified"]),
            percent(made["coverage"]),
            percent(made["oracle"]),
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
