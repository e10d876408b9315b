"""Owns the figures of an evaluation: from the outcomes of the methods to named numbers.

The names are those of the JSON output; docs/evaluation.md has their definitions and units.
Undefined figures are NaN.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from knowledge_base.evaluation.queries import IntArray, Outcomes, SearchOutcomes
from knowledge_base.measures import (
    accepted_share,
    calibration_error,
    ranking_area,
    risk_coverage_area,
)
from knowledge_base.search_result import Decision

FloatArray = npt.NDArray[np.float64]
Figures = dict[str, float]

_RECALL_AT = 5
_CHOICES = 3


@dataclass(frozen=True, kw_only=True)
class Compared:
    """The outcomes of the three methods on the same queries.

    `threshold` is the certified one, where there is one; `corrected` are ours' certainties after
    what labelled questions taught, shape (queries,), where there are any.
    """

    ours: SearchOutcomes
    baseline: Outcomes
    bm25: Outcomes
    threshold: float | None = None
    corrected: FloatArray | None = None

    def at(self, counts: IntArray) -> "Compared":
        """The outcomes with each query as often as `counts` says, shape (queries,)."""
        rows = np.repeat(np.arange(len(counts)), counts)
        corrected = self.corrected
        return replace(
            self,
            ours=self.ours.at(rows),
            baseline=self.baseline.at(rows),
            bm25=self.bm25.at(rows),
            corrected=None if corrected is None else corrected[rows],
        )

    def figures(self) -> Figures:
        """Every figure of ours, of the others with their prefix, and the gains on the baseline."""
        ours = ranking_figures(self.ours)
        baseline, bm25 = ranking_figures(self.baseline), ranking_figures(self.bm25)
        return {
            **ours,
            **confidence_figures(self.ours, self.corrected),
            **decision_figures(self.ours),
            **certified_figures(self.ours, self.threshold),
            **_prefixed("baseline_", baseline),
            **_prefixed("bm25_", bm25),
            **_prefixed("gain_", {name: ours[name] - baseline[name] for name in ours}),
        }


def ranking_figures(outcomes: Outcomes) -> Figures:
    """The figures that every method has: P@1, R@5 and MRR are over the answerable queries."""
    ranks = outcomes.ranks[outcomes.answerable]
    certainties, right = outcomes.certainties, outcomes.right
    return {
        "p_at_1": _mean(ranks == 1),
        "r_at_5": _mean(ranks <= _RECALL_AT),
        "mrr": _mean(1 / ranks),
        "auroc_answerable": ranking_area(certainties, outcomes.answerable),
        "coverage_at_95": accepted_share(certainties, right, precision=0.95),
        "coverage_at_90": accepted_share(certainties, right, precision=0.90),
        "aurc": risk_coverage_area(certainties, right),
    }


def confidence_figures(outcomes: SearchOutcomes, corrected: FloatArray | None = None) -> Figures:
    """How true the confidences are, as they come and corrected by labelled questions."""
    return {
        "ece": calibration_error(outcomes.certainties, outcomes.right),
        "ece_labelled": (
            float("nan") if corrected is None else calibration_error(corrected, outcomes.right)
        ),
    }


def decision_figures(outcomes: SearchOutcomes) -> Figures:
    """What the default thresholds make of the queries: shares, and how often they are right.

    The customer is taken to pick the right one of the choices where it is among them, else none.
    """
    answered = outcomes.decisions == Decision.ANSWER
    clarified = outcomes.decisions == Decision.CLARIFY
    handed_off = outcomes.decisions == Decision.HAND_OFF
    offered = outcomes.ranks <= _CHOICES
    picked = clarified & offered
    return {
        "coverage": _mean(answered),
        "accuracy": _mean(outcomes.right[answered]),
        "answer_share": _mean(answered),
        "clarify_share": _mean(clarified),
        "hand_off_share": _mean(handed_off),
        "clarify_accuracy": _mean(offered[clarified]),
        "hand_off_accuracy": _mean(~outcomes.answerable[handed_off]),
        "coverage_with_choices": _mean(answered | picked),
        "accuracy_with_choices": _mean((outcomes.right | picked)[answered | picked]),
    }


def certified_figures(outcomes: SearchOutcomes, threshold: float | None) -> Figures:
    """What a certified threshold makes of the queries; NaN without one."""
    if threshold is None:
        undefined = float("nan")
        return {
            "certified_coverage": undefined,
            "certified_accuracy": undefined,
            "certified_wrong_answer_rate": undefined,
        }
    answered = outcomes.certainties >= threshold
    accuracy = _mean(outcomes.right[answered])
    return {
        "certified_coverage": _mean(answered),
        "certified_accuracy": accuracy,
        "certified_wrong_answer_rate": 1 - accuracy,
    }


def _prefixed(prefix: str, figures: Mapping[str, float]) -> Figures:
    return {f"{prefix}{name}": value for name, value in figures.items()}


def _mean(values: npt.NDArray[Any]) -> float:
    return float(values.mean()) if len(values) else float("nan")
