"""The flat format of CSV and XLSX: one entry a row, its languages side by side.

Alternatives stand one on a line of their cell, or, in a cell of one line, between `|`; tags
between commas.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from knowledge_base.content import Category
from knowledge_base.entries import LANGUAGES, Entry
from knowledge_base.errors import UnreadableFile
from knowledge_base.transfer.records import FileContent, Path, Problem, Record

PARTS = ("question", "answer", "alternatives")
ENTRY_COLUMNS = (
    "id",
    "category",
    "tags",
    "status",
    *(f"{part}_{language}" for language in LANGUAGES for part in PARTS),
)
CATEGORY_COLUMNS = ("id", "name_cs", "name_en", "position")
REQUIRED_COLUMNS = ("id", "category")
MOST_ROWS = 10_000


@dataclass(frozen=True, kw_only=True)
class Row:
    """The cells of one row as text, and the line or row where it begins."""

    line: int
    cells: Sequence[str]


def entries_of(rows: Iterable[Row]) -> FileContent:
    """The entries in rows of which the first names the columns."""
    columns, body, problems = _table(rows, ENTRY_COLUMNS, REQUIRED_COLUMNS)
    records = [
        Record(
            data=_entry_data(cells),
            line=line,
            place_of=lambda path, line=line: (line, _entry_column(path)),  # type: ignore[misc]
        )
        for line, cells in _named_cells(columns, body, problems)
    ]
    return FileContent(entries=records, problems=problems)


def categories_of(rows: Iterable[Row]) -> FileContent:
    """The categories in rows of which the first names the columns."""
    columns, body, problems = _table(rows, CATEGORY_COLUMNS, ("id",))
    records = [
        Record(
            data=_category_data(cells),
            line=line,
            place_of=lambda path, line=line: (line, _category_column(path)),  # type: ignore[misc]
        )
        for line, cells in _named_cells(columns, body, problems)
    ]
    return FileContent(categories=records, problems=problems)


def entry_cells(entry: Entry) -> list[str]:
    """An entry's row, one cell for each of ENTRY_COLUMNS."""
    cells = [entry.id, entry.category, ", ".join(entry.tags), entry.status.value]
    for language in LANGUAGES:
        variant = entry.variants.get(language)
        if variant is None:
            cells += ["", "", ""]
        else:
            cells += [variant.question, variant.answer, _joined(variant.alternatives)]
    return cells


def category_cells(category: Category) -> list[str]:
    """A category's row, one cell for each of CATEGORY_COLUMNS."""
    return [category.id, category.name_cs, category.name_en, str(category.position)]


def _joined(alternatives: Sequence[str]) -> str:
    text = "\n".join(alternatives)
    # a single phrasing with a | in it would be split without a line break in the cell
    return text + "\n" if len(alternatives) == 1 and "|" in text else text


def _split(cell: str) -> list[str]:
    return cell.splitlines() if "\n" in cell or "\r" in cell else cell.split("|")


def _table(
    rows: Iterable[Row], known: Sequence[str], required: Sequence[str]
) -> tuple[list[str], list[Row], list[Problem]]:
    filled = [row for row in rows if any(cell.strip() for cell in row.cells)]
    if not filled:
        raise UnreadableFile("the file is empty")
    header, *body = filled
    if len(body) > MOST_ROWS:
        raise UnreadableFile(f"the file has more than {MOST_ROWS} rows; import it in parts")
    columns = [cell.strip().lower() for cell in header.cells]
    while columns and not columns[-1]:
        columns.pop()
    problems = [
        Problem(line=header.line, field=column, reason=reason)
        for place, column in enumerate(columns)
        if (reason := _column_problem(column, columns[:place], known))
    ]
    missing = [column for column in required if column not in columns]
    problems += [
        Problem(line=header.line, field=column, reason="this column is missing")
        for column in missing
    ]
    # without its id no row can be judged: the header's problems are enough
    return columns, [] if missing else body, problems


def _column_problem(column: str, before: Sequence[str], known: Sequence[str]) -> str | None:
    if not column:
        return "a column has no name"
    if column not in known:
        return f"is not a known column; there are {', '.join(known)}"
    return "this column appears twice" if column in before else None


def _named_cells(
    columns: Sequence[str], body: Iterable[Row], problems: list[Problem]
) -> Iterable[tuple[int, dict[str, str]]]:
    for row in body:
        if any(cell.strip() for cell in row.cells[len(columns) :]):
            problems.append(
                Problem(
                    line=row.line,
                    field="row",
                    reason=f"has more cells than there are columns ({len(columns)})",
                )
            )
            continue
        yield (
            row.line,
            {
                column: cell
                for column, cell in zip(columns, row.cells, strict=False)
                if cell.strip()
            },
        )


def _entry_data(cells: Mapping[str, str]) -> dict[str, Any]:
    data: dict[str, Any] = {
        column: cells[column].strip() for column in ("id", "category", "status") if column in cells
    }
    if "tags" in cells:
        data["tags"] = cells["tags"].split(",")
    variants: dict[str, dict[str, Any]] = {}
    for language in LANGUAGES:
        columns = {part: f"{part}_{language}" for part in PARTS}
        parts = {part: cells[column] for part, column in columns.items() if column in cells}
        if parts:
            variants[language] = dict(parts)
            if "alternatives" in parts:
                variants[language]["alternatives"] = _split(parts["alternatives"])
    return data | {"variants": variants}


def _category_data(cells: Mapping[str, str]) -> dict[str, Any]:
    data: dict[str, Any] = {
        column: cells[column].strip() for column in ("id", "position") if column in cells
    }
    columns = {language: f"name_{language}" for language in LANGUAGES}
    return data | {"names": {k: cells[column] for k, column in columns.items() if column in cells}}


def _entry_column(path: Path) -> str:
    if path[:1] != ("variants",):
        return str(path[0]) if path else "row"
    if len(path) == 1:
        return f"question_{LANGUAGES[0]}"
    return f"{path[2] if len(path) > 2 else 'question'}_{path[1]}"


def _category_column(path: Path) -> str:
    if path[:1] == ("names",):
        return f"categories.name_{path[1] if len(path) > 1 else LANGUAGES[0]}"
    return f"categories.{path[0]}" if path else "categories"
