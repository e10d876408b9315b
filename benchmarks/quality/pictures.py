"""The pictures of the document: risk by coverage, and share right by confidence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from benchmarks.quality.chart import Chart, Line, Panel

Figures = Mapping[str, Any]

ALPHA = 0.05
_HIGHEST_RISK = 0.5
_RISK_TICKS = 6
# A curve over fewer questions shows chance more than anything.
_LEAST_QUESTIONS, _LEAST_ANSWERABLE = 300, 100


def pictures(measured: Mapping[str, Figures]) -> dict[str, str]:
    """The SVGs by file name, of the parts that were measured."""
    drawn = {}
    if "sets" in measured:
        drawn["risk-coverage.svg"] = _risk(
            measured["sets"], "Wrong answers by how much is answered", default_setting=True
        )
        drawn["calibration.svg"] = _calibration(measured["sets"])
    if "left_out" in measured:
        drawn["risk-coverage-left-out.svg"] = _risk(
            measured["left_out"],
            "Wrong answers by how much is answered, a fifth of the entries missing",
            default_setting=False,
        )
    return drawn


def _risk(figures: Figures, title: str, *, default_setting: bool) -> str:
    legend = [("ours", "Ochota"), ("baseline", "plain baseline"), ("wanted", "5 % wrong")]
    if default_setting:
        legend.append(("dot", "default setting"))
    return str(
        Chart(
            title=title,
            across="answered, % of all questions",
            upwards="wrong, % of answers",
            highest=_HIGHEST_RISK,
            ticks_upwards=_RISK_TICKS,
            legend=legend,
            panels=[
                Panel(
                    name=name,
                    lines=[
                        Line(points=((0.0, ALPHA), (1.0, ALPHA)), kind="wanted"),
                        Line(points=one["baseline_curve"], kind="baseline"),
                        Line(points=one["curve"], kind="ours"),
                    ],
                    dots=[one["default_point"]] if one.get("default_point") else [],
                )
                for name, one in _large(figures).items()
            ],
        )
    )


def _calibration(figures: Figures) -> str:
    return str(
        Chart(
            title="Share right by confidence",
            across="confidence, %",
            upwards="right, %",
            legend=[("ours", "Ochota, ten bins"), ("wanted", "exactly true")],
            panels=[
                Panel(
                    name=name,
                    lines=[
                        Line(points=((0.0, 0.0), (1.0, 1.0)), kind="wanted"),
                        Line(points=one["reliability"], kind="ours"),
                    ],
                    dots=one["reliability"],
                )
                for name, one in _large(figures).items()
            ],
        )
    )


def _large(figures: Figures) -> Figures:
    return {
        name: one
        for name, one in figures.items()
        if one["questions"] >= _LEAST_QUESTIONS
        and one["questions"] - one["unanswerable"] >= _LEAST_ANSWERABLE
    }
