"""Owns the confidence intervals: a bootstrap over entries.

Questions about one entry are right or wrong together, so entries are drawn, with replacement, and
bring all their questions; a question that nothing answers stands for itself.
"""

import math
from collections.abc import Callable, Iterator, Mapping

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.intp]
Interval = tuple[float, float]

LEVEL = 0.95
_SEED = 20


def resamples(owners: npt.NDArray[np.str_], count: int) -> Iterator[IntArray]:
    """How often each query is in each of so many resamples, shape (queries,).

    `owners` names each query's entry, "" for none. As many entries, and as many queries without
    one, are drawn as there are. The same for the same input.
    """
    random = np.random.default_rng(_SEED)
    alone = np.flatnonzero(owners == "")
    owned = np.flatnonzero(owners != "")
    entries, entry_of = np.unique(owners[owned], return_inverse=True)
    for _ in range(count):
        counts = np.zeros(len(owners), dtype=np.intp)
        counts[owned] = _drawn(random, len(entries))[entry_of]
        counts[alone] = _drawn(random, len(alone))
        yield counts


def intervals(
    measure: Callable[[IntArray], Mapping[str, float]],
    owners: npt.NDArray[np.str_],
    count: int,
) -> dict[str, Interval]:
    """The interval of each figure that `measure` gives of a resample: its middle 95 %.

    Resamples where a figure is undefined are left out of it; NaN where all are.
    """
    drawn: dict[str, list[float]] = {}
    for counts in resamples(owners, count):
        for name, value in measure(counts).items():
            drawn.setdefault(name, []).append(value)
    return {name: _middle(values) for name, values in drawn.items()}


def _drawn(random: np.random.Generator, count: int) -> IntArray:
    """How often each of `count` is drawn in as many draws."""
    return (
        np.bincount(random.integers(count, size=count), minlength=count)
        if count
        else (np.zeros(0, dtype=np.intp))
    )


def _middle(values: list[float]) -> Interval:
    defined = [value for value in values if not math.isnan(value)]
    if not defined:
        return float("nan"), float("nan")
    tail = (1 - LEVEL) / 2
    low, high = np.quantile(defined, [tail, 1 - tail])
    return float(low), float(high)
