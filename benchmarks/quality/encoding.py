"""An encoder that computes each vector once: parts ask the same questions again and again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from knowledge_base.encoder import Encoder, load_encoder
from knowledge_base.encoder.engines import Engine
from knowledge_base.vectors import VectorCache, vector_key

FloatArray = npt.NDArray[np.float32]

_TEXTS_A_CHUNK = 256


class RememberingEngine:
    """An engine whose vectors are kept in memory and in a file."""

    def __init__(self, engine: Engine, cache: VectorCache, identity: str) -> None:
        """Wrap an engine; `identity` is that of the encoder it serves."""
        self.name = engine.name
        self.precision = engine.precision
        self.dimension = engine.dimension
        self._engine = engine
        self._cache = cache
        self._identity = identity
        self._known: dict[str, FloatArray] = {}

    def encode(self, texts: Sequence[str]) -> FloatArray:
        """Vectors of unit length, shape (texts, dimension)."""
        missing = [text for text in dict.fromkeys(texts) if text not in self._known]
        for start in range(0, len(missing), _TEXTS_A_CHUNK):
            self._learn(missing[start : start + _TEXTS_A_CHUNK])
        return np.stack([self._known[text] for text in texts])

    def _learn(self, texts: Sequence[str]) -> None:
        # the text carries its prompt, so one role serves both
        keys = {text: vector_key(self._identity, "question", text) for text in texts}
        kept = self._cache.get(list(keys.values()))
        pending = [text for text in texts if keys[text] not in kept]
        if pending:
            vectors = self._engine.encode(pending)
            fresh = {keys[text]: row for text, row in zip(pending, vectors, strict=True)}
            self._cache.put(fresh)
            kept |= fresh
        self._known |= {text: kept[key] for text, key in keys.items()}


def remembering_encoder(
    model: str, *, state: Path, cache: Path, tell: Callable[[str], None]
) -> Encoder:
    """The named encoder, whose vectors are kept in the file `cache`."""
    encoder = load_encoder(model, state=state, progress=tell)
    encoder.backbone = RememberingEngine(encoder.backbone, VectorCache(cache), encoder.identity)
    return encoder
