"""Whether labelled live answers still fit a certificate, looked at as often as one likes.

A fixed-size test that is repeated with each new answer raises a false alarm sooner or later. The
evidence here is a test martingale (Shafer, Shen, Vereshchagin and Vovk, 2011, "Test martingales,
Bayes factors and p-values"; Howard, Ramdas, McAuliffe and Sekhon, 2021): by Ville's inequality
the probability that it ever reaches 1/delta is at most delta while at most alpha of the answers
are wrong, however many there are and whenever one looks.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import betaln
from scipy.stats import beta

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

# No confidence reaches it: nothing is answered.
NEVER = 1.01
# Rates are weighed by a beta(1, b) cut off below alpha, with b such that they exceed alpha by
# about twice alpha on average: a doubled or tripled rate is found soonest.
_TYPICAL_EXCESS = 2.0


@dataclass(frozen=True, kw_only=True)
class LiveAnswers:
    """Answers that somebody judged, oldest first: uncorrected confidences (n,) and wrong (n,)."""

    confidences: FloatArray
    wrong: BoolArray

    def __post_init__(self) -> None:
        """Refuse arrays that do not belong together."""
        if self.confidences.ndim != 1 or self.confidences.shape != self.wrong.shape:
            raise ValueError(
                f"confidences {self.confidences.shape} and wrong {self.wrong.shape}"
                " must be of one length"
            )

    def above(self, threshold: float) -> "LiveAnswers":
        """Those that a threshold answers."""
        kept = self.confidences >= threshold
        return LiveAnswers(confidences=self.confidences[kept], wrong=self.wrong[kept])


def evidence(wrong: npt.ArrayLike, right: npt.ArrayLike, *, alpha: float) -> FloatArray:
    """How much so many wrong and right answers speak against a wrong-answer rate ≤ alpha.

    The likelihood under rates above alpha, averaged over a beta distribution cut off below alpha,
    divided by the likelihood under alpha: 1 without an answer, below 1 where they speak for it.
    Element by element over arrays of one shape.
    """
    wrongs, rights = np.asarray(wrong, dtype=float), np.asarray(right, dtype=float)
    a, b = 1.0, 1 / (_TYPICAL_EXCESS * alpha)
    averaged = (
        betaln(a + wrongs, b + rights)
        + beta.logsf(alpha, a + wrongs, b + rights)
        - betaln(a, b)
        - beta.logsf(alpha, a, b)
    )
    under_alpha = wrongs * np.log(alpha) + rights * np.log1p(-alpha)
    return np.asarray(np.exp(np.minimum(averaged - under_alpha, 700.0)))


def is_alarming(answers: LiveAnswers, threshold: float, *, alpha: float, delta: float) -> bool:
    """Whether the evidence on answers at or above the threshold ever reached 1/delta."""
    wrong = answers.above(threshold).wrong
    wrongs = np.cumsum(wrong)
    against = evidence(wrongs, np.arange(1, len(wrong) + 1) - wrongs, alpha=alpha)
    return bool((against >= 1 / delta).any())


def supported_threshold(
    answers: LiveAnswers, sample: LiveAnswers, threshold: float, *, alpha: float
) -> float:
    """The lowest threshold above this one that nothing known speaks against; NEVER if none is.

    Neither do the live answers at or above it (their evidence is at most 1), nor the certificate's
    own `sample`, which must hold some question there (at most alpha of them wrong). Looked for
    after the fact, such a threshold is a precaution and carries no promise.
    """
    known = np.unique(np.concatenate([answers.confidences, sample.confidences]))
    candidates = known[known > threshold]
    live_wrong, live_right = _counts_above(answers, candidates)
    sample_wrong, sample_right = _counts_above(sample, candidates)
    sampled = sample_wrong + sample_right
    supported = (
        (evidence(live_wrong, live_right, alpha=alpha) <= 1)
        & (sampled > 0)
        & (sample_wrong <= alpha * sampled)
    )
    return float(candidates[supported][0]) if supported.any() else NEVER


def _counts_above(answers: LiveAnswers, thresholds: FloatArray) -> tuple[FloatArray, FloatArray]:
    """How many answers at or above each threshold are wrong, and right."""

    def counted(which: BoolArray) -> FloatArray:
        confidences = np.sort(answers.confidences[which])
        below = np.searchsorted(confidences, thresholds)
        return np.asarray(len(confidences) - below, dtype=float)

    return counted(answers.wrong), counted(~answers.wrong)
