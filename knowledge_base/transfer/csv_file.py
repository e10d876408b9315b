"""CSV: reading with the lines of the file, writing for spreadsheets.

A spreadsheet takes a cell that begins with = + - @ for a formula, so an export puts an apostrophe
before it and an import takes that one apostrophe away again.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

from knowledge_base.errors import UnreadableFile
from knowledge_base.transfer.flat import Row

DELIMITERS = ",;\t"
FORMULA = re.compile(r"'*[=+\-@\t\r]")
GUARDED_FORMULA = re.compile(r"'+[=+\-@\t\r]")
BYTE_ORDER_MARK = "\ufeff"  # without it Excel reads UTF-8 as the machine's old code page


def read_csv(text: str) -> Iterator[Row]:
    """The rows of a CSV file separated by commas, semicolons or tabs, whichever its header has."""
    header = text.lstrip("\r\n").partition("\n")[0]
    delimiter = max(DELIMITERS, key=header.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for cells in reader:
            yield Row(line=line, cells=[_without_guard(cell) for cell in cells])
            line = reader.line_num + 1
    except csv.Error as error:
        raise UnreadableFile(f"the file is not CSV: {error}", line) from error


def write_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """The rows as CSV that spreadsheets open with their diacritics and without running anything."""
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    for row in rows:
        writer.writerow([_guarded(cell) for cell in row])
    return (BYTE_ORDER_MARK + written.getvalue()).encode()


def _guarded(cell: str) -> str:
    return f"'{cell}" if FORMULA.match(cell) else cell


def _without_guard(cell: str) -> str:
    return cell[1:] if GUARDED_FORMULA.match(cell) else cell
