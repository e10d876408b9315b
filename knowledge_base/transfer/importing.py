"""Importing a file: everything wrong in it is listed, or all of it is stored in one transaction."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from pydantic import ValidationError

from knowledge_base.content import Content
from knowledge_base.entry_rules import CategoryFields, EntryFields, plain_problems
from knowledge_base.errors import UnreadableFile
from knowledge_base.logs import line
from knowledge_base.transfer import flat, nested
from knowledge_base.transfer.csv_file import read_csv
from knowledge_base.transfer.formats import Format, text_of
from knowledge_base.transfer.json_document import read_json
from knowledge_base.transfer.records import FileContent, Problem, Record
from knowledge_base.transfer.xlsx_file import Sheets
from knowledge_base.transfer.yaml_document import read_yaml

log = logging.getLogger(__name__)

Checked = TypeVar("Checked", EntryFields, CategoryFields)


@dataclass(frozen=True, kw_only=True)
class ImportOutcome:
    """What an import did (`applied`), or would do; with any error it did and would do nothing.

    `new_categories` are those that did not exist before, also the ones only named by an entry.
    """

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    new_categories: tuple[str, ...] = ()
    errors: tuple[Problem, ...] = ()
    applied: bool = False


def import_content(
    content: Content, data: bytes, format_: Format, *, dry_run: bool, by: str
) -> ImportOutcome:
    """Stores what a file holds, or, in a dry run or with any error in it, changes nothing."""
    try:
        found = read_file(data, format_)
    except UnreadableFile as error:
        log.warning(line("import_refused", reason=error, line=error.line))
        return ImportOutcome(errors=(Problem(line=error.line, field="file", reason=str(error)),))
    entries, categories, problems = checked(found)
    if problems:
        log.warning(line("import_refused", problems=len(problems), first=problems[0].reason))
        return ImportOutcome(errors=tuple(problems))
    counts = content.import_all(entries, categories, by=by, dry_run=dry_run)
    return ImportOutcome(
        created=counts.created,
        updated=counts.updated,
        unchanged=counts.unchanged,
        new_categories=counts.new_categories,
        applied=not dry_run,
    )


def read_file(data: bytes, format_: Format) -> FileContent:
    """The raw entries and categories of a file; raises UnreadableFile."""
    if format_ == "yaml":
        return nested.content_of(read_yaml(text_of(data)))
    if format_ == "json":
        return nested.content_of(read_json(text_of(data)))
    if format_ == "csv":
        return flat.entries_of(read_csv(text_of(data)))
    return _read_workbook(Sheets(data))


def checked(
    found: FileContent,
) -> tuple[list[EntryFields], list[CategoryFields], list[Problem]]:
    """What was found as checked fields, and every problem in it in the order of the lines."""
    entries, wrong_entries = _checked_records(found.entries, EntryFields)
    categories, wrong_categories = _checked_records(found.categories, CategoryFields)
    problems = [*found.problems, *wrong_entries, *wrong_categories]
    if not problems and not found.entries and not found.categories:
        problems.append(Problem(line=1, field="file", reason="holds no entry"))
    return entries, categories, sorted(problems)


def _checked_records(
    records: Sequence[Record], model: type[Checked]
) -> tuple[list[Checked], list[Problem]]:
    fields: list[Checked] = []
    problems: list[Problem] = []
    first_lines: dict[str, int] = {}
    for record in records:
        try:
            checked_fields = model.model_validate(record.data)
        except ValidationError as error:
            problems += [record.problem(path, reason) for path, reason in plain_problems(error)]
        else:
            fields.append(checked_fields)
        problems += _repeated_id(record, first_lines)
    return fields, problems


def _repeated_id(record: Record, first_lines: dict[str, int]) -> list[Problem]:
    id_ = record.data.get("id") if isinstance(record.data, dict) else None
    if not isinstance(id_, str):
        return []
    if id_ not in first_lines:
        first_lines[id_] = record.line
        return []
    return [record.problem(("id",), f"{id_!r} stands on line {first_lines[id_]} already")]


def _read_workbook(sheets: Sheets) -> FileContent:
    names = sheets.names
    entries = "entries" if "entries" in names else names[0]
    found = flat.entries_of(sheets.rows(entries))
    categories: list[Record] = []
    problems = list(found.problems)
    if "categories" in names and entries != "categories":
        listed = flat.categories_of(sheets.rows("categories"))
        categories = listed.categories
        problems += listed.problems
    return FileContent(
        entries=found.entries, categories=categories, problems=[*problems, *sheets.problems]
    )
