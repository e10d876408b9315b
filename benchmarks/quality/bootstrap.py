"""How sure a difference between two ways of searching is: the product's own bootstrap, paired."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from knowledge_base.evaluation.queries import Outcomes
from knowledge_base.evaluation.resampling import resamples

RESAMPLES = 1_000


@dataclass(frozen=True, kw_only=True)
class Difference:
    """A mean difference and its 95 % interval."""

    mean: float
    low: float
    high: float

    @property
    def is_noise(self) -> bool:
        """Whether none at all is within the interval."""
        return self.low <= 0 <= self.high


def p_at_1_difference(
    pairs: Sequence[tuple[Outcomes, Outcomes]], *, count: int = RESAMPLES
) -> Difference:
    """P@1 of the first less that of the second, on average over sets; entries are drawn.

    Each pair are two ways' outcomes of the same questions; only answerable ones count.
    """
    drawn, means = [], []
    for one, other in pairs:
        answerable = one.answerable
        gaps = (one.right.astype(float) - other.right.astype(float))[answerable]
        means.append(gaps.mean())
        drawn.append(
            [
                float(counts @ gaps) / counts.sum()
                for counts in resamples(one.owners[answerable], count)
            ]
        )
    low, high = np.quantile(np.mean(drawn, axis=0), (0.025, 0.975))
    return Difference(mean=float(np.mean(means)), low=float(low), high=float(high))
