"""Reading an evaluation's files: what is understood, and what is refused and how."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from knowledge_base.entries import Variant
from knowledge_base.errors import MalformedFile
from knowledge_base.evaluation import Query, read_entries, read_material, read_queries
from tests.unit.knowledge_base.evaluation_fixtures import write_lines

DELIVERY = {
    "id": "delivery",
    "language": "en",
    "question": "When will it come?",
    "answer": "In two days.",
    "alternatives": ["how long does it take"],
}
QUERY = {"text": "when is my parcel here", "language": "en", "relevant": ["delivery"]}


def without(line: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """The line without some of its fields."""
    return {name: value for name, value in line.items() if name not in names}


def refusals(path: Path) -> list[str]:
    """What is said about a file of entries, without the folder's name."""
    with pytest.raises(MalformedFile) as caught:
        read_entries(path)
    return [problem.removeprefix(f"{path.parent}/") for problem in caught.value.problems]


def query_refusals(path: Path) -> list[str]:
    """What is said about a file of queries for the entry `delivery`."""
    with pytest.raises(MalformedFile) as caught:
        read_queries(path, {"delivery"})
    return [problem.removeprefix(f"{path.parent}/") for problem in caught.value.problems]


def test_an_entry_is_read_with_all_its_texts(tmp_path: Path) -> None:
    (read,) = read_entries(write_lines(tmp_path / "E.jsonl", DELIVERY))

    assert read.id == "delivery"
    assert read.variants == {
        "en": Variant(
            question="When will it come?",
            answer="In two days.",
            alternatives=("how long does it take",),
        )
    }


def test_lines_with_one_id_in_two_languages_are_one_entry(tmp_path: Path) -> None:
    czech = {**DELIVERY, "language": "cs", "question": "Kdy to přijde?"}

    (read,) = read_entries(write_lines(tmp_path / "E.jsonl", DELIVERY, czech))

    assert {language: variant.question for language, variant in read.variants.items()} == {
        "en": "When will it come?",
        "cs": "Kdy to přijde?",
    }


def test_an_entry_may_come_as_the_api_gives_it(tmp_path: Path) -> None:
    whole = {
        "id": "delivery",
        "category": "shop",
        "version": 3,
        "variants": {
            "cs": {"question": "Kdy to přijde?", "answer": "Do dvou dnů.", "alternatives": []},
            "en": {"question": "When will it come?", "answer": "In two days."},
        },
    }

    (read,) = read_entries(write_lines(tmp_path / "E.jsonl", whole))

    assert set(read.variants) == {"cs", "en"}


def test_a_draft_is_not_there_for_queries(tmp_path: Path) -> None:
    draft = {**DELIVERY, "status": "draft"}

    with pytest.raises(MalformedFile) as caught:
        read_material(
            write_lines(tmp_path / "E.jsonl", draft, {**DELIVERY, "id": "other"}),
            write_lines(tmp_path / "Q.jsonl", QUERY),
        )

    assert caught.value.problems == [
        f"{tmp_path}/Q.jsonl:1: relevant: 'delivery' is the id of no published entry"
    ]


def test_entries_of_which_none_is_published_are_refused(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "E.jsonl", {**DELIVERY, "status": "archived"})

    assert refusals(path) == ["E.jsonl:1: status: no entry is published"]


@pytest.mark.parametrize("nothing", [{}, {"answer": ""}, {"answer": None}])
def test_an_entry_needs_no_answer(tmp_path: Path, nothing: dict[str, Any]) -> None:
    line = {**without(DELIVERY, "answer"), **nothing}

    (read,) = read_entries(write_lines(tmp_path / "E.jsonl", line))

    assert read.variants["en"].answer == ""


@pytest.mark.parametrize("nothing", [{}, {"alternatives": []}, {"alternatives": None}])
def test_an_entry_needs_no_alternatives(tmp_path: Path, nothing: dict[str, Any]) -> None:
    line = {**without(DELIVERY, "alternatives"), **nothing}

    (read,) = read_entries(write_lines(tmp_path / "E.jsonl", line))

    assert read.variants["en"].phrasings == ("When will it come?",)


