"""The formats there are, and reading a file's bytes as text."""

import codecs
from typing import Literal

from knowledge_base.errors import UnreadableFile

Format = Literal["yaml", "json", "csv", "xlsx"]

MEDIA_TYPES: dict[Format, str] = {
    "yaml": "application/yaml",
    "json": "application/json",
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# letters that Czech text has and that no other reading of a Windows-1250 file would give
CZECH_LETTERS = frozenset("ěščřžýáíéúůťďňóĚŠČŘŽÝÁÍÉÚŮŤĎŇÓ")


def text_of(data: bytes) -> str:
    """The file as text, without a byte order mark; raises UnreadableFile unless it is UTF-8."""
    if data.startswith(UTF16_MARKS):
        raise UnreadableFile("the file is UTF-16; save it as UTF-8 and import it again")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UnreadableFile(_not_utf8(data), line) from error
    if not text.strip():
        raise UnreadableFile("the file is empty")
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise UnreadableFile("the file is binary, not text", line)
    return text


def _not_utf8(data: bytes) -> str:
    if b"\0" in data:
        return "the file is binary, not text"
    if any(letter in CZECH_LETTERS for letter in data.decode("cp1250", errors="ignore")):
        return (
            "the file is not UTF-8 but probably Windows-1250, as Excel saves plain CSV;"
            " save it as “CSV UTF-8” and import it again"
        )
    return "the file is not UTF-8 from here on; save it as UTF-8 and import it again"
