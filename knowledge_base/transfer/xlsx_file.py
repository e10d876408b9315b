"""XLSX: reading workbooks from strangers with limits, writing ones that are safe to open."""

import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell

from knowledge_base.errors import UnreadableFile
from knowledge_base.transfer.flat import Row
from knowledge_base.transfer.records import Problem

MOST_UNPACKED_BYTES = 100_000_000
MOST_PARTS = 500
MOST_COLUMNS = 64
MOST_ROWS = 20_000
DECLARATIONS = (b"<!DOCTYPE", b"<!ENTITY")


class Sheets:
    """The sheets of a workbook; `problems` collects cells that hold no text as they are read."""

    def __init__(self, data: bytes) -> None:
        """Raises UnreadableFile unless `data` is a harmless XLSX workbook."""
        _refuse_harmful(data)
        self.problems: list[Problem] = []
        try:
            self._workbook: Any = load_workbook(io.BytesIO(data), read_only=True)
        except Exception as error:  # openpyxl's failures on damaged files are of every kind
            raise UnreadableFile(f"the file is not an XLSX workbook: {error}") from error
        if not self._workbook.worksheets:
            raise UnreadableFile("the workbook has no sheet")

    @property
    def names(self) -> list[str]:
        """The sheets' names in their order."""
        return [sheet.title for sheet in self._workbook.worksheets]

    def rows(self, name: str) -> Iterator[Row]:
        """The rows of a sheet with their cells as text."""
        sheet = self._workbook[name]
        try:
            for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), start=1):
                if number > MOST_ROWS:
                    raise UnreadableFile(f"the sheet has more than {MOST_ROWS} rows", number)
                yield Row(line=number, cells=[self._text_of(cell, number) for cell in cells])
        except UnreadableFile:
            raise
        except Exception as error:
            raise UnreadableFile(f"the sheet {name!r} is damaged: {error}") from error

    def _text_of(self, cell: Any, row: int) -> str:
        value = cell.value
        if value is None:
            return ""
        if cell.data_type == "f":
            reason = "holds a formula; paste its value as text"
        elif cell.data_type == "e":
            reason = f"holds the error {value}"
        elif isinstance(value, str):
            return value
        elif isinstance(value, int | float) and not isinstance(value, bool) and value == int(value):
            return str(int(value))
        else:
            reason = f"holds a {type(value).__name__}, not text; format the cell as text"
        self.problems.append(Problem(line=row, field=f"cell {cell.coordinate}", reason=reason))
        return ""


def write_xlsx(sheets: dict[str, Iterable[Sequence[str]]]) -> bytes:
    """A workbook of sheets whose cells are all text, never formulas."""
    workbook = Workbook(write_only=True)
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append([_text_cell(sheet, text) for text in row])
    written = io.BytesIO()
    workbook.save(written)
    return written.getvalue()


def _text_cell(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, value=text)
    cell.data_type = "s"  # a text that begins with = stays a text
    return cell


def _refuse_harmful(data: bytes) -> None:
    if not data:
        raise UnreadableFile("the file is empty")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(p.file_size for p in parts) > MOST_UNPACKED_BYTES:
                raise UnreadableFile("the workbook is too large once unpacked")
            for part in parts:
                _refuse_declarations(archive, part)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError) as error:
        raise UnreadableFile(
            "the file is not an XLSX workbook (or it has a password); save it as .xlsx again"
        ) from error


def _refuse_declarations(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    # reading stops at the size that the archive states, so a part cannot grow beyond it
    with archive.open(part) as stream:
        kept = b""
        while chunk := stream.read(1 << 20):
            if any(declaration in kept + chunk for declaration in DECLARATIONS):
                raise UnreadableFile("the workbook declares XML entities, which none needs")
            kept = chunk[-16:]
