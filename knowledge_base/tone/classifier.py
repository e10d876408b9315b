"""The classifier: from a question's vector to the probabilities of anger and of urgency."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import expit

from knowledge_base.encoder import Encoder
from knowledge_base.tone.sentences import Sentence

FloatArray = npt.NDArray[np.float64]
Vector = npt.NDArray[np.float32]

# On rows of mean square length 1. Chosen by ten-fold cross-validation within the sentences learnt
# from: of 0.01 to 1 it gave the best ranking and probabilities that need no further calibration.
_PENALTY = 0.1


@dataclass(frozen=True, kw_only=True)
class Tone:
    """The probabilities, 0 to 1, that an agent would hear anger and urgency."""

    anger: float
    urgency: float


class ToneClassifier:
    """Two logistic regressions over vectors of questions; safe to share between threads."""

    def __init__(self, mean: FloatArray, weights: FloatArray, offsets: FloatArray) -> None:
        """`mean` (dimension,) is taken from a vector before `weights` (2, dimension) apply."""
        if weights.shape != (2, *mean.shape) or offsets.shape != (2,):
            shapes = f"{weights.shape} and {offsets.shape}"
            raise ValueError(f"weights and offsets of shape {shapes} for {mean.shape} dimensions")
        self._mean = mean
        self._weights = weights
        self._offsets = offsets

    @classmethod
    def fitted(cls, encoder: Encoder, sentences: Sequence[Sentence]) -> Self:
        """A classifier learnt from these sentences; encoding 400 of them takes some seconds."""
        vectors = encoder.encode_questions([sentence.text for sentence in sentences])
        rows = vectors.astype(np.float64)
        mean = rows.mean(axis=0)
        rows -= mean
        scale = float(np.sqrt((rows**2).sum(axis=1).mean())) or 1.0
        heard = np.array(
            [(sentence.anger, sentence.urgency) for sentence in sentences], dtype=float
        )
        learnt = [_regression(rows / scale, heard[:, column]) for column in (0, 1)]
        return cls(
            mean,
            np.array([weights / scale for weights, _ in learnt]),
            np.array([offset for _, offset in learnt]),
        )

    def tone(self, vector: Vector) -> Tone:
        """How the text with this vector, as `encode_questions` gives it, sounds."""
        anger, urgency = expit(self._weights @ (vector - self._mean) + self._offsets)
        return Tone(anger=float(anger), urgency=float(urgency))

    def save(self, file: Path, *, digest: str) -> None:
        """Write the classifier whole or not at all; `digest` says what it was learnt from."""
        temporary = file.with_name(f".{file.name}")
        with temporary.open("wb") as stream:
            np.savez(
                stream,
                mean=self._mean,
                weights=self._weights,
                offsets=self._offsets,
                digest=np.array(digest),
            )
        temporary.replace(file)

    @classmethod
    def load(cls, file: Path, *, digest: str) -> Self | None:
        """The saved classifier; None if there is none, or none learnt from what `digest` says."""
        try:
            with np.load(file, allow_pickle=False) as saved:
                if str(saved["digest"]) != digest:
                    return None
                return cls(saved["mean"], saved["weights"], saved["offsets"])
        except (OSError, ValueError, KeyError, EOFError, BadZipFile):
            return None  # missing, or not as it was written: it is learnt anew


def _regression(rows: FloatArray, heard: FloatArray) -> tuple[FloatArray, float]:
    """Weights and offset of the logistic regression with an L2 penalty on the weights."""

    def loss(parameters: FloatArray) -> tuple[float, FloatArray]:
        weights, offset = parameters[:-1], parameters[-1]
        odds = rows @ weights + offset
        value = np.logaddexp(0, odds).sum() - heard @ odds + _PENALTY / 2 * (weights @ weights)
        wrong = expit(odds) - heard
        return float(value), np.append(rows.T @ wrong + _PENALTY * weights, wrong.sum())

    found = minimize(loss, np.zeros(rows.shape[1] + 1), jac=True, method="L-BFGS-B").x
    return found[:-1], float(found[-1])
