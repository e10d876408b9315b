"""Tone and summary over HTTP, with the real encoder."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge_base.content import Content
from knowledge_base.encoder import Encoder, load_encoder
from knowledge_base.live_index import LiveIndex
from knowledge_base.service import create_app
from knowledge_base.tone import ToneReader
from tests.contract.knowledge_base.callers import TOKEN, Caller, error_of, wrong_fields
from tests.unit.knowledge_base.content_fixtures import (
    entry_fields,
    migrated_database,
    with_category,
)

pytestmark = pytest.mark.slow
READY_SECONDS = 120

ANGRY = "Tohle je naprostá drzost, jste neschopní lháři a podvodníci!"
URGENT = "Prosím, potřebuji to nejpozději dnes do tří hodin, hrozně to spěchá."
CALM = "Do kdy mohu zboží vrátit?"


@pytest.fixture(scope="module")
def encoder(prepared_encoder_state: Path) -> Encoder:
    return load_encoder(state=prepared_encoder_state, threads=1)


@pytest.fixture(scope="module")
def tone(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> ToneReader:
    reader = ToneReader(tmp_path_factory.mktemp("tone") / "tone.npz")
    reader.prepare(encoder)
    return reader


@pytest.fixture(scope="module")
def live_index(
    encoder: Encoder, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Content, LiveIndex]]:
    folder = tmp_path_factory.mktemp("texts")
    with migrated_database("sqlite", folder) as (_, database):
        content = with_category(database)
        content.create(entry_fields(), by="jana")
        live_index = LiveIndex(content, folder / "index", lambda: encoder)
        live_index.start()
        assert live_index.wait_until_ready(READY_SECONDS)
        yield content, live_index
        live_index.stop()


@pytest.fixture
def caller(live_index: tuple[Content, LiveIndex], tone: ToneReader) -> Caller:
    return Caller(create_app(*live_index, TOKEN, tone).test_client())


def tone_of(caller: Caller, text: str, language: str = "cs") -> dict[str, float]:
    answer = caller.posts("/tone", {"text": text, "language": language})
    assert answer.status_code == 200, answer.text
    assert answer.json is not None
    assert set(answer.json) == {"anger", "urgency"}
    return answer.json


def test_anger_and_urgency_are_told_apart(caller: Caller) -> None:
    angry, urgent, calm = (tone_of(caller, text) for text in (ANGRY, URGENT, CALM))
    assert angry["anger"] > 0.7 > angry["urgency"]
    assert urgent["urgency"] > 0.7 > urgent["anger"]
    assert max(calm.values()) < 0.5


def test_a_search_tells_the_tone_of_what_was_searched(caller: Caller) -> None:
    found = caller.posts("/search", {"text": ANGRY, "language": "cs"})
    assert found.json is not None
    # the search mends typos with the words of the entries first: nearly the same text
    assert found.json["tone"]["anger"] == pytest.approx(tone_of(caller, ANGRY)["anger"], abs=0.1)


def test_a_search_without_a_word_has_no_tone(caller: Caller) -> None:
    found = caller.posts("/search", {"text": "?!", "language": "cs"})
    assert found.json is not None
    assert found.json["tone"] is None


def test_a_service_without_the_reader_searches_without_tone(
    live_index: tuple[Content, LiveIndex],
) -> None:
    plain = Caller(create_app(*live_index, TOKEN).test_client())
    found = plain.posts("/search", {"text": CALM, "language": "cs"})
    assert found.json is not None
    assert found.json["tone"] is None
    error_of(plain.posts("/tone", {"text": CALM, "language": "cs"}), 503)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"text": "", "language": "cs"}, "text"),
        ({"text": "x" * 4001, "language": "cs"}, "text"),
        ({"text": "Hallo", "language": "de"}, "language"),
    ],
)
def test_a_text_without_tone_is_refused_by_its_field(caller: Caller, body, field) -> None:
    assert wrong_fields(caller.posts("/tone", body)) == [field]


def test_a_summary_is_some_of_the_sentences_in_their_order(caller: Caller) -> None:
    sentences = [
        "Objednala jsem si boty 448213 minulé pondělí.",
        "Přišly mi jiné, velikost 41 místo 38.",
        "Mám je poslat poštou, nebo přinést na prodejnu?",
        "Platila jsem kartou.",
        "A zaplatíte mi poštovné?",
        "Přišly mi jiné, velikost 41 místo 38.",
        "Ještě k tomu chybí tkaničky.",
    ]
    answer = caller.posts("/summary", {"sentences": sentences, "language": "cs"})
    assert answer.status_code == 200, answer.text
    assert answer.json is not None
    chosen = answer.json["chosen"]
    assert len(chosen) == 5
    assert chosen == sorted(chosen)
    assert 0 in chosen
    assert not {1, 5} <= set(chosen)


def test_too_many_or_too_long_sentences_are_refused(caller: Caller) -> None:
    many = {"sentences": ["ano"] * 201, "language": "cs"}
    assert wrong_fields(caller.posts("/summary", many)) == ["sentences"]
    long = {"sentences": ["x" * 1001], "language": "cs"}
    assert wrong_fields(caller.posts("/summary", long)) == ["sentences.0"]
