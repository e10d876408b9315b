"""The nested format of YAML and JSON: a list of entries, or `categories` and `entries` together."""

from collections.abc import Mapping
from typing import Any

from knowledge_base.content import Category
from knowledge_base.entries import Entry
from knowledge_base.transfer.records import Document, FileContent, Path, Problem, Record

SECTIONS = ("categories", "entries")


def content_of(document: Document) -> FileContent:
    """The entries and categories in a document."""
    if isinstance(document.value, list):
        return FileContent(entries=_records(document, ()))
    if not isinstance(document.value, dict):
        return FileContent(problems=[_misshapen(document, ())])
    problems = [
        Problem(line=document.line_of((key,)), field=key, reason="is not a known field")
        for key in document.value
        if key not in SECTIONS
    ]
    sections: dict[str, list[Record]] = {"categories": [], "entries": []}
    for name in SECTIONS:
        section = document.value.get(name)
        if isinstance(section, list):
            sections[name] = _records(document, (name,))
        elif section is not None:
            problems.append(_misshapen(document, (name,)))
    return FileContent(**sections, problems=problems)


def category_records(document: Document) -> FileContent:
    """The categories of a document that is a list of them."""
    if not isinstance(document.value, list):
        return FileContent(problems=[_misshapen(document, ())])
    return FileContent(categories=_records(document, ()))


def document_of(entries: list[Entry], categories: list[Category]) -> dict[str, Any]:
    """The nested document that reads back as these entries and categories."""
    return {
        "categories": [
            {
                "id": category.id,
                "names": {"cs": category.name_cs, "en": category.name_en},
                "position": category.position,
            }
            for category in categories
        ],
        "entries": [_entry_document(entry) for entry in entries],
    }


def _entry_document(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "category": entry.category,
        "tags": list(entry.tags),
        "status": entry.status.value,
        "variants": {
            language: {
                "question": variant.question,
                "answer": variant.answer,
                "alternatives": list(variant.alternatives),
            }
            for language, variant in entry.variants.items()
        },
    }


def _records(document: Document, base: Path) -> list[Record]:
    items = document.value
    for step in base:
        items = items[step]
    return [_record(document, (*base, index), item) for index, item in enumerate(items)]


def _record(document: Document, base: Path, item: Any) -> Record:
    def place_of(path: Path) -> tuple[int, str]:
        return document.line_of(base + path), ".".join(map(str, path)) or "entry"

    return Record(data=_without_nothing(item), line=document.line_of(base), place_of=place_of)


def _without_nothing(value: Any) -> Any:
    """The value without keys that were written with nothing behind them."""
    if isinstance(value, Mapping):
        return {k: _without_nothing(v) for k, v in value.items() if v is not None}
    return value


def _misshapen(document: Document, path: Path) -> Problem:
    return Problem(
        line=document.line_of(path),
        field=".".join(map(str, path)) or "file",
        reason="must be a list",
    )
