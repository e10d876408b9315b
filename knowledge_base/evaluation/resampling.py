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
    *,
    centres: Mapping[str, float],
) -> dict[str, Interval]:
    """The interval of each figure that `measure` gives of a resample: its middle 95 %.

    Resamples where a figure is undefined are left out of it; one that is undefined in all has no
    interval. Those in `centres` are moved so that the resamples' mean is the centre, but not below
    0: for figures to which the repetitions in a resample add.
    """
    drawn: dict[str, list[float]] = {}
    for counts in resamples(owners, count):
        for name, value in measure(counts).items():
            if not math.isnan(value):
                drawn.setdefault(name, []).append(value)
    found = {name: _middle(values) for name, values in drawn.items()}
    for name in centres.keys() & found.keys():
        shift = centres[name] - float(np.mean(drawn[name]))
        low, high = found[name]
        found[name] = max(0.0, low + shift), max(0.0, high + shift)
    return found


def _drawn(random: np.random.Generator, count: int) -> IntArray:
    """How often each of `count` is drawn in as many draws."""
    return (
        np.bincount(random.integers(count, size=count), minlength=count)
        if count
        else (np.zeros(0, dtype=np.intp))
    )


def _middle(values: list[float]) -> Interval:
    tail = (1 - LEVEL) / 2
    low, high = np.quantile(values, [tail, 1 - tail])
    return float(low), float(high)
