"""Owns an encoder that remembers what it encoded, so that a comparison encodes nothing twice."""

import copy
import time
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from knowledge_base.encoder import Encoder

FloatArray = npt.NDArray[np.float32]


class RecordingEngine:
    """An engine that computes every text it is given, keeps the vectors and counts the seconds.

    Everything but `encode` is the other engine's.
    """

    def __init__(self, engine: Any) -> None:
        """Wrap an encoder's engine."""
        self._engine = engine
        self.vectors: dict[str, FloatArray] = {}
        self.seconds = 0.0

    def __getattr__(self, name: str) -> Any:
        """What the other engine has."""
        return getattr(self._engine, name)

    def encode(self, texts: Sequence[str]) -> FloatArray:
        """Vectors of unit length, shape (texts, dimension)."""
        started = time.perf_counter()
        vectors: FloatArray = self._engine.encode(texts)
        self.seconds += time.perf_counter() - started
        self.vectors.update(zip(texts, vectors, strict=True))
        return vectors


class ReplayingEngine:
    """An engine that gives what another has recorded, and has it compute the rest."""

    def __init__(self, recorded: RecordingEngine) -> None:
        """Read from the recording."""
        self._recorded = recorded

    def __getattr__(self, name: str) -> Any:
        """What the other engine has."""
        return getattr(self._recorded, name)

    def encode(self, texts: Sequence[str]) -> FloatArray:
        """Vectors of unit length, shape (texts, dimension)."""
        missing = [text for text in dict.fromkeys(texts) if text not in self._recorded.vectors]
        if missing:
            self._recorded.encode(missing)
        return np.stack([self._recorded.vectors[text] for text in texts])


class Recording:
    """The same encoder twice: `recorder` computes and keeps, `player` gives what was kept."""

    def __init__(self, encoder: Encoder) -> None:
        """Record this encoder; it stays as it is."""
        self._engine = RecordingEngine(encoder.backbone)
        self.recorder = _on_engine(encoder, self._engine)
        self.player = _on_engine(encoder, ReplayingEngine(self._engine))

    @property
    def seconds(self) -> float:
        """The seconds spent encoding so far."""
        return self._engine.seconds


def _on_engine(encoder: Encoder, engine: Any) -> Encoder:
    same = copy.copy(encoder)
    same.backbone = engine
    return same
