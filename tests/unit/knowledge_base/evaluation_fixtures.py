"""Entries, queries and an encoder of the tests' own, small enough to work results out by hand."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from knowledge_base.encoder import Encoder
from knowledge_base.entries import Entry, Language, Status, Variant

NOW = datetime(2026, 11, 22, tzinfo=UTC)


class WordEngine:
    """Unit vectors of which words a text has: alike are texts that share words."""

    name = "words"
    precision = "fp32"
    dimension = 64

    def __init__(self) -> None:
        self.encoded: list[str] = []

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Vectors of unit length, shape (texts, dimension)."""
        self.encoded.extend(texts)
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in re.findall(r"\w+", text.lower()):
                digest = hashlib.sha256(word.encode()).digest()
                vectors[row, digest[0] % self.dimension] += 1 if digest[1] % 2 else -1
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.asarray(vectors / np.maximum(norms, 1e-9), dtype=np.float32)


def word_encoder(engine: WordEngine | None = None) -> Encoder:
    """An encoder that needs no model."""
    return Encoder(
        engine or WordEngine(),
        model="words",
        fingerprint="0" * 16,
        question_prompt="",
        passage_prompt="",
    )


def entry(id_: str, **variants: Variant) -> Entry:
    """A published entry with a variant by language."""
    languages: Mapping[str, Language] = {"cs": "cs", "en": "en"}
    return Entry(
        id=id_,
        category="shop",
        status=Status.PUBLISHED,
        variants={languages[name]: variant for name, variant in variants.items()},
        created_at=NOW,
        updated_at=NOW,
    )


def variant(question: str, answer: str = "", *alternatives: str) -> Variant:
    """A variant of an entry."""
    return Variant(question=question, answer=answer, alternatives=alternatives)


def write_lines(path: Path, *lines: Mapping[str, Any] | str) -> Path:
    """A file of JSON lines; a text is a line as it stands."""
    texts = [line if isinstance(line, str) else json.dumps(dict(line)) for line in lines]
    path.write_text("\n".join(texts) + "\n", encoding="utf-8")
    return path
