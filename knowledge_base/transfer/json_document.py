"""Reading JSON into a document that knows its lines, which the standard decoder does not tell."""

import bisect
import json
import re
from json.decoder import scanstring  # type: ignore[attr-defined]  # left out of the stubs
from typing import Any

from knowledge_base.errors import UnreadableFile
from knowledge_base.transfer.records import Document, Path

DEEPEST = 20
BLANKS = re.compile(r"[ \t\r\n]*")
NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?")
LONGEST_NUMBER = 50
WORDS = {"true": True, "false": False, "null": None}


def read_json(text: str) -> Document:
    """The document in `text`; raises UnreadableFile with the line where it goes wrong."""
    reader = _Reader(text)
    value = reader.value_at(())
    reader.skip_blanks()
    if reader.at < len(text):
        raise reader.error("something follows the end of the document")
    return Document(value=value, lines=reader.lines)


class _Reader:
    """A recursive descent over JSON's grammar; `at` is where it has come to."""

    def __init__(self, text: str) -> None:
        self.at = 0
        self.lines: dict[Path, int] = {}
        self._text = text
        self._line_ends = [found.start() for found in re.finditer("\n", text)]

    def error(self, reason: str) -> UnreadableFile:
        return UnreadableFile(f"the file is not JSON: {reason}", self._line())

    def skip_blanks(self) -> None:
        found = BLANKS.match(self._text, self.at)
        assert found is not None  # it matches nothing, too
        self.at = found.end()

    def value_at(self, path: Path) -> Any:
        self.skip_blanks()
        self.lines.setdefault(path, self._line())
        if len(path) > DEEPEST:
            raise self.error("it is nested too deeply")
        first = self._text[self.at : self.at + 1]
        if first == "{":
            return self._object(path)
        if first == "[":
            return self._array(path)
        if first == '"':
            return self._string()
        return self._word_or_number()

    def _line(self) -> int:
        return bisect.bisect_left(self._line_ends, self.at) + 1

    def _object(self, path: Path) -> dict[str, Any]:
        values: dict[str, Any] = {}
        self.at += 1
        if self._comes("}"):
            return values
        while True:
            self.skip_blanks()
            if self._text[self.at : self.at + 1] != '"':
                raise self.error("a key in double quotes is missing")
            line = self._line()
            key = self._string()
            if key in values:
                raise self.error(f"the key {key!r} appears twice")
            if not self._comes(":"):
                raise self.error(f"a colon is missing after the key {key!r}")
            self.lines[(*path, key)] = line
            values[key] = self.value_at((*path, key))
            if self._comes("}"):
                return values
            if not self._comes(","):
                raise self.error("a comma or } is missing")

    def _array(self, path: Path) -> list[Any]:
        values: list[Any] = []
        self.at += 1
        if self._comes("]"):
            return values
        while True:
            values.append(self.value_at((*path, len(values))))
            if self._comes("]"):
                return values
            if not self._comes(","):
                raise self.error("a comma or ] is missing")

    def _string(self) -> str:
        try:
            text, self.at = scanstring(self._text, self.at + 1, True)
        except json.JSONDecodeError as error:
            raise UnreadableFile(f"the file is not JSON: {error.msg}", error.lineno) from error
        return str(text)

    def _word_or_number(self) -> Any:
        for word, value in WORDS.items():
            if self._text.startswith(word, self.at):
                self.at += len(word)
                return value
        found = NUMBER.match(self._text, self.at)
        if found is None or len(found.group()) > LONGEST_NUMBER:
            raise self.error("a value is missing or unknown")
        self.at = found.end()
        return json.loads(found.group())

    def _comes(self, sign: str) -> bool:
        self.skip_blanks()
        if not self._text.startswith(sign, self.at):
            return False
        self.at += 1
        return True