@pytest.mark.parametrize("nothing", [{}, {"question": "  "}, {"question": None}])
def test_without_a_question_the_first_alternative_is_one(
    tmp_path: Path, nothing: dict[str, Any]
) -> None:
    line = {**without(DELIVERY, "question"), "alternatives": ["how long", "how soon"], **nothing}

    (read,) = read_entries(write_lines(tmp_path / "E.jsonl", line))

    assert read.variants["en"].phrasings == ("how long", "how soon")


@pytest.mark.parametrize(
    ("answer", "title"),
    [
        ("Two days. Sometimes three.", "Two days."),
        ("Version 1.5 takes two days\nor three", "Version 1.5 takes two days"),
        ("word " * 100, ("word " * 40).strip()),
    ],
)
def test_without_any_phrasing_the_answer_begins_with_one(
    tmp_path: Path, answer: str, title: str
) -> None:
    line = {"id": "delivery", "language": "en", "answer": answer}

    (read,) = read_entries(write_lines(tmp_path / "E.jsonl", line))

    assert read.variants["en"].phrasings == (title,)


def test_no_phrasing_is_there_twice(tmp_path: Path) -> None:
    line = {**DELIVERY, "alternatives": ["how long", "When will it come?", "how long "]}

    (read,) = read_entries(write_lines(tmp_path / "E.jsonl", line))

    assert read.variants["en"].phrasings == ("When will it come?", "how long")


def test_a_query_keeps_the_order_of_its_relevant_entries(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "Q.jsonl", {**QUERY, "relevant": ["b", "a", "b"]})

    assert read_queries(path) == [
        Query(text="when is my parcel here", language="en", relevant=("b", "a"))
    ]


def test_a_byte_order_mark_windows_line_ends_and_blank_lines_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "Q.jsonl"
    first = b'{"text": "kdy to p\xc5\x99ijde", "language": "cs", "relevant": []}'
    second = '{"text": "a\u2028b", "language": "en", "relevant": []}'.encode()
    path.write_bytes(b"\xef\xbb\xbf" + first + b"\r\n\r\n" + second + b"\r\n")

    assert [query.text for query in read_queries(path)] == ["kdy to přijde", "a\u2028b"]


@pytest.mark.parametrize(
    ("line", "refusal"),
    [
        ("{", "line: is not JSON (Expecting property name enclosed in double quotes, column 2)"),
        ("[]", "line: is not a JSON object"),
        ('"delivery"', "line: is not a JSON object"),
        ('{"id": "a", "id": "b"}', "line: has the field 'id' twice"),
        ("[" * 100_000, "line: is not JSON that can be read"),
        (without(DELIVERY, "id"), "id: is missing"),
        ({**DELIVERY, "id": 7}, "id: must be text"),
        ({**DELIVERY, "id": ""}, "id: is empty"),
        (without(DELIVERY, "language"), "language: is missing"),
        (
            {**DELIVERY, "language": "de"},
            "language: 'de' is unknown; it must be 'cs' or 'en'",
        ),
        ({**DELIVERY, "question": 5}, "question: must be text"),
        ({**DELIVERY, "answer": ["In two days."]}, "answer: must be text"),
        ({**DELIVERY, "alternatives": "how long"}, "alternatives: must be a list"),
        ({**DELIVERY, "alternatives": ["how long", None]}, "alternatives[1]: must be text"),
        ({**DELIVERY, "alternatives": ["how long", " "]}, "alternatives[1]: is empty"),
        (
            {"id": "delivery", "language": "en", "answer": " ", "alternatives": []},
            "question: is empty, and so are alternatives and answer: one of them is needed",
        ),
        ({"id": "delivery", "variants": {}}, "variants: is empty"),
        ({"id": "delivery", "variants": []}, "variants: must be a set of named values"),
        (
            {"id": "delivery", "variants": {"de": {"question": "Wann?"}}},
            "variants.de: is not a known language; it must be 'cs' or 'en'",
        ),
        (
            {"id": "delivery", "variants": {"en": {"question": 5}}},
            "variants.en.question: must be text",
        ),
        (
            {**DELIVERY, "status": "live"},
            "status: 'live' is unknown; it must be 'draft', 'published' or 'archived'",
        ),
    ],
)
def test_a_malformed_entry_is_refused_with_line_and_field(
    tmp_path: Path, line: Mapping[str, Any] | str, refusal: str
) -> None:
    path = write_lines(tmp_path / "E.jsonl", {**DELIVERY, "id": "right"}, line)

    assert refusals(path) == [f"E.jsonl:2: {refusal}"]


