"""A text is encoded once, in this run and in the next."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from benchmarks.quality.encoding import RememberingEngine
from knowledge_base.vectors import VectorCache
from tests.unit.benchmarks.quality.letters import LettersEngine


def test_vectors_are_the_engines_in_the_order_asked(tmp_path: Path) -> None:
    engine = RememberingEngine(LettersEngine(), VectorCache(tmp_path / "vectors.db"), "letters")
    engine.encode(["balík", "účet"])
    asked = ["účet", "klíč", "balík", "klíč"]
    assert np.array_equal(engine.encode(asked), LettersEngine().encode(asked))


def test_no_text_is_encoded_twice_in_a_run_or_in_the_next(tmp_path: Path) -> None:
    cache = VectorCache(tmp_path / "vectors.db")
    counting = LettersEngine()
    engine = RememberingEngine(counting, cache, "letters")
    engine.encode(["balík", "balík", "účet"])
    engine.encode(["účet", "klíč"])
    RememberingEngine(counting, cache, "letters").encode(["balík", "klíč"])
    assert counting.encoded == ["balík", "účet", "klíč"]


def test_another_encoder_takes_nothing_over(tmp_path: Path) -> None:
    cache = VectorCache(tmp_path / "vectors.db")
    RememberingEngine(LettersEngine(), cache, "letters").encode(["balík"])
    counting = LettersEngine()
    RememberingEngine(counting, cache, "other letters").encode(["balík"])
    assert counting.encoded == ["balík"]
