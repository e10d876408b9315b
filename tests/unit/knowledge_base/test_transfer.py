"""Import and export: what goes out comes back the same, what is wrong is listed by its place."""

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge_base.content import Content
from knowledge_base.entry_rules import CategoryFields, EntryFields
from knowledge_base.transfer import Format, ImportOutcome, export_content, import_content
from knowledge_base.transfer.importing import checked, read_file
from knowledge_base.transfer.yaml_document import read_yaml
from tests.unit.knowledge_base.content_fixtures import (
    entry_document,
    entry_fields,
    migrated_database,
    with_category,
)

FORMATS: tuple[Format, ...] = ("yaml", "json", "csv", "xlsx")


@pytest.fixture
def content(tmp_path: Path) -> Iterator[Content]:
    with migrated_database("sqlite", tmp_path) as (_, database):
        yield with_category(database)


def errors_of(outcome: ImportOutcome) -> list[tuple[int, str, str]]:
    assert not outcome.applied
    return [(problem.line, problem.field, problem.reason) for problem in outcome.errors]


def workbook(*rows: list[Any]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


# what a person may type, with everything that has broken a file format before
awkward = st.text(
    st.one_of(
        st.characters(codec="utf-8"),
        st.sampled_from("'=+-@\t\n\r|,;\"\\: #&*!%{}[]<>_xé̌\u2028\ufeff\U0001f600"),
    ),
    max_size=40,
)
texts = st.one_of(
    awkward, st.sampled_from(["_x000D_", "_x0041_", "'=1+1", "null", "~", "1.0", "- a"])
)


def _accepted(data: dict[str, Any]) -> EntryFields | None:
    try:
        return EntryFields.model_validate(data)
    except ValueError:
        return None


variant_documents = st.fixed_dictionaries(
    {"question": texts, "answer": texts, "alternatives": st.lists(texts, max_size=4)}
)
entries = (
    st.fixed_dictionaries(
        {
            "id": st.just("entry"),
            "category": st.sampled_from(["returns", "gifts"]),
            "tags": st.lists(texts, max_size=3),
            "status": st.sampled_from(["draft", "published", "archived"]),
            "variants": st.dictionaries(
                st.sampled_from(["cs", "en"]), variant_documents, min_size=1
            ),
        }
    )
    .map(_accepted)
    .filter(lambda fields: fields is not None)
)


@pytest.mark.parametrize("format_", FORMATS)
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.function_scoped_fixture],
)
@given(fields=entries)
def test_what_was_exported_is_read_back_to_the_letter(
    content: Content, format_: Format, fields: EntryFields
) -> None:
    content.import_all([fields], by="jana")

    read, _, problems = checked(read_file(export_content(content, format_), format_))

    assert problems == []
    assert read == [EntryFields.of(content.entry("entry"))]
    assert EntryFields.of(content.entry("entry")) == fields


@pytest.mark.parametrize("format_", FORMATS)
def test_an_export_imports_into_an_empty_database_as_it_was(
    content: Content, tmp_path: Path, format_: Format
) -> None:
    content.put_category(
        CategoryFields.model_validate({"id": "gifts", "names": {"cs": "Dárky"}, "position": 7})
    )
    content.import_all([entry_fields(), entry_fields(id="b", category="gifts")], by="jana")
    exported = export_content(content, format_)

    with migrated_database("sqlite", tmp_path) as (_, database):
        copy = Content(database)
        outcome = import_content(copy, exported, format_, dry_run=False, by="petr")

        assert (outcome.created, outcome.errors, outcome.applied) == (2, (), True)
        assert outcome.new_categories == ("gifts", "returns")
        if format_ != "csv":  # CSV has one table only
            assert export_content(copy, format_) == exported or format_ == "xlsx"
            assert [c.name_cs for c in copy.categories()] == ["Vrácení", "Dárky"]
        assert list(map(EntryFields.of, copy.all_entries())) == list(
            map(EntryFields.of, content.all_entries())
        )


@pytest.mark.parametrize("format_", FORMATS)
def test_importing_an_export_again_changes_nothing(content: Content, format_: Format) -> None:
    content.import_all([entry_fields(), entry_fields(id="b")], by="jana")

    outcome = import_content(
        content, export_content(content, format_), format_, dry_run=False, by="petr"
    )

    assert (outcome.created, outcome.updated, outcome.unchanged) == (0, 0, 2)
    assert content.content_version() == 1


def test_a_dry_run_counts_and_changes_nothing(content: Content) -> None:
    data = json.dumps([entry_document(category="new-one")]).encode()

    outcome = import_content(content, data, "json", dry_run=True, by="jana")

    assert (outcome.created, outcome.applied) == (1, False)
    assert outcome.new_categories == ("new-one",)
    assert content.entries().total == 0
    assert [category.id for category in content.categories()] == ["returns"]


