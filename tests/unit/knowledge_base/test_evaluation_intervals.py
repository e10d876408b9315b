"""The bootstrap over entries: what it draws, and how often its intervals hold."""

import math
from collections import Counter

import numpy as np
import pytest

from knowledge_base.evaluation import Compared, Outcomes, SearchOutcomes, with_intervals
from knowledge_base.evaluation.resampling import intervals, resamples

OWNERS = np.asarray(["a", "a", "a", "b", "", ""])


def outcomes(right: list[bool], owners: list[str] | None = None) -> SearchOutcomes:
    """Outcomes with the certainty .9 where they are right, .4 elsewhere; all answered."""
    is_right = np.asarray(right)
    return SearchOutcomes(
        certainties=np.where(is_right, 0.9, 0.4),
        ranks=np.where(is_right, 1.0, 2.0),
        owners=np.asarray(owners or [f"entry-{number}" for number in range(len(right))]),
        decisions=np.full(len(right), "answer"),
    )


def test_the_queries_of_an_entry_come_together() -> None:
    for counts in resamples(OWNERS, 50):
        assert len(set(counts[:3].tolist())) == 1


def test_as_many_entries_and_unanswerable_queries_are_drawn_as_there_are() -> None:
    for counts in resamples(OWNERS, 50):
        assert counts[0] + counts[3] == 2
        assert counts[4] + counts[5] == 2


def test_every_mixture_is_drawn() -> None:
    drawn = Counter(tuple(counts[[0, 3]].tolist()) for counts in resamples(OWNERS, 200))

    assert set(drawn) == {(2, 0), (1, 1), (0, 2)}


def test_queries_that_nothing_answers_are_drawn_without_any_entry() -> None:
    (counts,) = resamples(np.asarray(["", "", ""]), 1)

    assert counts.sum() == 3


def test_the_same_queries_have_the_same_intervals() -> None:
    right = outcomes([True, False, True, True, False, True])
    compared = Compared(ours=right, baseline=right, bm25=right)

    assert repr(with_intervals(compared, 20)) == repr(with_intervals(compared, 20))


def test_an_interval_lies_around_its_figure() -> None:
    right = outcomes([True] * 70 + [False] * 30)

    values = with_intervals(Compared(ours=right, baseline=right, bm25=right), 400)

    # one standard error is sqrt(.7 × .3 / 100) = .046
    assert values["p_at_1"] == 0.7
    assert values["p_at_1_low"] == pytest.approx(0.7 - 1.96 * 0.046, abs=0.03)
    assert values["p_at_1_high"] == pytest.approx(0.7 + 1.96 * 0.046, abs=0.03)


def test_an_interval_covers_the_truth_about_as_often_as_it_says() -> None:
    random = np.random.default_rng(5)
    truth = 0.7
    held = 0
    for _ in range(200):
        # each entry has five queries that are all right or all wrong
        right = np.repeat(random.random(60) < truth, 5)
        owners = np.repeat(np.arange(60).astype(str), 5)
        found = intervals(
            lambda counts, right=right: {"share": float((counts * right).sum() / counts.sum())},
            owners,
            200,
            centres={},
        )
        low, high = found["share"]
        held += low <= truth <= high

    # 190 are expected; intervals over queries instead of entries would hold in some 120
    assert 178 <= held <= 199


def test_the_gain_is_drawn_from_the_same_resamples() -> None:
    right = outcomes([True, False] * 20)
    values = with_intervals(Compared(ours=right, baseline=right, bm25=right), 100)

    assert values["p_at_1_low"] < values["p_at_1"] < values["p_at_1_high"]
    assert values["gain_p_at_1_low"] == values["gain_p_at_1_high"] == 0


def test_the_interval_of_the_calibration_error_lies_around_it() -> None:
    random = np.random.default_rng(6)
    certainties = random.random(300)
    found = SearchOutcomes(
        certainties=certainties,
        ranks=np.where(random.random(300) < certainties, 1.0, 2.0),
        owners=np.arange(300).astype(str),
        decisions=np.full(300, "answer"),
    )

    values = with_intervals(Compared(ours=found, baseline=found, bm25=found), 300)

    assert 0 <= values["ece_low"] <= values["ece"] <= values["ece_high"]


def test_without_resamples_there_are_no_intervals() -> None:
    right = outcomes([True, False])
    values = with_intervals(Compared(ours=right, baseline=right, bm25=right), 0)

    assert values["p_at_1"] == 0.5
    assert math.isnan(values["p_at_1_low"])


def test_a_figure_that_is_never_defined_has_no_interval() -> None:
    right = outcomes([True, False])
    values = with_intervals(Compared(ours=right, baseline=right, bm25=right), 10)

    assert math.isnan(values["auroc_answerable"])
    assert math.isnan(values["auroc_answerable_low"])


def test_outcomes_of_another_method_need_no_decisions() -> None:
    right = outcomes([True, False])
    plain = Outcomes(certainties=right.certainties, ranks=right.ranks, owners=right.owners)

    values = with_intervals(Compared(ours=right, baseline=plain, bm25=plain), 5)

    assert values["baseline_p_at_1"] == 0.5
