"""The document is written from the figures, and aims are judged by them."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.quality.aims import aims
from benchmarks.quality.document import parts_table, quality_document
from benchmarks.quality.judging import Outcome, summary

SCHOOL: dict[str, Any] = {
    "entries": 162,
    "questions": 1440,
    "unanswerable": 0,
    "phrasings": 1.5,
    "has_answers": True,
    "is_own": True,
    "p_at_1": 0.8,
    "baseline_p_at_1": 0.71,
    "gain_p_at_1": 0.09,
    "gain_p_at_1_low": 0.05,
    "gain_p_at_1_high": 0.12,
    "bm25_p_at_1": 0.5,
    "r_at_5": 0.9,
    "mrr": 0.85,
    "auroc_answerable": None,
    "baseline_auroc_answerable": None,
    "coverage_at_95": 0.4,
    "baseline_coverage_at_95": 0.1,
    "coverage_at_90": 0.5,
    "baseline_coverage_at_90": 0.2,
    "aurc": 0.05,
    "baseline_aurc": 0.2,
    "ece": 0.07,
    "ece_floor": 0.03,
    "answer_share": 0.5,
    "accuracy": 0.9,
    "clarify_share": 0.3,
    "hand_off_share": 0.2,
}
REAL = SCHOOL | {"gain_p_at_1": 0.02, "auroc_answerable": 0.91, "coverage_at_95": 0.24, "ece": 0.05}
FEW_SHOT = SCHOOL | {"has_answers": False, "phrasings": 10.0, "gain_p_at_1": 0.07, "ece": 0.04}
SETS = {"school-dev-cs": SCHOOL, "hint3-curekart-en": REAL, "few-shot": FEW_SHOT}


def judged(measured: dict[str, Any]) -> dict[str, tuple[str, bool]]:
    return {aim.name: (aim.seen, aim.is_met) for aim in aims(measured)}


def test_gains_are_judged_on_the_named_set_the_few_shot_sets_the_mean_and_the_worst() -> None:
    found = judged({"sets": SETS})
    assert found["P@1 over the baseline, school-dev-cs"] == ("+9.0", True)
    assert found["P@1 over the baseline, few-shot"] == ("+7.0", False)
    assert found["P@1 over the baseline, mean over sets"] == ("+6.0", True)
    assert found["P@1 over the baseline, worst set (hint3-curekart-en)"] == ("+2.0", True)


def test_joined_sets_do_not_weigh_in_the_means() -> None:
    joined = SCHOOL | {"is_own": False, "gain_p_at_1": 0.9}
    found = judged({"sets": {**SETS, "school-dev-cs + offtopic": joined}})
    assert found["P@1 over the baseline, mean over sets"] == ("+6.0", True)


def test_real_traffic_and_calibration_have_aims_of_their_own() -> None:
    found = judged({"sets": SETS})
    assert found["AUROC, hint3-curekart-en"] == ("0.910", True)
    assert found["coverage at 95 % precision, hint3-curekart-en"] == ("24.0 %", False)
    (calibration,) = [name for name in found if name.startswith("calibration error")]
    assert "school-dev-cs" in calibration
    assert found[calibration] == ("0.040", False)


def test_typing_is_judged_by_the_mean_and_by_the_worst_larger_set() -> None:
    def typed(questions: int, after: float, language: str = "cs") -> dict[str, Any]:
        return {
            "questions": questions,
            "language": language,
            "p_at_1": 0.8,
            "without_diacritics": 0.795,
            "with_typo": [after, after],
        }

    figures = {"large": typed(900, 0.76), "tiny": typed(40, 0.7), "en": typed(400, 0.8, "en")}
    found = judged({"typing": figures})
    assert found["P@1 lost without diacritics, mean over sets"] == ("0.5", True)
    assert found["P@1 lost by a typo a question, mean over sets"] == ("4.7", False)
    worst = "P@1 lost by a typo a question, worst set of 300 questions and more (large)"
    assert found[worst] == ("4.0", False)


def test_certificates_are_judged_by_the_worst_simulation() -> None:
    def made(broken: float) -> dict[str, Any]:
        return {"size": 300, "samples": 1000, "broken": broken}

    (aim,) = aims({"certificates": {"a": [made(0.02)], "b": [made(0.07)]}})
    assert (aim.seen, aim.is_met) == ("7.0 %", False)
    assert "(b, 300 labels)" in aim.name
    (aim,) = aims({"certificates": {"a": [made(0.063)]}})
    assert aim.is_met, "within two standard errors of 5 %"


def test_the_certified_assistant_is_judged_with_and_without_its_small_talk() -> None:
    outcomes = [*[Outcome.RIGHT] * 38, Outcome.WRONG, Outcome.SMALL_TALK_FOR_QUESTION]
    one = {"alpha": 0.05, "certified": summary([*outcomes, *[Outcome.SMALL_TALK_FOR_QUESTION] * 2])}
    found = judged({"assistant": {"school": one}})
    assert found["wrong of the entries shown, certified assistant, school"] == ("2.6 %", True)
    with_small_talk = "wrong of all answers, small talk included, certified assistant, school"
    assert found[with_small_talk] == ("9.5 %", False)


def test_nothing_certified_is_judged_by_nothing() -> None:
    assert judged({"assistant": {"school": {"alpha": None, "issued": False}}}) == {}


def test_the_document_has_the_parts_that_were_measured_and_no_others() -> None:
    text = quality_document({"sets": SETS}, made=["Made today."])
    assert text.startswith("# How good it is\n\nMade today.\n")
    assert "## Every set" in text
    assert "80.0 (71.0)" in text
    assert "| hint3-curekart-en" in text
    assert "## When the entry is missing" not in text


def test_an_undefined_figure_is_a_dash() -> None:
    row = next(
        line
        for line in quality_document({"sets": SETS}, made=[]).splitlines()
        if line.startswith("| school-dev-cs")
    )
    assert "– (–)" in row


@pytest.mark.parametrize(("low", "high", "shown"), [(-0.01, 0.03, "(+1.0)"), (0.005, 0.02, "+1.0")])
def test_a_part_that_may_bring_nothing_stands_in_brackets(
    low: float, high: float, shown: str
) -> None:
    difference = {"mean": 0.01, "low": low, "high": high}
    table = parts_table({"whitening": {"instead": "none", "brings": {"a": difference}}})
    row = [cell.strip() for cell in table.splitlines()[4].split("|")]
    assert row[1:-1] == ["whitening", "none", shown]


def rows_of(text: str) -> list[list[str]]:
    lines = [line for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines]


def test_calibration_is_shown_with_its_floor_and_after_labels() -> None:
    one = {"questions": 400, "ece": 0.08, "ece_floor": 0.03, "after": {"100": 0.05, "300": None}}
    rows = rows_of(quality_document({"labels": {"school": one}}, made=[]))
    assert rows[-1] == ["school", "400", "0.030", "0.080", "0.050", "0.050", "–"]


def test_certificates_are_shown_by_number_of_labels() -> None:
    made = {
        "size": 300,
        "samples": 1000,
        "broken": 0.021,
        "certified": 0.5,
        "coverage": 0.12,
        "oracle": 0.31,
    }
    rows = rows_of(quality_document({"certificates": {"school": [made, made]}}, made=[]))
    assert rows[-2:] == [
        ["school", "300", "2.1", "50.0", "12.0", "31.0"],
        ["", "300", "2.1", "50.0", "12.0", "31.0"],
    ]


def test_the_assistant_is_shown_beside_search_alone_with_what_was_certified() -> None:
    asked = summary([Outcome.RIGHT, Outcome.RIGHT, Outcome.WRONG, Outcome.HANDED_OFF])
    one = {
        "labels": 600,
        "delta": 0.05,
        "alpha": 0.1,
        "issued": True,
        "refused": [0.05],
        "default": asked,
        "search_default": asked,
        "certified": asked,
        "search_certified": asked,
    }
    text = quality_document({"assistant": {"school": one}}, made=[])
    ways = [row[1] for row in rows_of(text) if row[0] == "school"]
    assert ways == [
        "assistant, default setting",
        "search alone, default setting",
        "assistant, certified",
        "search alone, certified",
    ]
    assert "33.3 (0.8 to 90.6)" in text
    assert "school: certified on 600 other labelled questions" in text
    assert "at most 10 % wrong answers" in text
    assert "Refused before: 5 %." in text