YAML_WITH_MISTAKES = """\
- id: good
  category: returns
  variants:
    cs: {question: Otázka?, answer: Odpověď.}
- id: Bad Id
  category: returns
  status: live
  variants:
    cs:
      question: Otázka?
- id: good
  category: returns
  colour: red
  variants:
    cs: {question: "", answer: Odpověď.}
    de: {question: Frage?, answer: Antwort.}
- just text
"""


def test_every_mistake_in_yaml_is_listed_with_its_line(content: Content) -> None:
    outcome = import_content(content, YAML_WITH_MISTAKES.encode(), "yaml", dry_run=False, by="jana")

    found = [(line, field) for line, field, _ in errors_of(outcome)]
    assert found == [
        (5, "id"),
        (7, "status"),
        (9, "variants.cs.answer"),
        (11, "id"),
        (13, "colour"),
        (15, "variants.cs.question"),
        (16, "variants.de"),
        (17, "entry"),
    ]
    assert content.entries().total == 0


def test_json_mistakes_are_listed_with_the_same_lines(content: Content) -> None:
    document = read_yaml(YAML_WITH_MISTAKES).value
    text = json.dumps(document, indent=1, ensure_ascii=False)
    outcome = import_content(content, text.encode(), "json", dry_run=True, by="jana")

    lines = text.splitlines()
    expected = [
        '"Bad Id"',
        '"live"',
        '"cs": {',
        '"good"',
        '"colour"',
        '"question": ""',
        '"de"',
        "just",
    ]
    found = [(lines[line - 1], field) for line, field, _ in errors_of(outcome)]
    assert len(found) == len(expected)
    for (text_of_line, _), part in zip(found, expected, strict=True):
        assert part in text_of_line


CSV_WITH_MISTAKES = (
    "id;category;status;question_cs;answer_cs;alternatives_cs;question_en;answer_en\r\n"
    'good;returns;published;Otázka?;"Odpověď\r\nna dvou řádcích.";a|b;;\r\n'
    "\r\n"
    "bez odpovědi;returns;published;Otázka?;;;;\r\n"
    "good;returns;published;;;;Question?;Answer.;one;more\r\n"
    "empty;returns;draft;;;;;\r\n"
    "half;returns;draft;;;;;Answer.\r\n"
)


def test_every_mistake_in_csv_is_listed_with_its_line_in_the_file(content: Content) -> None:
    outcome = import_content(content, CSV_WITH_MISTAKES.encode(), "csv", dry_run=True, by="jana")

    assert [(line, field) for line, field, _ in errors_of(outcome)] == [
        (5, "answer_cs"),
        (5, "id"),
        (6, "row"),
        (7, "question_cs"),
        (8, "question_en"),
    ]


