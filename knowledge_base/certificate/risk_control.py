"""The threshold whose wrong-answer rate is at most alpha with probability 1 − delta.

Learn-then-Test (Angelopoulos, Bates, Candès, Jordan and Lei, 2021, "Learn then Test: Calibrating
Predictive Algorithms to Achieve Risk Control") with fixed-sequence testing (Bauer, 1991, "Multiple
testing in clinical trials") and exact binomial p-values. Pure: numbers in, numbers out.

The promise. For a threshold t let R(t) be the share of wrong answers among the questions that are
answered, those of confidence ≥ t; a question that nothing answers is wrong whenever it is
answered. If the sample was drawn from the traffic uniformly and independently, then the returned
threshold T has R(T) ≤ alpha with probability at least 1 − delta over the draw.

Why it holds. The thresholds are all the numbers that a confidence can be, fixed before looking.
For each, the hypothesis is R(t) > alpha. Let n(t) be the number of sampled questions of
confidence ≥ t and F(t) everything about those below t together with n(t). Given F(t), the n(t)
questions above are independent draws from the traffic above t, so their number of wrong ones is
binomial(n(t), R(t)) and P(Bin(n(t), alpha) ≤ wrong) is a p-value, whatever is chosen from F(t).
Testing begins at the loosest threshold that answers at most M questions, M being a function of
sample size, alpha and delta alone, and goes on to looser ones until one is not rejected. Something
false is certified only if the first true hypothesis u at or below the start is rejected. Where u
is the first such one, n just below u exceeds M (known in F(u)) and, with v the last threshold
before the next true hypothesis above u, n(v) ≤ M. As R(v) ≤ alpha < R(u), fewer questions above v
can only mean more wrong ones among the n(u): the p-value stays valid given that, and summing over
u gives at most delta. Nothing is assumed about how the error rate depends on the confidence. Only
where equal confidences straddle M does testing begin just below the tie instead, which needs that
a higher confidence is not wronger than a lower one. Neighbouring thresholds that answer the same
questions have the same p-value, hence only as many tests as there are different confidences.

Where to begin. M is the fewest answers that pass with a number of wrong ones that grows with the
sample: a late start forgives early errors but cannot certify a threshold stricter than it. A
smaller sample has two starts that share delta (Bonferroni): one that needs a faultless head of the
list and one that survives an error in it; one too small for the latter has the former alone. The
constants were chosen by simulation over precision curves like those of public question sets, for
the greatest mean coverage at 200 to 1,000 labels.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy.optimize import isotonic_regression
from scipy.stats import beta, binom

Counts = npt.NDArray[np.int64]

# One more wrong answer is forgiven at the start for each so many that alpha allows in the sample;
# where that is none, two starts share delta.
_ALLOWED_PER_FORGIVEN = 20
_FAULTLESS_PART = 0.8
_ROUNDING = 1e-9  # 0.05 · 400 must be 20
# The rates that are tried for `reachable_alpha`, and the share of draws that `labels_needed` means.
_ALPHAS = np.arange(1, 51) / 100
_LIKELY = 0.65
_MOST_LABELS = 20_000


@dataclass(frozen=True, kw_only=True)
class Certified:
    """A threshold and what it is certified from.

    `answered` of the `sample` questions have a confidence of at least `threshold`, `wrong` of them
    are wrong. `coverage` is answered ÷ sample; `upper_bound` the exact (Clopper–Pearson) upper
    bound of the wrong-answer rate at this threshold alone, never above alpha.
    """

    threshold: float
    alpha: float
    delta: float
    sample: int
    answered: int
    wrong: int
    coverage: float
    upper_bound: float


@dataclass(frozen=True, kw_only=True)
class NotCertified:
    """No threshold can be certified, and what would help.

    `labels_needed`: about so many more labels, drawn alike, certify this alpha in two of three
    cases if precision is as it looks (a rough estimate: samples of 300 disagree by factors); None
    where it looks too low at every threshold. `reachable_alpha`: the least whole percentage that
    this very sample certifies, None above 50 %; whoever picks it after looking has tried more
    than one promise on the same labels. `reason` is a sentence.
    """

    alpha: float
    delta: float
    sample: int
    labels_needed: int | None
    reachable_alpha: float | None
    reason: str


@dataclass(frozen=True, kw_only=True)
class _Curve:
    """The sample by falling threshold: so many answered, so many of them wrong, at each."""

    thresholds: npt.NDArray[np.float64]
    answered: Counts
    wrong: Counts


@dataclass(frozen=True, kw_only=True)
class _Start:
    """Testing begins at `answers` answered, each test at `level`."""

    answers: int
    level: float


def certify(
    confidences: npt.ArrayLike, wrong: npt.ArrayLike, *, alpha: float, delta: float
) -> Certified | NotCertified:
    """The threshold of greatest coverage whose wrong-answer rate is certified.

    `confidences` (n,): of the top entry of each question, higher is surer. `wrong` (n,): whether
    that entry would be a wrong answer; of a question that nothing answers it always is. Raises
    ValueError unless 0 < alpha < 1, 0 < delta < 1 and the arrays are of one length and finite.
    """
    values, is_wrong = _checked(confidences, wrong, alpha, delta)
    curve = _curve(values, is_wrong)
    place = _last_passed(curve, len(values), alpha, delta)
    if place is None:
        return _not_certified(curve, len(values), alpha, delta)
    answered, errors = int(curve.answered[place]), int(curve.wrong[place])
    return Certified(
        threshold=float(curve.thresholds[place]),
        alpha=alpha,
        delta=delta,
        sample=len(values),
        answered=answered,
        wrong=errors,
        coverage=answered / len(values),
        upper_bound=min(alpha, upper_bound(errors, answered, delta=delta)),
    )


def upper_bound(wrong: int, answered: int, *, delta: float) -> float:
    """The exact upper confidence bound of a rate at level 1 − delta (Clopper and Pearson, 1934)."""
    if wrong >= answered:
        return 1.0
    return float(beta.ppf(1 - delta, wrong + 1, answered - wrong))


def fewest_answers(forgiven: int, *, alpha: float, level: float) -> int:
    """The least number of answers that, with so many wrong, has a p-value of at most `level`."""
    low, high = forgiven, forgiven + 1
    while binom.cdf(forgiven, high, alpha) > level:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if binom.cdf(forgiven, middle, alpha) <= level else (middle, high)
    return high


def _checked(
    confidences: npt.ArrayLike, wrong: npt.ArrayLike, alpha: float, delta: float
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    values, is_wrong = np.asarray(confidences, dtype=np.float64), np.asarray(wrong, dtype=bool)
    if values.ndim != 1 or values.shape != is_wrong.shape:
        raise ValueError(
            f"confidences {values.shape} and wrong {is_wrong.shape} must be of one length"
        )
    if not np.isfinite(values).all():
        raise ValueError("confidences must be finite numbers")
    for name, value in (("alpha", alpha), ("delta", delta)):
        if not 0 < value < 1:
            raise ValueError(f"{name} must lie between 0 and 1, both excluded; it is {value}")
    return values, is_wrong


def _curve(values: npt.NDArray[np.float64], is_wrong: npt.NDArray[np.bool_]) -> _Curve:
    order = np.argsort(-values, kind="stable")
    falling = values[order]
    # equal confidences are answered together: only the last of a tie is a threshold
    ends = np.flatnonzero(np.append(falling[1:] != falling[:-1], True)[: len(falling)])
    return _Curve(
        thresholds=falling[ends],
        answered=(ends + 1).astype(np.int64),
        wrong=np.cumsum(is_wrong[order], dtype=np.int64)[ends],
    )


def _last_passed(curve: _Curve, sample: int, alpha: float, delta: float) -> int | None:
    """The place in the curve of the loosest certified threshold."""
    passed = (_end_of_run(curve, start, alpha) for start in _starts(sample, alpha, delta))
    return max((place for place in passed if place is not None), default=None)


def _end_of_run(curve: _Curve, start: _Start, alpha: float) -> int | None:
    first = int(np.searchsorted(curve.answered, start.answers))
    answered = curve.answered[first:]
    if not len(answered):
        return None
    allowed = _most_wrong(int(answered[-1]), alpha, start.level)[answered]
    failed = np.flatnonzero(curve.wrong[first:] > allowed)
    run = int(failed[0]) if len(failed) else len(answered)
    return first + run - 1 if run else None


@lru_cache(maxsize=256)
def _starts(sample: int, alpha: float, delta: float) -> tuple[_Start, ...]:
    def start(forgiven: int, level: float) -> _Start:
        return _Start(
            answers=fewest_answers(forgiven, alpha=alpha, level=level),
            level=level,
        )

    forgiven = int(sample * alpha / _ALLOWED_PER_FORGIVEN + _ROUNDING)
    if forgiven:
        return (start(forgiven, delta),)
    faultless = delta * _FAULTLESS_PART
    forgiving = start(1, delta - faultless)
    if sample < forgiving.answers:
        return (start(0, delta),)
    return start(0, faultless), forgiving


@lru_cache(maxsize=256)
def _most_wrong(answered: int, alpha: float, level: float) -> Counts:
    """How many wrong ones pass among 0 … answered answers; −1 where even none is too many."""
    answers = np.arange(answered + 1)
    most = binom.ppf(level, answers, alpha).astype(np.int64)
    # ppf gives the first count that reaches the level, exactly at it or beyond
    passed: Counts = np.where(binom.cdf(most, answers, alpha) <= level, most, most - 1)
    return passed


def _not_certified(curve: _Curve, sample: int, alpha: float, delta: float) -> NotCertified:
    needed = _labels_needed(curve, sample, alpha, delta)
    reachable = next(
        (
            float(rate)
            for rate in _ALPHAS
            if rate > alpha and _last_passed(curve, sample, float(rate), delta) is not None
        ),
        None,
    )
    return NotCertified(
        alpha=alpha,
        delta=delta,
        sample=sample,
        labels_needed=needed,
        reachable_alpha=reachable,
        reason=_reason(sample, alpha, delta, needed),
    )


def _reason(sample: int, alpha: float, delta: float, needed: int | None) -> str:
    share = f"{100 * alpha:.3g} %"
    least = min(start.answers for start in _starts(sample, alpha, delta))
    if sample < least:
        return (
            f"{sample} labelled questions are too few: even without a wrong one {least} answers"
            f" are needed for {share}."
        )
    if needed is None:
        return (
            f"At no threshold does the wrong-answer rate in this sample look safely below {share}:"
            " more labels alone would not help."
        )
    return f"{sample} labelled questions are too few for {share} at the precision they show."


def _labels_needed(curve: _Curve, sample: int, alpha: float, delta: float) -> int | None:
    """How many more labels would do if the traffic's precision is as it looks."""
    if not sample:
        return _rounded_up(_starts(1, alpha, delta)[0].answers)
    needed = _first_sufficient(_likely_rates(curve, 0.5), alpha, delta)
    if needed is None and sample < _starts(sample, alpha, delta)[0].answers:
        # too few to know better: what was seen, taken at its word
        needed = _first_sufficient(_likely_rates(curve, 0.0), alpha, delta)
    return None if needed is None else _rounded_up(needed - sample)


