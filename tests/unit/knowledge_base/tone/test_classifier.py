"""The classifier of tone: what it learns, what it keeps, what it was given to learn from."""

from pathlib import Path

import numpy as np
import pytest

from knowledge_base.errors import SearchNotReady
from knowledge_base.tone import ToneClassifier, ToneReader
from knowledge_base.tone.sentences import Sentence, learnt_sentences, read_sentences

from .words_encoder import WordsEncoder

HELD_OUT = Path(__file__).parents[3] / "data" / "tone"

SENTENCES = [
    Sentence(text=f"{start} about my {thing}", anger=anger, urgency=urgency)
    for thing in ("boots", "tent", "parcel", "invoice", "refund", "jacket")
    for start, anger, urgency in (
        ("please tell me", False, False),
        ("you are liars", True, False),
        ("answer me today", False, True),
        ("answer me today you liars", True, True),
    )
]


@pytest.fixture
def encoder() -> WordsEncoder:
    return WordsEncoder()


def tone_of(classifier, encoder, text):
    return classifier.tone(encoder.encode_questions([text])[0])


def test_what_is_heard_in_known_things_is_heard_in_a_new_one(encoder):
    classifier = ToneClassifier.fitted(encoder, SENTENCES)
    calm = tone_of(classifier, encoder, "please tell me about my skis")
    angry = tone_of(classifier, encoder, "you are liars about my skis")
    urgent = tone_of(classifier, encoder, "answer me today about my skis")
    assert calm.anger < 0.5 < angry.anger
    assert calm.urgency < 0.5 < urgent.urgency
    assert angry.urgency < 0.5
    assert urgent.anger < 0.5


def test_an_empty_text_has_a_tone_that_is_a_probability(encoder):
    tone = tone_of(ToneClassifier.fitted(encoder, SENTENCES), encoder, "")
    assert 0 <= tone.anger <= 1
    assert 0 <= tone.urgency <= 1


def test_a_classifier_is_the_same_after_it_was_kept(encoder, tmp_path):
    learnt = ToneClassifier.fitted(encoder, SENTENCES)
    learnt.save(tmp_path / "tone.npz", digest="these")
    kept = ToneClassifier.load(tmp_path / "tone.npz", digest="these")
    text = "answer me today about my skis"
    assert tone_of(kept, encoder, text) == tone_of(learnt, encoder, text)


def test_a_classifier_of_something_else_is_not_taken(encoder, tmp_path):
    ToneClassifier.fitted(encoder, SENTENCES).save(tmp_path / "tone.npz", digest="these")
    assert ToneClassifier.load(tmp_path / "tone.npz", digest="others") is None


@pytest.mark.parametrize("content", [None, b"", b"PK\x03\x04 torn", b"no file of arrays"])
def test_a_missing_or_damaged_file_is_no_classifier(tmp_path, content):
    file = tmp_path / "tone.npz"
    if content is not None:
        file.write_bytes(content)
    assert ToneClassifier.load(file, digest="these") is None


def test_weights_of_another_dimension_are_refused():
    with pytest.raises(ValueError, match=r"\(2, 3\)"):
        ToneClassifier(np.zeros(4), np.zeros((2, 3)), np.zeros(2))


def test_a_reader_learns_once_and_then_reads_from_its_file(encoder, tmp_path):
    assert ToneReader(tmp_path / "state" / "tone.npz").prepare(encoder)
    again = WordsEncoder()
    assert not ToneReader(tmp_path / "state" / "tone.npz").prepare(again)
    assert again.encoded == 0


def test_another_encoder_is_learnt_for_anew(encoder, tmp_path):
    ToneReader(tmp_path / "tone.npz").prepare(encoder)
    other = WordsEncoder()
    other.identity = "words-2"
    assert ToneReader(tmp_path / "tone.npz").prepare(other)


def test_a_reader_that_cannot_keep_its_file_reads_all_the_same(encoder, tmp_path):
    blocked = tmp_path / "a file"
    blocked.write_text("")
    reader = ToneReader(blocked / "tone.npz")
    assert reader.prepare(encoder)
    assert 0 <= reader.of_text("Kde je můj balík?").anger <= 1


def test_a_reader_that_is_not_prepared_says_so(tmp_path):
    reader = ToneReader(tmp_path / "tone.npz")
    assert reader.of_vector(np.zeros(64, dtype=np.float32)) is None
    with pytest.raises(SearchNotReady, match="again in a few seconds"):
        reader.of_text("Kde je můj balík?")


@pytest.mark.parametrize("language", ["cs", "en"])
def test_what_is_learnt_and_what_is_held_apart_have_no_sentence_in_common(language):
    learnt = {sentence.text for sentence in learnt_sentences([language])}
    held_out = {s.text for s in read_sentences(HELD_OUT / f"held_out_{language}.yaml")}
    assert len(learnt) >= 150
    assert len(held_out) >= 60
    assert not learnt & held_out