def test_mistakes_in_xlsx_are_listed_with_their_rows(content: Content) -> None:
    data = workbook(
        ["id", "category", "question_cs", "answer_cs", "Colour"],
        ["good", "returns", "=1+1", "Odpověď."],
        ["2024", "returns", 2024, "Odpověď."],
        ["third", None, "Otázka?", True],
    )
    outcome = import_content(content, data, "xlsx", dry_run=True, by="jana")

    assert [(line, field) for line, field, _ in errors_of(outcome)] == [
        (1, "colour"),
        (2, "cell C2"),
        (2, "question_cs"),
        (4, "answer_cs"),
        (4, "category"),
        (4, "cell D4"),
    ]


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("data", [b"", b" \n\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_said_to_be_empty(content: Content, format_: Format, data: bytes) -> None:
    ((_, field, reason),) = errors_of(
        import_content(content, data, format_, dry_run=False, by="jana")
    )

    assert field == "file"
    assert "empty" in reason or "not an XLSX workbook" in reason


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("data", [bytes(range(256)) * 8, b"PK\x03\x04garbage", b"\0\0\0\0"])
def test_a_binary_file_is_refused_with_a_reason(
    content: Content, format_: Format, data: bytes
) -> None:
    assert errors_of(import_content(content, data, format_, dry_run=False, by="jana"))
    assert content.entries().total == 0


def test_a_byte_order_mark_is_no_part_of_the_first_column(content: Content) -> None:
    data = "\ufeffid,category,question_cs,answer_cs\na,returns,Q,A\n".encode()

    assert import_content(content, data, "csv", dry_run=False, by="jana").created == 1


def test_a_windows_1250_file_is_recognised(content: Content) -> None:
    data = "id,category,question_cs,answer_cs\na,returns,Příliš žluťoučký,A\n".encode("cp1250")

    ((line, _, reason),) = errors_of(import_content(content, data, "csv", dry_run=True, by="jana"))
    assert line == 2
    assert "Windows-1250" in reason


@pytest.mark.parametrize(
    ("format_", "text", "line"),
    [
        ("yaml", "- id: a\n  category: [b\n- c\n", 4),
        ("yaml", "- id: a\n  id: b\n", 2),
        ("yaml", "- &a [x]\n- *a\n", None),
        ("yaml", "---\na\n---\nb\n", None),
        ("yaml", "[" * 100_000, None),
        ("yaml", "{a: " * 1000, None),
        ("json", '[\n{"id": "a",}\n]', 2),
        ("json", '[\n{"id": "a", "id": "b"}\n]', 2),
        ("json", '[\n{"id": "a"\n', 3),
        ("json", "[" * 100_000, 1),
        ("json", '["\n"]', 1),
        ("json", "[NaN]", 1),
        ("json", "[] []", 1),
        ("csv", 'id,category\na,"b\n', 2),
        ("csv", 'id,category\na,"b"c\n', 2),
    ],
)
def test_broken_syntax_is_answered_with_its_line(
    content: Content, format_: Format, text: str, line: int | None
) -> None:
    ((found_line, field, reason),) = errors_of(
        import_content(content, text.encode(), format_, dry_run=False, by="jana")
    )

    assert field == "file"
    assert reason
    assert line is None or found_line == line


def test_documents_of_the_wrong_shape_are_refused(content: Content) -> None:
    for text in (
        '"text"',
        "7",
        "{}",
        "[]",
        '{"entries": {"a": 1}}',
        '{"items": []}',
        "[[]]",
        "null",
    ):
        assert errors_of(import_content(content, text.encode(), "json", dry_run=False, by=""))


def test_yaml_words_stay_the_text_they_are(content: Content) -> None:
    text = """\
- id: "1"
  category: returns
  variants:
    en: {question: yes, answer: 2026-11-22, alternatives: [1.10, no, 0x10]}
"""
    assert import_content(content, text.encode(), "yaml", dry_run=False, by="").errors == ()
    english = content.entry("1").variants["en"]
    assert (english.question, english.answer) == ("yes", "2026-11-22")
    assert english.alternatives == ("1.10", "no", "0x10")


def test_texts_that_are_too_long_are_refused(content: Content) -> None:
    long = entry_document(
        variants={
            "cs": {
                "question": "a" * 501,
                "answer": "b" * 20_001,
                "alternatives": [f"{n} " + "c" * 490 for n in range(199)],
            }
        }
    )
    found = errors_of(
        import_content(content, json.dumps([long]).encode(), "json", dry_run=True, by="")
    )

    assert [field for _, field, _ in found] == [
        "variants.cs.alternatives",
        "variants.cs.answer",
        "variants.cs.question",
    ]


def test_a_formula_in_a_text_is_harmless_in_a_spreadsheet(content: Content) -> None:
    variant = {"question": "=cmd|'/C calc'!A0", "answer": "@SUM(1)", "alternatives": []}
    content.import_all([entry_fields(variants={"cs": variant})], by="")

    assert b",'=cmd|'/C calc'!A0,'@SUM(1)," in export_content(content, "csv")
    book = openpyxl.load_workbook(io.BytesIO(export_content(content, "xlsx")))
    cells = [cell for row in book["entries"].iter_rows() for cell in row]
    assert "=cmd|'/C calc'!A0" in [cell.value for cell in cells]
    assert all(cell.data_type != "f" for cell in cells)


def test_a_workbook_that_unpacks_to_too_much_is_refused_unread(content: Content) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 100_000_001)

    ((_, _, reason),) = errors_of(
        import_content(content, bomb.getvalue(), "xlsx", dry_run=True, by="")
    )
    assert "too large" in reason


def test_a_workbook_with_entity_declarations_is_refused(content: Content) -> None:
    original = io.BytesIO(workbook(["id", "category"], ["a", "b"]))
    poisoned = io.BytesIO()
    with zipfile.ZipFile(original) as source, zipfile.ZipFile(poisoned, "w") as target:
        for name in source.namelist():
            declared = b'<!DOCTYPE a [<!ENTITY b "c">]>' if name.endswith("sheet1.xml") else b""
            target.writestr(name, declared + source.read(name))

    ((_, _, reason),) = errors_of(
        import_content(content, poisoned.getvalue(), "xlsx", dry_run=True, by="")
    )
    assert "entities" in reason


def test_two_entries_with_one_id_on_one_line_are_told_apart(content: Content) -> None:
    data = json.dumps([entry_document(), entry_document()]).encode()

    ((line, field, reason),) = errors_of(
        import_content(content, data, "json", dry_run=False, by="")
    )
    assert (line, field) == (1, "id")
    assert "already" in reason
