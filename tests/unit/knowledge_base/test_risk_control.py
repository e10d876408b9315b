"""The promise of a certified threshold, tried on populations whose truth is known."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pytest

from knowledge_base.certificate.risk_control import (
    Certified,
    NotCertified,
    certify,
    fewest_answers,
    upper_bound,
)

ALPHA = DELTA = 0.05
DRAWS = 1000


@dataclass(frozen=True)
class Population:
    """All the questions there are: what a sample of them is judged by."""

    confidences: npt.NDArray[np.float64]
    wrong: npt.NDArray[np.bool_]

    def sample(self, size: int, seed: int) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
        drawn = np.random.default_rng(seed).integers(0, len(self.wrong), size)
        return self.confidences[drawn], self.wrong[drawn]

    def wrong_rate(self, threshold: float) -> float:
        return float(self.wrong[self.confidences >= threshold].mean())

    def coverage(self, threshold: float) -> float:
        return float((self.confidences >= threshold).mean())


def population(name: str, size: int = 20_000) -> Population:
    """Populations that try the promise, each in its own way."""
    random = np.random.default_rng(3)
    confidences = random.random(size)
    if name == "falling precision, a third unanswerable":
        wrong = random.random(size) > confidences**0.5
    elif name == "just worse than alpha at every threshold":
        wrong = random.random(size) < 0.0505
    elif name == "just worse than alpha below a perfect head":
        wrong = (confidences < 0.6) & (random.random(size) < 0.13)
    elif name == "the surest are the worst":
        wrong = random.random(size) < np.where(confidences > 0.9, 0.2, 0.03)
    elif name == "a tenth tied at the top, too often wrong":
        tied = random.random(size) < 0.35
        confidences = np.where(tied, 0.98, confidences * 0.97)
        wrong = random.random(size) < np.where(tied, 0.055, 1 - confidences)
    else:
        raise ValueError(name)
    return Population(confidences, wrong)


def share_of_broken_promises(traffic: Population, size: int, *, alpha: float = ALPHA) -> float:
    broken = 0
    for seed in range(DRAWS):
        outcome = certify(*traffic.sample(size, seed), alpha=alpha, delta=DELTA)
        if isinstance(outcome, Certified):
            broken += traffic.wrong_rate(outcome.threshold) > alpha
    return broken / DRAWS


def best_looking_threshold(
    confidences: npt.NDArray[np.float64], wrong: npt.NDArray[np.bool_]
) -> float | None:
    """What is not a certificate: the loosest threshold that looks right on the sample."""
    order = np.argsort(-confidences)
    rates = np.cumsum(wrong[order]) / np.arange(1, len(order) + 1)
    fine = np.flatnonzero(rates <= ALPHA)
    return float(confidences[order][fine[-1]]) if len(fine) else None


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("falling precision, a third unanswerable", 80),
        ("falling precision, a third unanswerable", 300),
        ("just worse than alpha at every threshold", 300),
        ("just worse than alpha at every threshold", 1000),
        ("just worse than alpha below a perfect head", 300),
        ("the surest are the worst", 300),
        ("a tenth tied at the top, too often wrong", 300),
    ],
)
def test_the_promise_is_broken_no_more_often_than_stated(name: str, size: int) -> None:
    two_standard_errors = 2 * math.sqrt(DELTA * (1 - DELTA) / DRAWS)

    assert share_of_broken_promises(population(name), size) <= DELTA + two_standard_errors


def test_taking_the_threshold_that_looks_best_would_break_it() -> None:
    traffic = population("just worse than alpha at every threshold")
    chosen = [best_looking_threshold(*traffic.sample(300, seed)) for seed in range(200)]

    broken = [one is not None and traffic.wrong_rate(one) > ALPHA for one in chosen]

    assert np.mean(broken) > 0.5


def test_three_hundred_labels_certify_much_of_what_is_safe() -> None:
    traffic = population("just worse than alpha below a perfect head")
    outcomes = [certify(*traffic.sample(300, seed), alpha=ALPHA, delta=DELTA) for seed in range(50)]

    covered = [
        traffic.coverage(one.threshold) if isinstance(one, Certified) else 0.0 for one in outcomes
    ]

    assert np.mean(covered) > 0.4  # 0.65 is the most that anybody who knows the truth could answer


def test_perfect_answers_are_certified_from_the_first_possible_sample_on() -> None:
    def perfect(size: int) -> Certified | NotCertified:
        return certify(np.linspace(0.5, 1, size), np.zeros(size), alpha=ALPHA, delta=DELTA)

    assert isinstance(perfect(58), NotCertified)
    outcome = perfect(59)
    assert isinstance(outcome, Certified)
    assert (outcome.threshold, outcome.answered, outcome.wrong, outcome.coverage) == (0.5, 59, 0, 1)


@pytest.mark.parametrize("size", [200, 300, 500, 1000])
def test_one_early_error_does_not_end_it(size: int) -> None:
    wrong = np.zeros(size, dtype=bool)
    wrong[0] = True  # the surest of all

    outcome = certify(np.linspace(1, 0.2, size), wrong, alpha=ALPHA, delta=DELTA)

    assert isinstance(outcome, Certified)
    assert (outcome.answered, outcome.wrong) == (size, 1)


def test_equal_confidences_are_answered_together_or_not_at_all() -> None:
    confidences = np.repeat([0.98, 0.7], 150)
    wrong = np.repeat([False, True], 150)

    outcome = certify(confidences, wrong, alpha=ALPHA, delta=DELTA)

    assert isinstance(outcome, Certified)
    assert (outcome.threshold, outcome.answered, outcome.wrong) == (0.98, 150, 0)
    swapped = certify(confidences, np.tile([True, False], 150), alpha=ALPHA, delta=DELTA)
    assert isinstance(swapped, NotCertified)


def test_the_order_of_the_sample_does_not_matter() -> None:
    confidences, wrong = population("falling precision, a third unanswerable").sample(600, 1)
    shuffled = np.random.default_rng(0).permutation(600)

    assert certify(confidences, wrong, alpha=0.1, delta=DELTA) == certify(
        confidences[shuffled], wrong[shuffled], alpha=0.1, delta=DELTA
    )


def test_unanswerable_questions_count_as_wrong_answers() -> None:
    answerable = certify(np.linspace(0.5, 1, 200), np.zeros(200), alpha=ALPHA, delta=DELTA)
    mixed_in = certify(np.linspace(0.5, 1, 200), np.arange(200) % 2 == 0, alpha=ALPHA, delta=DELTA)

    assert isinstance(answerable, Certified)
    assert isinstance(mixed_in, NotCertified)


def test_the_upper_bound_is_the_exact_one_and_never_above_alpha() -> None:
    confidences, wrong = population("falling precision, a third unanswerable").sample(2000, 4)
    outcome = certify(confidences, wrong, alpha=0.1, delta=DELTA)

    assert isinstance(outcome, Certified)
    assert outcome.wrong / outcome.answered < outcome.upper_bound <= 0.1
    assert upper_bound(0, 59, delta=0.05) == pytest.approx(1 - 0.05 ** (1 / 59))
    assert upper_bound(3, 3, delta=0.05) == 1


@pytest.mark.parametrize(("wrong", "answers"), [(0, 59), (1, 93), (2, 124)])
def test_the_fewest_answers_are_the_known_ones(wrong: int, answers: int) -> None:
    assert fewest_answers(wrong, alpha=0.05, level=0.05) == answers


def test_a_small_sample_is_told_how_many_labels_it_lacks() -> None:
    short = certify(np.linspace(0.5, 1, 40), np.zeros(40), alpha=ALPHA, delta=DELTA)
    none = certify([], [], alpha=ALPHA, delta=DELTA)

    assert isinstance(short, NotCertified)
    assert short.labels_needed is not None
    assert 20 <= short.labels_needed <= 400
    assert "40 labelled questions are too few" in short.reason
    assert isinstance(none, NotCertified)
    assert (none.labels_needed, none.reachable_alpha) == (60, None)


def test_as_many_labels_as_it_is_told_mostly_do() -> None:
    traffic = population("just worse than alpha below a perfect head")
    told = 0
    enough = 0
    for seed in range(40):
        outcome = certify(*traffic.sample(100, seed), alpha=ALPHA, delta=DELTA)
        if isinstance(outcome, NotCertified) and outcome.labels_needed is not None:
            told += 1
            more = traffic.sample(100 + outcome.labels_needed, 1000 + seed)
            enough += isinstance(certify(*more, alpha=ALPHA, delta=DELTA), Certified)

    assert told >= 10
    assert enough / told >= 0.5


def test_where_every_threshold_is_too_often_wrong_more_labels_are_not_promised_to_help() -> None:
    outcome = certify(np.linspace(0, 1, 400), np.arange(400) % 4 == 0, alpha=ALPHA, delta=DELTA)

    assert isinstance(outcome, NotCertified)
    assert outcome.labels_needed is None
    assert "more labels alone would not help" in outcome.reason


def test_the_reachable_alpha_is_the_least_that_the_sample_certifies() -> None:
    confidences, wrong = population("falling precision, a third unanswerable").sample(100, 2)
    outcome = certify(confidences, wrong, alpha=0.02, delta=DELTA)

    assert isinstance(outcome, NotCertified)
    assert outcome.reachable_alpha is not None
    reached = certify(confidences, wrong, alpha=outcome.reachable_alpha, delta=DELTA)
    below = certify(confidences, wrong, alpha=outcome.reachable_alpha - 0.01, delta=DELTA)
    assert isinstance(reached, Certified)
    assert isinstance(below, NotCertified)


@pytest.mark.parametrize(
    ("confidences", "wrong", "alpha", "delta", "said"),
    [
        ([0.5], [True, False], 0.05, 0.05, "of one length"),
        ([math.nan], [True], 0.05, 0.05, "finite"),
        ([0.5], [True], 0.0, 0.05, "alpha must lie between 0 and 1"),
        ([0.5], [True], 0.05, 1.0, "delta must lie between 0 and 1"),
    ],
)
def test_what_is_no_sample_is_refused(
    confidences: list[float], wrong: list[bool], alpha: float, delta: float, said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        certify(confidences, wrong, alpha=alpha, delta=delta)
