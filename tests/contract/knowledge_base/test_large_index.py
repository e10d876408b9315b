"""Search where the vectors are too many for a flat index: the same answers, edited and saved."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks import multiplied
from benchmarks.questions import Question
from knowledge_base import index
from knowledge_base.encoder import Encoder, load_encoder
from knowledge_base.retriever import Retriever
from knowledge_base.vectors import VectorCache

pytestmark = pytest.mark.slow

ENTRIES = multiplied.entries(60)
QUESTIONS = multiplied.questions(60, of_entries=60)


@pytest.fixture(scope="module")
def encoder(prepared_encoder_state: Path) -> Encoder:
    return load_encoder(state=prepared_encoder_state)


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> VectorCache:
    return VectorCache(tmp_path_factory.mktemp("vectors") / "vectors.db")


@pytest.fixture(scope="module")
def flat(encoder: Encoder, cache: VectorCache) -> Retriever:
    """A retriever whose vectors are all compared."""
    return Retriever.build(ENTRIES, encoder, cache=cache)


@pytest.fixture
def by_codes(
    encoder: Encoder, cache: VectorCache, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Retriever]:
    """The same retriever with a small number of vectors taken for a large one."""
    monkeypatch.setattr(index, "LARGE", 100)
    compressed = []

    class Noticed(index.CompressedIndex):
        def compare(self, vector: index.FloatArray) -> index.Comparison:
            compressed.append(len(self.vectors))
            return super().compare(vector)

    monkeypatch.setattr(index, "CompressedIndex", Noticed)
    yield Retriever.build(ENTRIES, encoder, cache=cache)
    assert compressed, "no search met a large index"


def found(retriever: Retriever, questions: list[Question]) -> list[tuple[str, float]]:
    """The first entry and its confidence, question by question."""
    results = [retriever.search(one.text, one.language) for one in questions]
    return [(one.candidates[0].entry_id, round(one.confidence, 4)) for one in results]


def test_the_same_is_found_as_by_comparing_all(flat: Retriever, by_codes: Retriever) -> None:
    assert found(by_codes, QUESTIONS) == found(flat, QUESTIONS)


def test_an_edit_is_found_and_what_was_removed_is_not(by_codes: Retriever) -> None:
    *kept, removed, _ = ENTRIES
    new = multiplied.entries(61)[-1]
    edited = by_codes.with_entries([*kept, new])

    assert not edited.is_fitted
    assert edited.search(new.variants["en"].question, "en").candidates[0].entry_id == new.id
    gone = removed.variants["en"].question
    assert removed.id not in [one.entry_id for one in edited.search(gone, "en", 20).candidates]
    assert by_codes.search(gone, "en").candidates[0].entry_id == removed.id


def test_a_saved_one_answers_as_before(
    encoder: Encoder, by_codes: Retriever, tmp_path: Path
) -> None:
    by_codes.save(tmp_path / "saved")

    loaded = Retriever.load(tmp_path / "saved", encoder)

    assert found(loaded, QUESTIONS[:20]) == found(by_codes, QUESTIONS[:20])
