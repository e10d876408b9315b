"""A difference in P@1 is paired by question, and entries are what is drawn."""

from __future__ import annotations

import pytest

from benchmarks.quality.bootstrap import p_at_1_difference
from tests.unit.benchmarks.quality.entries import outcomes


def test_the_difference_is_that_of_the_shares_right() -> None:
    one = outcomes(right=[True] * 8 + [False] * 2)
    other = outcomes(right=[True] * 5 + [False] * 5)
    found = p_at_1_difference([(one, other)])
    assert found.mean == pytest.approx(0.3)
    assert 0 <= found.low < found.mean < found.high <= 0.7


def test_two_ways_that_are_the_same_differ_by_nothing() -> None:
    same = outcomes(right=[True, False, True, True])
    found = p_at_1_difference([(same, same)])
    assert (found.low, found.mean, found.high) == (0, 0, 0)
    assert found.is_noise


def test_one_question_in_a_hundred_is_noise_and_thirty_are_not() -> None:
    plain = outcomes(right=[False] * 100)
    assert p_at_1_difference([(outcomes(right=[True] + [False] * 99), plain)]).is_noise
    assert not p_at_1_difference([(outcomes(right=[True] * 30 + [False] * 70), plain)]).is_noise


def test_thirty_questions_of_one_entry_are_no_more_than_one_entry() -> None:
    owners = ["one"] * 30 + [f"other-{number}" for number in range(70)]
    better = outcomes(right=[True] * 30 + [False] * 70, owners=owners)
    plain = outcomes(right=[False] * 100, owners=owners)
    assert p_at_1_difference([(better, plain)]).is_noise


def test_every_set_weighs_the_same() -> None:
    small = (outcomes(right=[True] * 2), outcomes(right=[False] * 2))
    large = (outcomes(right=[False] * 200), outcomes(right=[False] * 200))
    assert p_at_1_difference([small, large]).mean == pytest.approx(0.5)


def test_questions_that_nothing_answers_do_not_count() -> None:
    owners = ["a", "b", "", ""]
    one = outcomes(right=[True, True, False, False], owners=owners)
    other = outcomes(right=[True, False, False, False], owners=owners)
    assert p_at_1_difference([(one, other)]).mean == pytest.approx(0.5)