@pytest.mark.parametrize(
    ("line", "refusal"),
    [
        (without(QUERY, "text"), "text: is missing"),
        ({**QUERY, "text": ""}, "text: is empty"),
        ({**QUERY, "text": "\t \u00a0"}, "text: is empty"),
        ({**QUERY, "text": None}, "text: must be text"),
        (without(QUERY, "language"), "language: is missing"),
        ({**QUERY, "language": "EN"}, "language: 'EN' is unknown; it must be 'cs' or 'en'"),
        (without(QUERY, "relevant"), "relevant: is missing"),
        ({**QUERY, "relevant": "delivery"}, "relevant: must be a list"),
        ({**QUERY, "relevant": None}, "relevant: must be a list"),
        ({**QUERY, "relevant": [3]}, "relevant[0]: must be text"),
        ({**QUERY, "relevant": ["delivery", ""]}, "relevant[1]: is empty"),
        ({**QUERY, "relevant": ["returns"]}, "relevant: 'returns' is the id of no published entry"),
    ],
)
def test_a_malformed_query_is_refused_with_line_and_field(
    tmp_path: Path, line: Mapping[str, Any], refusal: str
) -> None:
    path = write_lines(tmp_path / "Q.jsonl", QUERY, line)

    assert query_refusals(path) == [f"Q.jsonl:2: {refusal}"]


def test_half_a_character_is_no_text(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "Q.jsonl", r'{"text": "\ud800", "language": "en", "relevant":[]}')

    assert query_refusals(path) == [
        "Q.jsonl:1: text: contains half a character (a surrogate without its other half)"
    ]


def test_bytes_that_are_not_utf_8_are_refused_with_their_line(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "Q.jsonl", QUERY)
    path.write_bytes(path.read_bytes() + b'{"text": "\xe8"}\n')

    assert query_refusals(path) == ["Q.jsonl:2: line: is not UTF-8 (byte 11)"]


@pytest.mark.parametrize("content", [b"", b"\n \r\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "E.jsonl"
    path.write_bytes(content)

    assert refusals(path) == ["E.jsonl:1: file: is empty"]


def test_an_entry_cannot_have_a_language_twice(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "E.jsonl", DELIVERY, {**DELIVERY, "id": "other"}, DELIVERY)

    assert refusals(path) == ["E.jsonl:3: id: 'delivery' is in 'en' on line 1 already"]


def test_every_mistake_of_every_file_is_listed(tmp_path: Path) -> None:
    entries = write_lines(tmp_path / "E.jsonl", DELIVERY)
    queries = write_lines(tmp_path / "Q.jsonl", {**QUERY, "text": "", "relevant": 1}, "7", QUERY)
    labelled = write_lines(tmp_path / "L.jsonl", {**QUERY, "relevant": ["returns"]})

    with pytest.raises(MalformedFile) as caught:
        read_material(entries, queries, labelled)

    assert [problem.removeprefix(f"{tmp_path}/") for problem in caught.value.problems] == [
        "Q.jsonl:1: text: is empty",
        "Q.jsonl:1: relevant: must be a list",
        "Q.jsonl:2: line: is not a JSON object",
        "L.jsonl:1: relevant: 'returns' is the id of no published entry",
    ]


def test_ids_are_not_looked_for_in_entries_that_could_not_be_read(tmp_path: Path) -> None:
    entries = write_lines(tmp_path / "E.jsonl", without(DELIVERY, "language"))
    queries = write_lines(tmp_path / "Q.jsonl", QUERY)

    with pytest.raises(MalformedFile) as caught:
        read_material(entries, queries)

    assert caught.value.problems == [f"{entries}:1: language: is missing"]
