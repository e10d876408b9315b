"""The space in which questions and entries are compared: centred, lightly whitened.

The encoder's cosines all lie between 0.75 and 0.9, because its vectors share one direction.
Taking away the mean of what is stored, and levelling the strongest directions a little, leaves
what tells entries apart.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from knowledge_base.entries import Language

FloatArray = npt.NDArray[np.float32]

# The background counts as this many rows, so that few entries do not cancel themselves.
_BACKGROUND_WEIGHT = 20.0
# How much of the entries' own covariance is levelled; the rest is left round.
_COVARIANCE_SHARE = 0.05
# By this part the number of phrasings may change before an edit has to wait for a refit.
_DRIFT = 0.1


@dataclass(frozen=True, kw_only=True)
class Rows:
    """Vectors in one language: phrasings, documents, and the background in both roles."""

    phrasings: FloatArray
    documents: FloatArray
    background_questions: FloatArray
    background_passages: FloatArray


class Space:
    """The fitted transformation; all results have unit length (zeros stay zeros)."""

    def __init__(
        self,
        rows: Mapping[Language, Rows],
        *,
        covariance_share: float = _COVARIANCE_SHARE,
        background_weight: float = _BACKGROUND_WEIGHT,
    ) -> None:
        """Fit on the stored vectors, by language; a language without entries has empty ones."""
        self._question_means = {
            language: _mean(some.phrasings, some.background_questions, background_weight)
            for language, some in rows.items()
        }
        self._document_means = {
            language: _mean(some.documents, some.background_passages, background_weight)
            for language, some in rows.items()
        }
        self._language_means = {
            language: some.background_questions.mean(axis=0) for language, some in rows.items()
        }
        self._row_count = sum(len(some.phrasings) for some in rows.values())
        centred = np.concatenate(
            [
                centred_rows
                for language, some in rows.items()
                for centred_rows in (
                    some.phrasings - self._question_means[language],
                    some.background_questions - self._question_means[language],
                )
            ]
        )
        self._whitening = _whitening(centred, covariance_share)

    def still_fits(self, row_count: int) -> bool:
        """Whether so many phrasings differ little enough from those that this was fitted on.

        Refitting costs more than all the rest of an edit, and one entry among dozens moves means
        and covariance by nothing that shows.
        """
        return abs(row_count - self._row_count) <= _DRIFT * self._row_count

    def phrasings(self, vectors: FloatArray, language: Language) -> FloatArray:
        """Stored phrasings, shape (rows, dimension)."""
        return self._unit((vectors - self._question_means[language]) @ self._whitening)

    def documents(self, vectors: FloatArray, language: Language) -> FloatArray:
        """Stored documents, shape (rows, dimension)."""
        return self._unit((vectors - self._document_means[language]) @ self._whitening)

    def question(self, vector: FloatArray, asked: Language, compared: Language) -> FloatArray:
        """A question asked in one language, to be compared with entries in another."""
        shift = self._language_means[compared] - self._language_means[asked]
        centred = vector + shift - self._question_means[compared]
        unit = self._unit((centred @ self._whitening)[np.newaxis])
        return np.asarray(unit[0], dtype=np.float32)

    @staticmethod
    def _unit(vectors: npt.NDArray[np.floating[Any]]) -> FloatArray:
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.asarray(vectors / np.maximum(norms, 1e-9), dtype=np.float32)


def _mean(own: FloatArray, background: FloatArray, weight: float) -> FloatArray:
    total = own.sum(axis=0) + weight * background.mean(axis=0)
    return np.asarray(total / (len(own) + weight), dtype=np.float32)


def _whitening(centred: FloatArray, share: float) -> FloatArray:
    """The symmetric matrix that levels `share` of the covariance."""
    dimension = centred.shape[1]
    covariance = centred.T @ centred / max(len(centred), 1)
    average = float(np.trace(covariance)) / dimension or 1.0
    values, directions = np.linalg.eigh(
        share * covariance / average + (1 - share) * np.eye(dimension)
    )
    scaled = directions / np.sqrt(np.maximum(values, 1e-6))
    return np.asarray(scaled @ directions.T, dtype=np.float32)
