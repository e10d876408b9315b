"""Watching a certificate on judged live answers, for as long as one likes."""

import math

import numpy as np
import pytest

from knowledge_base.certificate.drift import (
    NEVER,
    LiveAnswers,
    evidence,
    is_alarming,
    supported_threshold,
)

ALPHA = DELTA = 0.05


def stream(wrong_rate: float, length: int, seed: int) -> LiveAnswers:
    random = np.random.default_rng(seed)
    return LiveAnswers(
        confidences=0.8 + 0.2 * random.random(length), wrong=random.random(length) < wrong_rate
    )


def share_alarmed(wrong_rate: float, *, length: int, streams: int) -> float:
    alarmed = [
        is_alarming(stream(wrong_rate, length, seed), 0.8, alpha=ALPHA, delta=DELTA)
        for seed in range(streams)
    ]
    return float(np.mean(alarmed))


def answers(*told: tuple[float, bool]) -> LiveAnswers:
    return LiveAnswers(
        confidences=np.asarray([confidence for confidence, _ in told], dtype=float),
        wrong=np.asarray([wrong for _, wrong in told], dtype=bool),
    )


def test_a_kept_promise_seldom_alarms_however_long_it_is_watched() -> None:
    streams = 600
    two_standard_errors = 2 * math.sqrt(DELTA * (1 - DELTA) / streams)

    assert share_alarmed(ALPHA, length=3000, streams=streams) <= DELTA + two_standard_errors


def test_a_doubled_wrong_answer_rate_is_found() -> None:
    assert share_alarmed(2 * ALPHA, length=400, streams=100) >= 0.9


def test_a_row_of_wrong_answers_is_found_at_once() -> None:
    assert is_alarming(answers(*[(0.9, True)] * 3), 0.8, alpha=ALPHA, delta=DELTA)


def test_answers_below_the_threshold_are_none_of_its_business() -> None:
    below = answers(*[(0.79, True)] * 100)

    assert not is_alarming(below, 0.8, alpha=ALPHA, delta=DELTA)
    assert is_alarming(below, 0.79, alpha=ALPHA, delta=DELTA)


def test_an_alarm_is_not_taken_back_by_later_answers() -> None:
    bad_start = answers(*[(0.9, True)] * 5, *[(0.9, False)] * 500)

    assert evidence(5, 500, alpha=ALPHA) < 1
    assert is_alarming(bad_start, 0.8, alpha=ALPHA, delta=DELTA)


def test_without_an_answer_nothing_speaks_for_or_against() -> None:
    assert evidence(0, 0, alpha=ALPHA) == pytest.approx(1)
    assert evidence(0, 50, alpha=ALPHA) < 1 < evidence(5, 45, alpha=ALPHA)


def test_the_evidence_is_a_fair_bet_under_alpha() -> None:
    # the mean after one more answer is the value before it: what makes the bound hold at any time
    wrongs, rights = np.meshgrid(np.arange(6), np.arange(40))
    after = ALPHA * evidence(wrongs + 1, rights, alpha=ALPHA) + (1 - ALPHA) * evidence(
        wrongs, rights + 1, alpha=ALPHA
    )

    assert after == pytest.approx(evidence(wrongs, rights, alpha=ALPHA))


def test_the_raised_threshold_leaves_the_bad_answers_below_it() -> None:
    sample = answers(*[(0.8 + 0.001 * step, False) for step in range(150)])
    live = answers(*[(0.82, True)] * 8, *[(0.85, False)] * 40, *[(0.93, False)] * 40)

    raised = supported_threshold(live, sample, 0.8, alpha=ALPHA)

    assert 0.82 < raised <= 0.85
    assert is_alarming(live, 0.8, alpha=ALPHA, delta=DELTA)


def test_a_threshold_that_the_sample_itself_speaks_against_is_not_supported() -> None:
    sample = answers(*[(0.9, False)] * 100, *[(0.95, True)] * 3)
    live = answers(*[(0.8, True)] * 8)

    assert supported_threshold(live, sample, 0.8, alpha=ALPHA) == 0.9
    worse = answers(*[(0.9, False)] * 10, *[(0.95, True)] * 3)
    assert supported_threshold(live, worse, 0.8, alpha=ALPHA) == NEVER


def test_where_nothing_is_supported_nothing_is_answered() -> None:
    sample = answers(*[(0.9, False)] * 100)
    live = answers(*[(0.99, True)] * 8)

    assert supported_threshold(live, sample, 0.9, alpha=ALPHA) == NEVER
    assert NEVER > 1


def test_answers_of_two_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="of one length"):
        LiveAnswers(confidences=np.zeros(2), wrong=np.zeros(3, dtype=bool))
