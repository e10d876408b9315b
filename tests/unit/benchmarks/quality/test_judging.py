"""A reply of the assistant is judged by what an entry would have answered."""

from __future__ import annotations

import pytest

from benchmarks.customers import Reply
from benchmarks.quality.assistant import drawn
from benchmarks.quality.judging import (
    Outcome,
    exact_interval,
    judged_reply,
    judged_search,
    summary,
    titles_of,
)
from knowledge_base.evaluation import Query
from tests.unit.benchmarks.quality.entries import entry

ENTRIES = [entry("return", "How do I return it?"), entry("cost", "Is it  free?")]
ABOUT_RETURNS = Query(text="?", language="en", relevant=("return",))
ABOUT_NOTHING = Query(text="?", language="en", relevant=())


def reply(*entry_ids: str, choices: tuple[str, ...] = (), handed_off: bool = False) -> Reply:
    return Reply(milliseconds=1.0, entry_ids=entry_ids, choices=choices, handed_off=handed_off)


@pytest.mark.parametrize(
    ("query", "given", "expected"),
    [
        (ABOUT_RETURNS, reply("return"), Outcome.RIGHT),
        (ABOUT_RETURNS, reply("cost"), Outcome.WRONG),
        (ABOUT_NOTHING, reply("cost"), Outcome.WRONG),
        (ABOUT_RETURNS, reply(choices=("Is it free?", "How do I return it?")), Outcome.OFFERED),
        (ABOUT_RETURNS, reply(choices=("Is it free?", "None of these")), Outcome.MISSING),
        (ABOUT_NOTHING, reply(choices=("Is it free?",)), Outcome.MISSING),
        (ABOUT_RETURNS, reply(handed_off=True), Outcome.HANDED_OFF),
        (ABOUT_RETURNS, reply(), Outcome.SMALL_TALK_FOR_QUESTION),
        (ABOUT_NOTHING, reply(), Outcome.SMALL_TALK),
    ],
)
def test_a_reply_is_judged_by_the_entry_it_shows(
    query: Query, given: Reply, expected: Outcome
) -> None:
    assert judged_reply(query, given, titles_of(ENTRIES)) == expected


@pytest.mark.parametrize(
    ("decision", "ids", "expected"),
    [
        ("answer", ["return", "cost"], Outcome.RIGHT),
        ("answer", ["cost", "return"], Outcome.WRONG),
        ("clarify", ["a", "b", "return"], Outcome.OFFERED),
        ("clarify", ["a", "b", "c", "return"], Outcome.MISSING),
        ("hand_off", ["return"], Outcome.HANDED_OFF),
    ],
)
def test_a_search_is_judged_by_its_decision(
    decision: str, ids: list[str], expected: Outcome
) -> None:
    found = {"decision": decision, "candidates": [{"entry_id": id_} for id_ in ids]}
    assert judged_search(ABOUT_RETURNS, found) == expected


def test_small_talk_for_a_question_counts_as_a_wrong_answer_and_other_small_talk_does_not() -> None:
    found = summary(
        [
            *[Outcome.RIGHT] * 6,
            Outcome.WRONG,
            Outcome.SMALL_TALK_FOR_QUESTION,
            Outcome.SMALL_TALK,
            Outcome.HANDED_OFF,
        ]
    )
    assert (found["answered"], found["wrong"]) == (8, 2)
    assert found["coverage"] == 0.8
    assert found["wrong_answer_rate"] == 0.25
    assert found["low"] < 0.25 < found["high"]
    assert found["by_entries"]["wrong_answer_rate"] == pytest.approx(1 / 7)


def test_nothing_answered_has_no_wrong_answer_rate() -> None:
    assert summary([Outcome.HANDED_OFF])["wrong_answer_rate"] is None


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    # none of n: the upper bound u solves (1 - u)^n = 0.025; half of 10: Clopper and Pearson 1934
    [(0, 10, 0.0, 0.3085), (5, 10, 0.1871, 0.8129), (10, 10, 0.6915, 1.0), (0, 0, 0.0, 1.0)],
)
def test_the_interval_is_exact(hits: int, of: int, low: float, high: float) -> None:
    assert exact_interval(hits, of) == (pytest.approx(low, abs=1e-4), pytest.approx(high, abs=1e-4))


def test_labelled_and_tested_questions_are_never_the_same() -> None:
    queries = [Query(text=str(number), language="en", relevant=()) for number in range(100)]
    labelled, tested = drawn(queries, 40, 30)
    assert (len(labelled), len(tested)) == (40, 30)
    assert not {one.text for one in labelled} & {one.text for one in tested}
    labelled, tested = drawn(queries, 600, 300)
    assert (len(labelled), len(tested)) == (66, 34)