def _first_sufficient(rates: npt.NDArray[np.float64], alpha: float, delta: float) -> int | None:
    """The size of sample that likely passes a first test; `rates` as `_likely_rates` has them."""
    sample = len(rates)
    for size in _sizes_to_try(sample):
        for start in _starts(size, alpha, delta):
            place = start.answers * sample // size  # as many of this sample's questions
            allowed = _most_wrong(start.answers, alpha, start.level)[start.answers]
            if place < sample and binom.cdf(allowed, start.answers, rates[place]) >= _LIKELY:
                return size
    return None


def _likely_rates(curve: _Curve, unseen: float) -> npt.NDArray[np.float64]:
    """The wrong-answer rate to expect when the 1, 2, … surest of the sample are answered.

    From the rising curve that fits the sample best (isotonic regression), with `unseen` wrong
    answers more than were seen, so that a short faultless run does not count as perfect; but at
    no threshold more than at a looser one.
    """
    widths = np.diff(curve.answered, prepend=0)
    shares = np.diff(curve.wrong, prepend=0) / widths
    fitted = np.repeat(isotonic_regression(shares, weights=widths).x, widths)
    rates = (np.cumsum(fitted) + unseen) / (np.arange(len(fitted)) + 1 + 2 * unseen)
    expected: npt.NDArray[np.float64] = np.minimum.accumulate(rates[::-1])[::-1]
    return expected


def _sizes_to_try(sample: int) -> Iterator[int]:
    size = float(sample)
    while size < _MOST_LABELS:
        size = max(size * 1.05, size + 1)
        yield int(size)


def _rounded_up(labels: int) -> int:
    """To tens: an estimate."""
    return max(10, -(-labels // 10) * 10)
