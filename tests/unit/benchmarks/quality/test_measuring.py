"""A folder of sets is measured part by part and written up, with an encoder of letters."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from benchmarks.quality.bench import Bench
from benchmarks.quality.document import parts_table, quality_document
from benchmarks.quality.measuring import (
    measure_across_languages,
    measure_left_out,
    measure_parts,
    measure_sets,
    measure_typing,
)
from benchmarks.quality.pictures import pictures
from benchmarks.quality.sets import read_sets
from tests.unit.benchmarks.quality.letters import letters_encoder

TOPICS = ("balíček", "reklamace", "fakturace", "registrace", "otevírací doba", "parkování")


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """A Czech set whose questions are its entries' in other words, off-topic ones, two pairs."""
    entries = [
        {
            "id": f"topic-{number}",
            "language": "cs",
            "question": f"Jak se řeší {topic}?",
            "answer": f"{topic.capitalize()} vyřeší obsluha.",
        }
        for number, topic in enumerate(TOPICS)
    ]
    queries = [
        {"text": f"Zajímá mě {topic}", "language": "cs", "relevant": [f"topic-{number}"]}
        for number, topic in enumerate(TOPICS)
    ]
    _write(tmp_path / "set" / "entries.jsonl", entries)
    _write(tmp_path / "set" / "queries.jsonl", queries)
    _write(
        tmp_path / "offtopic" / "queries.jsonl",
        [{"text": "Zazpívej něco", "language": "cs", "relevant": []}],
    )
    pairs = [{"cs": "Kde je doktor?", "en": "Where is the doctor?"}, {"cs": "Radio", "en": "Radio"}]
    _write(tmp_path / "pairs" / "bitext.jsonl", pairs)
    return Bench(read_sets(tmp_path), letters_encoder(), lambda text: None)


def _write(path: Path, rows: list[dict[str, object]]) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join(map(json.dumps, rows)), "utf-8")


def test_every_set_is_measured_alone_and_with_what_joins_it(bench: Bench) -> None:
    measured = measure_sets(bench)
    assert {name: one["unanswerable"] for name, one in measured.items()} == {
        "set": 0,
        "set + offtopic": 1,
    }
    assert measured["set"]["p_at_1"] == 1.0
    assert measured["set"]["curve"][-1] == (1.0, 0.0)
    assert measured["set + offtopic"]["curve"][-1] == (1.0, pytest.approx(1 / 7))


def test_each_entry_is_missing_once(bench: Bench) -> None:
    measured = measure_left_out(bench)["set"]
    assert measured["questions"] == 5 * len(TOPICS)
    assert measured["unanswerable"] == len(TOPICS)


def test_careless_typing_is_measured_beside_the_questions_as_they_are(bench: Bench) -> None:
    measured = measure_typing(bench)["set"]
    assert measured["p_at_1"] == 1.0
    assert len(measured["with_typo"]) == 3
    assert 0 <= measured["without_diacritics"] <= 1


def test_sentences_are_asked_both_ways(bench: Bench) -> None:
    measured = measure_across_languages(bench)
    assert list(measured) == ["pairs: cs asked, en stored", "pairs: en asked, cs stored"]


def test_what_was_measured_can_be_written_and_drawn(bench: Bench) -> None:
    measured = {"sets": measure_sets(bench), "left_out": measure_left_out(bench)}
    kept = json.loads(json.dumps(measured))
    assert "| set + offtopic" in quality_document(kept, made=[])
    for drawn in pictures(kept).values():
        ElementTree.fromstring(drawn)


def test_parts_are_compared_set_by_set_and_on_average(bench: Bench) -> None:
    measured = measure_parts(bench)
    assert list(measured["all of it"]["brings"]) == ["set", "mean", "across languages"]
    header = next(line for line in parts_table(measured).splitlines() if line.startswith("| part"))
    assert [cell.strip() for cell in header.split("|")[1:-1]][:3] == [
        "part",
        "instead of it",
        "set",
    ]
