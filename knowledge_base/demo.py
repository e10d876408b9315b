"""Loading the demo's categories and entries from its folder into an empty database."""

from dataclasses import replace
from pathlib import Path

from knowledge_base.content import Content, ImportCounts
from knowledge_base.errors import UnreadableFile
from knowledge_base.transfer.formats import text_of
from knowledge_base.transfer.importing import checked
from knowledge_base.transfer.nested import category_records, content_of
from knowledge_base.transfer.records import FileContent, Record
from knowledge_base.transfer.records import Path as RecordPath
from knowledge_base.transfer.yaml_document import read_yaml

DEMO_FOLDER = Path(__file__).resolve().parent.parent / "demo" / "knowledge_base"
CATEGORIES_FILE = "categories.yaml"
WRITER = "demo"


def load_demo(content: Content, folder: Path = DEMO_FOLDER) -> ImportCounts:
    """Stores the demo in one transaction.

    Raises StoreNotEmpty unless the database is empty, UnreadableFile with every mistake in the
    folder's files.
    """
    found = [_read(path) for path in sorted(folder.glob("*.yaml"))]
    if not found:
        raise UnreadableFile(f"there is no demo in {folder}")
    everything = FileContent(
        entries=[record for part in found for record in part.entries],
        categories=[record for part in found for record in part.categories],
        problems=[problem for part in found for problem in part.problems],
    )
    entries, categories, problems = checked(everything)
    if problems:
        lines = [f"{p.field} (line {p.line}): {p.reason}" for p in problems]
        raise UnreadableFile("the demo's files have mistakes:\n" + "\n".join(lines))
    return content.import_all(entries, categories, by=WRITER, into_empty_only=True)


def _read(path: Path) -> FileContent:
    """The content of one file, whose problems name the file."""
    try:
        document = read_yaml(text_of(path.read_bytes()))
    except UnreadableFile as error:
        raise UnreadableFile(f"{path.name}, line {error.line}: {error}") from error
    found = category_records(document) if path.name == CATEGORIES_FILE else content_of(document)

    return FileContent(
        entries=[_naming(record, path.name) for record in found.entries],
        categories=[_naming(record, path.name) for record in found.categories],
        problems=[replace(p, field=f"{path.name}: {p.field}") for p in found.problems],
    )


def _naming(record: Record, file_name: str) -> Record:
    """The record, whose fields are named with the file they stand in."""

    def place_of(steps: RecordPath) -> tuple[int, str]:
        line, field = record.place_of(steps)
        return line, f"{file_name}: {field}"

    return replace(record, place_of=place_of)
