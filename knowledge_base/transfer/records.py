"""One entry or category as a file has it, before any check, and where the file has it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Path = tuple[str | int, ...]


@dataclass(frozen=True, kw_only=True, order=True)
class Problem:
    """Something wrong in a file: the line (for XLSX the row), the field and the reason."""

    line: int
    field: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Record:
    """The raw data of one entry or category; `place_of` says where the file has a field of it."""

    data: Any
    line: int
    place_of: Callable[[Path], tuple[int, str]]

    def problem(self, path: Path, reason: str) -> Problem:
        """A problem with the field at `path`."""
        line, name = self.place_of(path)
        return Problem(line=line, field=name, reason=reason)


@dataclass(frozen=True, kw_only=True)
class FileContent:
    """Everything that was read from one file, and what could not be read in it."""

    entries: list[Record] = field(default_factory=list)
    categories: list[Record] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Document:
    """A nested document: its value, and the line on which each part of it begins."""

    value: Any
    lines: Mapping[Path, int]

    def line_of(self, path: Path) -> int:
        """The line of the part at `path`, or of the nearest part around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)
