"""A table as a person reads it: aligned in a terminal, Markdown in a document, the same text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Table:
    """A title, a row of headings, rows of cells, and what has to be said below them."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    notes: Sequence[str] = ()

    def __str__(self) -> str:
        """The table in Markdown, its columns aligned: the first to the left, others right."""
        lines = [self.headings, *self.rows]
        widths = [max(len(line[column]) for line in lines) for column in range(len(self.headings))]
        rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
        shown = [_line(self.headings, widths), _line(rule, widths)]
        shown += [_line(row, widths) for row in self.rows]
        parts = [f"## {self.title}", "\n".join(shown), *self.notes]
        return "\n\n".join(parts) + "\n"


def milliseconds(value: float) -> str:
    """A duration in milliseconds with one decimal."""
    return f"{value:.1f}"


def ratio(value: float) -> str:
    """How many times as much."""
    return f"{value:.2f}×"


def percent(share: float) -> str:
    """A share of one in whole percent."""
    return f"{100 * share:.0f} %"


def verdict(seen: str, is_kept: bool) -> str:
    """What was seen of an expectation, in brackets."""
    return f"(seen: {seen}{'' if is_kept else ', **not kept**'})"


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    first = cells[0].ljust(widths[0])
    rest = [cell.rjust(width) for cell, width in zip(cells[1:], widths[1:], strict=True)]
    return "| " + " | ".join([first, *rest]) + " |"
