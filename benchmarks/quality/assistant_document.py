"""Writes up what was measured through the whole assistant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from benchmarks.quality.formats import percent
from benchmarks.quality.judging import Outcome
from benchmarks.tables import Table

Figures = Mapping[str, Any]

_WAYS = {
    "default": "assistant, default setting",
    "search_default": "search alone, default setting",
    "certified": "assistant, certified",
    "search_certified": "search alone, certified",
}


def assistant_section(figures: Figures) -> Iterator[str]:
    """The table of all sets and ways, and what the product said about the certificate."""
    rows = [
        _row(name, title, one[way])
        for name, one in figures.items()
        for way, title in _WAYS.items()
        if one.get(way)
    ]
    yield str(
        Table(
            title="Through the whole assistant",
            headings=[
                "set",
                "way",
                "questions",
                *map(str, Outcome),
                "wrong of entries shown (95 %)",
                "wrong of all answers (95 %)",
            ],
            rows=rows,
            notes=[
                "The running product (helpdesk, Rasa, knowledge base) with the set's entries "
                "imported; every question in a conversation of its own through the customer's "
                "HTTP interface. Shares in percent of the questions. A certificate is about the "
                "entries that are shown; among all answers, small talk in reply to what an entry "
                "answers counts as a wrong one too. The intervals are Clopper and Pearson's.",
                *(_said(name, one) for name, one in figures.items()),
            ],
        )
    )


def _row(name: str, title: str, one: Figures) -> list[str]:
    return [
        name,
        title,
        str(one["asked"]),
        *(percent(one["shares"][str(outcome)]) for outcome in Outcome),
        _rate(one["by_entries"]),
        _rate(one),
    ]


def _rate(one: Figures) -> str:
    interval = f"{percent(one['low'])} to {percent(one['high'])}"
    return f"{percent(one['wrong_answer_rate'])} ({interval})"


def _said(name: str, one: Figures) -> str:
    tried = ", ".join(f"{100 * alpha:.0f} %" for alpha in one["refused"])
    refused = f" Refused before: {tried}." if tried else ""
    if not one["issued"]:
        return f"{name}: nothing was certified on {one['labels']} labels.{refused}"
    return (
        f"{name}: certified on {one['labels']} other labelled questions of the set for at most "
        f"{100 * one['alpha']:.0f} % wrong answers, with probability "
        f"{100 * (1 - one['delta']):.0f} %.{refused}"
    )
