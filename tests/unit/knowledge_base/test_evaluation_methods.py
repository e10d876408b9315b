"""What search is compared with, worked out by hand, and the recording that spares encoding."""

import math

import numpy as np
import pytest

from knowledge_base.encoder import Encoder
from knowledge_base.evaluation import Query, baseline_outcomes, bm25_outcomes
from knowledge_base.evaluation.bm25 import Bm25
from knowledge_base.evaluation.recording import Recording
from tests.unit.knowledge_base.evaluation_fixtures import (
    WordEngine,
    entry,
    variant,
    word_encoder,
)


class FixedEngine(WordEngine):
    """Vectors that the test has chosen."""

    dimension = 2

    def __init__(self, vectors: dict[str, tuple[float, float]]) -> None:
        super().__init__()
        self.chosen = vectors

    def encode(self, texts):  # type: ignore[no-untyped-def]
        """Vectors as chosen, shape (texts, 2)."""
        return np.asarray([self.chosen[text] for text in texts], dtype=np.float32)


def silent(_: str) -> None:
    """Tell nobody."""


def at(degrees: float) -> tuple[float, float]:
    """The unit vector in this direction."""
    return math.cos(math.radians(degrees)), math.sin(math.radians(degrees))


def test_bm25_weighs_rare_words_and_short_documents() -> None:
    index = Bm25([["card", "lost"], ["card", "fee", "fee", "abroad"], ["opening", "hours"]])

    lost, fee, hours = index.scores(["lost", "card"])

    mean_length = (2 + 4 + 2) / 3
    weight = {"card": math.log(1 + 1.5 / 2.5), "lost": math.log(1 + 2.5 / 1.5)}
    saturated = 2.2 / (1 + 1.2 * (0.25 + 0.75 * 2 / mean_length))
    assert lost == pytest.approx((weight["card"] + weight["lost"]) * saturated)
    assert fee == pytest.approx(weight["card"] * 2.2 / (1 + 1.2 * (0.25 + 0.75 * 4 / mean_length)))
    assert hours == 0


def test_bm25_saturates_a_repeated_word() -> None:
    index = Bm25([["fee", "fee"], ["fee", "card"]])

    twice, once = index.scores(["fee"])

    assert once < twice < 2 * once


def test_bm25_finds_nothing_for_unknown_words() -> None:
    assert Bm25([["card"]]).scores(["parcel"]).tolist() == [0]
    assert Bm25([["card"]]).scores([]).tolist() == [0]


def test_bm25_reads_questions_phrasings_and_answers_as_folded_lemmas() -> None:
    entries = [
        entry("answer", cs=variant("Kudy?", "Vrácené zboží posíláme zpět.")),
        entry("phrasing", cs=variant("Kdy?", "Zítra.", "otevírací hodiny")),
    ]
    queries = [
        Query(text="Vrácené ZBOZI", language="cs", relevant=("answer",)),
        Query(text="OTEVÍRACÍ hodina", language="cs", relevant=("phrasing",)),
        Query(text="letadlo", language="cs", relevant=("answer",)),
    ]

    outcomes = bm25_outcomes(entries, queries)

    assert outcomes.ranks.tolist() == [1, 1, math.inf]
    assert outcomes.certainties[2] == 0


def test_the_baseline_is_the_mean_of_the_best_phrasing_and_the_passage() -> None:
    engine = FixedEngine(
        {
            "asked": at(0),
            "question a": at(60),
            "other a": at(30),
            "question a answer a": at(90),
            "question b": at(50),
        }
    )
    entries = [
        entry("a", en=variant("question a", "answer a", "other a")),
        entry("b", en=variant("question b")),
    ]
    queries = [Query(text="asked", language="en", relevant=("a",))]

    outcomes = baseline_outcomes(
        entries, queries, word_encoder(engine), cache=None, progress=silent
    )

    # a: (cos 30° + cos 90°) / 2 = .43; b has no answer: cos 50° = .64
    assert outcomes.ranks.tolist() == [2]
    assert outcomes.certainties.tolist() == pytest.approx([math.cos(math.radians(50))])


def test_the_better_variant_of_an_entry_counts_for_the_baseline() -> None:
    engine = FixedEngine(
        {
            "asked": at(0),
            "otázka": at(80),
            "question": at(10),
            "rival": at(40),
        }
    )
    entries = [
        entry("both", cs=variant("otázka"), en=variant("question")),
        entry("rival", cs=variant("rival")),
    ]
    queries = [Query(text="asked", language="en", relevant=("both",))]

    outcomes = baseline_outcomes(
        entries, queries, word_encoder(engine), cache=None, progress=silent
    )

    assert outcomes.ranks.tolist() == [1]


@pytest.fixture
def engine() -> WordEngine:
    """An engine that remembers what it was asked."""
    return WordEngine()


@pytest.fixture
def encoder(engine: WordEngine) -> Encoder:
    """An encoder on it."""
    return word_encoder(engine)


def test_a_recording_gives_the_same_vectors_without_encoding_again(
    engine: WordEngine, encoder: Encoder
) -> None:
    expected = encoder.encode_questions(["lost card", "fee"])
    recording = Recording(encoder)
    recording.recorder.encode_questions(["lost card", "fee"])
    engine.encoded.clear()

    played = recording.player.encode_questions(["fee", "lost card", "fee", "new"])

    assert played[:2].tolist() == expected[::-1].tolist()
    assert engine.encoded == ["new"]


def test_what_is_recorded_is_always_encoded(engine: WordEngine, encoder: Encoder) -> None:
    recording = Recording(encoder)

    recording.recorder.encode_questions(["fee"])
    recording.recorder.encode_questions(["fee"])

    assert engine.encoded == ["fee", "fee"]
    assert recording.seconds > 0


def test_a_recorded_encoder_is_the_same_encoder_otherwise(encoder: Encoder) -> None:
    recording = Recording(encoder)

    assert recording.recorder.identity == recording.player.identity == encoder.identity
    assert recording.player.dimension == recording.player.backbone.dimension == 64
    assert isinstance(encoder.backbone, WordEngine)
