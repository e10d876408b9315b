"""The figures of an evaluation, each against a small example worked out by hand."""

import math

import numpy as np
import pytest

from knowledge_base.evaluation import Compared, Outcomes, Query, Ranked, SearchOutcomes
from knowledge_base.evaluation.figures import (
    certified_figures,
    confidence_figures,
    decision_figures,
    ranking_figures,
)
from knowledge_base.search_result import Decision

QUERIES = [
    Query(text="first is right", language="en", relevant=("a",)),
    Query(text="third is right", language="en", relevant=("b", "c")),
    Query(text="nothing answers", language="en"),
    Query(text="never found", language="en", relevant=("a",)),
]
RANKED = [
    Ranked(entry_ids=("a", "b", "c"), certainty=0.9),
    Ranked(entry_ids=("a", "d", "c"), certainty=0.6),
    Ranked(entry_ids=("d",), certainty=0.5),
    Ranked(entry_ids=(), certainty=0.0),
]
OUTCOMES = Outcomes.of(QUERIES, RANKED)
SEARCHED = SearchOutcomes.with_decisions(
    OUTCOMES, [Decision.ANSWER, Decision.CLARIFY, Decision.CLARIFY, Decision.HAND_OFF]
)


def test_an_outcome_knows_the_place_of_the_first_right_entry() -> None:
    assert OUTCOMES.ranks.tolist() == [1, 3, math.inf, math.inf]
    assert OUTCOMES.right.tolist() == [True, False, False, False]
    assert OUTCOMES.answerable.tolist() == [True, True, False, True]
    assert OUTCOMES.owners.tolist() == ["a", "b", "", "a"]


def test_outcomes_of_several_runs_can_be_joined() -> None:
    joined = SearchOutcomes.joined([SEARCHED, SEARCHED.at(np.asarray([1]))])

    assert joined.ranks.tolist() == [1, 3, math.inf, math.inf, 3]
    assert joined.decisions.tolist()[-1] == "clarify"


def test_rankings_are_measured_over_the_answerable_queries() -> None:
    figures = ranking_figures(OUTCOMES)

    assert figures["p_at_1"] == pytest.approx(1 / 3)
    assert figures["r_at_5"] == pytest.approx(2 / 3)
    assert figures["mrr"] == pytest.approx((1 + 1 / 3 + 0) / 3)


def test_telling_whether_something_answers_is_measured_over_all_queries() -> None:
    # .9 and .6 are above the .5 of what nothing answers, 0 is not
    assert ranking_figures(OUTCOMES)["auroc_answerable"] == pytest.approx(2 / 3)


def test_coverage_is_a_share_of_all_queries() -> None:
    figures = ranking_figures(OUTCOMES)

    assert figures["coverage_at_95"] == figures["coverage_at_90"] == 1 / 4


def test_the_risk_coverage_area_is_over_all_queries() -> None:
    assert ranking_figures(OUTCOMES)["aurc"] == pytest.approx((0 + 1 / 2 + 2 / 3 + 3 / 4) / 4)


def test_the_calibration_error_compares_the_first_confidence_with_being_right() -> None:
    # ten bins for four queries: each is one
    expected = ((1 - 0.9) + 0.6 + 0.5 + 0) / 4

    assert confidence_figures(SEARCHED)["ece"] == pytest.approx(expected)


def test_corrected_confidences_have_a_calibration_error_of_their_own() -> None:
    corrected = np.asarray([1.0, 0.0, 0.0, 0.0])

    assert confidence_figures(SEARCHED, corrected)["ece_labelled"] == 0
    assert math.isnan(confidence_figures(SEARCHED)["ece_labelled"])


def test_the_default_setting_is_measured_by_what_the_customer_gets() -> None:
    assert decision_figures(SEARCHED) == {
        "coverage": 1 / 4,
        "accuracy": 1,
        "answer_share": 1 / 4,
        "clarify_share": 1 / 2,
        "hand_off_share": 1 / 4,
        "clarify_accuracy": 1 / 2,  # one of two has the right one among three choices
        "hand_off_accuracy": 0,  # something would have answered
        "coverage_with_choices": 1 / 2,
        "accuracy_with_choices": 1,
    }


def test_a_choice_that_is_not_shown_cannot_be_picked() -> None:
    fourth = Ranked(entry_ids=("d", "e", "f", "a"), certainty=0.5)
    outcomes = SearchOutcomes.with_decisions(Outcomes.of(QUERIES[:1], [fourth]), [Decision.CLARIFY])

    assert decision_figures(outcomes)["clarify_accuracy"] == 0
    assert decision_figures(outcomes)["coverage_with_choices"] == 0


def test_a_wrong_answer_counts_against_accuracy_with_choices() -> None:
    outcomes = SearchOutcomes.with_decisions(
        OUTCOMES, [Decision.CLARIFY, Decision.CLARIFY, Decision.ANSWER, Decision.HAND_OFF]
    )

    figures = decision_figures(outcomes)

    assert figures["coverage_with_choices"] == 3 / 4
    assert figures["accuracy_with_choices"] == pytest.approx(2 / 3)


def test_a_certified_threshold_answers_from_its_confidence_on() -> None:
    assert certified_figures(SEARCHED, 0.6) == {
        "certified_coverage": 1 / 2,
        "certified_accuracy": 1 / 2,
        "certified_wrong_answer_rate": 1 / 2,
    }


def test_without_a_certificate_its_figures_are_undefined() -> None:
    assert all(math.isnan(value) for value in certified_figures(SEARCHED, None).values())


def test_a_threshold_above_everything_answers_nothing() -> None:
    figures = certified_figures(SEARCHED, 0.99)

    assert figures["certified_coverage"] == 0
    assert math.isnan(figures["certified_wrong_answer_rate"])


def test_a_gain_is_the_difference_to_the_baseline() -> None:
    worse = Outcomes.of(QUERIES, [Ranked(entry_ids=("d",), certainty=0.5)] * 4)

    figures = Compared(ours=SEARCHED, baseline=worse, bm25=OUTCOMES).figures()

    assert figures["baseline_p_at_1"] == 0
    assert figures["bm25_p_at_1"] == figures["p_at_1"] == pytest.approx(1 / 3)
    assert figures["gain_p_at_1"] == pytest.approx(1 / 3)
    assert figures["gain_aurc"] == pytest.approx(figures["aurc"] - 1)


def test_a_resample_repeats_and_leaves_out_whole_queries() -> None:
    compared = Compared(
        ours=SEARCHED,
        baseline=OUTCOMES,
        bm25=OUTCOMES,
        threshold=0.5,
        corrected=np.asarray([1.0, 0.5, 0.25, 0.0]),
    )

    resample = compared.at(np.asarray([2, 0, 1, 0]))

    assert resample.ours.ranks.tolist() == [1, 1, math.inf]
    assert resample.ours.decisions.tolist() == ["answer", "answer", "clarify"]
    assert resample.corrected is not None
    assert resample.corrected.tolist() == [1, 1, 0.25]
    assert resample.figures()["certified_wrong_answer_rate"] == pytest.approx(1 / 3)
