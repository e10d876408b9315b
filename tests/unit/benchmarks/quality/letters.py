"""An encoder without a model: a text is the sum of directions of its runs of three letters."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from knowledge_base.encoder import Encoder

FloatArray = npt.NDArray[np.float32]

DIMENSION = 48


class LettersEngine:
    """Texts that share letters point the same way; counts what it encodes."""

    name = "letters"
    precision = "exact"
    dimension = DIMENSION

    def __init__(self) -> None:
        self.encoded: list[str] = []

    def encode(self, texts: Sequence[str]) -> FloatArray:
        self.encoded += texts
        rows = np.stack([_direction(text) for text in texts])
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


def letters_encoder(engine: LettersEngine | None = None) -> Encoder:
    return Encoder(
        engine or LettersEngine(),
        model="letters",
        fingerprint="0" * 16,
        question_prompt="query: ",
        passage_prompt="passage: ",
    )


def _direction(text: str) -> npt.NDArray[np.float64]:
    runs = [text[start : start + 3] for start in range(max(len(text) - 2, 1))]
    return np.sum([_of_run(run) for run in runs], axis=0)


def _of_run(run: str) -> npt.NDArray[np.float64]:
    seed = int.from_bytes(hashlib.sha256(run.encode()).digest()[:8], "big")
    return np.random.default_rng(seed).normal(size=DIMENSION)
