"""The encoder: questions and passages to unit vectors, whatever engine computes them."""

import unicodedata
from collections.abc import Sequence

import numpy as np

from .engines import Engine, FloatArray

# Beyond this many characters nothing reaches the model's 512 tokens in practice; reading further
# would only cost time.
_LONGEST_TEXT = 8000
# Grows when the same weights and engine come to give other vectors.
_REVISION = 2


class Encoder:
    """Vectors of unit length for questions and passages; safe to share between threads.

    `identity` changes whenever the vectors do (weights, precision, engine, prompts): vectors of
    two identities must never be compared.
    """

    def __init__(
        self,
        engine: Engine,
        *,
        model: str,
        fingerprint: str,
        question_prompt: str,
        passage_prompt: str,
    ) -> None:
        """Wrap an engine; `fingerprint` is a digest of the model's weights."""
        self.model = model
        self.engine = engine.name
        self.dimension = engine.dimension
        self.identity = f"{model}:{fingerprint[:16]}:{engine.name}-{engine.precision}-{_REVISION}"
        self.backbone = engine
        self._question_prompt = question_prompt
        self._passage_prompt = passage_prompt

    def encode_questions(self, texts: Sequence[str]) -> FloatArray:
        """Vectors of what customers ask, shape (texts, dimension); zeros for an empty text."""
        return self._encode(texts, self._question_prompt)

    def encode_passages(self, texts: Sequence[str]) -> FloatArray:
        """Vectors of what may answer, shape (texts, dimension); zeros for an empty text."""
        return self._encode(texts, self._passage_prompt)

    def _encode(self, texts: Sequence[str], prompt: str) -> FloatArray:
        cleaned = [_cleaned(text) for text in texts]
        spoken = [row for row, text in enumerate(cleaned) if text]
        vectors = np.zeros((len(cleaned), self.dimension), dtype=np.float32)
        if spoken:
            vectors[spoken] = self.backbone.encode([prompt + cleaned[row] for row in spoken])
        return vectors


def _cleaned(text: str) -> str:
    """The text composed (a letter and its accent are one character), spaces collapsed."""
    # Lone surrogates, which JSON can carry, are no text to any tokenizer.
    whole = text[:_LONGEST_TEXT].encode("utf-8", "replace").decode()
    return " ".join(unicodedata.normalize("NFC", whole).split())
