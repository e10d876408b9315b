"""Whether certificates keep their promise: many samples from a set, the whole set as the truth."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

SAMPLES = 1_000
SIZES = (100, 300, 600, 1_000)
ALPHA = DELTA = 0.05
_SEED = 20261122

# the threshold certified on a sample's confidences and mistakes, or None
Certifier = Callable[[FloatArray, BoolArray], float | None]


@dataclass(frozen=True, kw_only=True)
class Simulated:
    """What became of the samples of one size.

    `broken` is the share of all samples whose certified threshold lets through more wrong answers
    in truth than promised, `certified` the share that certified at all, `coverage` the mean true
    coverage (nothing certified covers nothing), `oracle` the greatest coverage that truly keeps
    the promise.
    """

    size: int
    samples: int
    broken: float
    certified: float
    coverage: float
    oracle: float

    @property
    def is_kept(self) -> bool:
        """Whether the promise is broken at most as often as said, but for two standard errors."""
        return self.broken <= most_broken(self.samples)


def most_broken(samples: int, delta: float = DELTA) -> float:
    """The share of broken promises that is still within two standard errors of `delta`."""
    return float(delta + 2 * np.sqrt(delta * (1 - delta) / samples))


def simulate(
    confidences: npt.ArrayLike,
    wrong: npt.ArrayLike,
    certifier: Certifier,
    *,
    sizes: Sequence[int] = SIZES,
    samples: int = SAMPLES,
    alpha: float = ALPHA,
) -> list[Simulated]:
    """Draw calibration samples with replacement and hold each certificate against the whole."""
    values = np.asarray(confidences, dtype=np.float64)
    is_wrong = np.asarray(wrong, dtype=bool)
    truth = Truth(values, is_wrong)
    oracle = truth.greatest_coverage(alpha)
    return [
        _simulated(values, is_wrong, truth, certifier, size, samples, alpha, oracle)
        for size in sizes
    ]


class Truth:
    """Coverage and wrong-answer rate of every threshold on the whole set."""

    def __init__(self, confidences: FloatArray, wrong: BoolArray) -> None:
        """Take all questions' confidences and whether their best entries are wrong."""
        order = np.argsort(confidences, kind="stable")
        self._ascending = confidences[order]
        self._wrong_from = np.append(np.cumsum(wrong[order][::-1])[::-1], 0)

    def at(self, threshold: float) -> tuple[float, float]:
        """(coverage, wrong-answer rate) of answering from the threshold on."""
        first = int(np.searchsorted(self._ascending, threshold, side="left"))
        answered = len(self._ascending) - first
        rate = self._wrong_from[first] / answered if answered else 0.0
        return answered / len(self._ascending), float(rate)

    def greatest_coverage(self, alpha: float) -> float:
        """The greatest coverage at a wrong-answer rate of at most `alpha`."""
        found = (self.at(float(threshold)) for threshold in np.unique(self._ascending))
        return max((coverage for coverage, rate in found if rate <= alpha), default=0.0)


def _simulated(
    values: FloatArray,
    is_wrong: BoolArray,
    truth: Truth,
    certifier: Certifier,
    size: int,
    samples: int,
    alpha: float,
    oracle: float,
) -> Simulated:
    draw = np.random.default_rng([_SEED, size])
    broken = certified = 0
    coverages = np.zeros(samples)
    for number in range(samples):
        picked = draw.integers(len(values), size=size)
        threshold = certifier(values[picked], is_wrong[picked])
        if threshold is None:
            continue
        certified += 1
        coverages[number], rate = truth.at(threshold)
        broken += rate > alpha
    return Simulated(
        size=size,
        samples=samples,
        broken=broken / samples,
        certified=certified / samples,
        coverage=float(coverages.mean()),
        oracle=oracle,
    )
