"""A folder of sets is read as what each of its folders is, and off-topic questions join."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.errors import BenchmarkError
from benchmarks.quality.bitext import asked_across
from benchmarks.quality.sets import Bitext, read_sets


def write(folder: Path, name: str, rows: list[dict[str, object]]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text("\n".join(map(json.dumps, rows)), "utf-8")


def add_set(folder: Path, name: str, language: str, phrasing: str) -> None:
    write(
        folder / name,
        "entries.jsonl",
        [{"id": "a", "language": language, "question": phrasing, "answer": ""}],
    )
    write(
        folder / name,
        "queries.jsonl",
        [{"text": "x y", "language": language, "relevant": ["a"]}],
    )


def add_off_topic(folder: Path, *texts: str) -> None:
    rows: list[dict[str, object]] = [
        {"text": text, "language": "cs", "relevant": []} for text in texts
    ]
    write(folder / "offtopic-cs", "queries.jsonl", rows)


def test_off_topic_questions_join_the_sets_asked_in_their_language(tmp_path: Path) -> None:
    add_set(tmp_path, "school", "cs", "Kdy je zápis?")
    add_set(tmp_path, "shop", "en", "When do you open?")
    add_off_topic(tmp_path, "Jaké bude počasí?", "Řekni vtip.")
    sets = read_sets(tmp_path)
    assert [one.name for one in sets.all] == ["school", "school + offtopic-cs", "shop"]
    assert [one.unanswerable for one in sets.all] == [0, 2, 0]


def test_an_off_topic_question_that_is_a_phrasing_of_the_set_does_not_join_it(
    tmp_path: Path,
) -> None:
    add_set(tmp_path, "school", "cs", "Kdy je zápis?")
    add_off_topic(tmp_path, "kdy je zapis", "Řekni vtip.")
    (joined,) = read_sets(tmp_path).joined
    assert [query.text for query in joined.queries] == ["x y", "Řekni vtip."]


def test_a_folder_that_does_not_exist_is_named_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(BenchmarkError, match=r"no folder .*nowhere.*SETS="):
        read_sets(tmp_path / "nowhere")


def test_a_folder_without_a_set_is_refused(tmp_path: Path) -> None:
    add_off_topic(tmp_path, "Řekni vtip.")
    with pytest.raises(BenchmarkError, match=r"no folder with entries.jsonl"):
        read_sets(tmp_path)


def test_a_malformed_set_is_refused_by_file_line_and_field(tmp_path: Path) -> None:
    add_set(tmp_path, "school", "cs", "Kdy je zápis?")
    write(tmp_path / "school", "queries.jsonl", [{"text": "x", "language": "de", "relevant": []}])
    with pytest.raises(BenchmarkError, match=r"(?s)queries\.jsonl.*1.*language"):
        read_sets(tmp_path)


def test_translations_are_asked_for_what_is_stored_in_the_other_language() -> None:
    bitext = Bitext(
        name="pairs",
        sentences={"cs": ("Prší.", "Leje.", "Sněží."), "en": ("It rains.", "It rains.", "Snow.")},
    )
    one = asked_across(bitext, "cs", "en")
    stored = {entry.variants["en"].question: entry.id for entry in one.entries}
    assert len(one.entries) == 2, "a sentence that stands twice is one entry"
    assert [(query.text, query.relevant) for query in one.queries] == [
        ("Prší.", (stored["It rains."],)),
        ("Leje.", (stored["It rains."],)),
        ("Sněží.", (stored["Snow."],)),
    ]
    other = asked_across(bitext, "en", "cs")
    assert [(query.text, len(query.relevant)) for query in other.queries] == [
        ("It rains.", 2),
        ("Snow.", 1),
    ]
