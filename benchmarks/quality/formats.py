"""How figures are shown in the tables."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

Shown = Callable[[float | None], str]


def percent(share: float | None) -> str:
    """A share of one in percent without the sign; a dash where it is undefined."""
    return "–" if share is None or math.isnan(share) else f"{100 * share:.1f}"


def fraction(value: float | None) -> str:
    """A figure between 0 and 1; a dash where it is undefined."""
    return "–" if value is None or math.isnan(value) else f"{value:.3f}"


def points(share: float) -> str:
    """A difference of shares in percentage points, with its sign."""
    return f"{100 * share:+.1f}"


def beside(ours: float | None, other: float | None, shown: Shown = percent) -> str:
    """A figure with what it is compared with in brackets."""
    return f"{shown(ours)} ({shown(other)})"


def average(values: Sequence[float]) -> float:
    """The mean; NaN of nothing."""
    return sum(values) / len(values) if values else float("nan")
