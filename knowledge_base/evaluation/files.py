"""Owns reading entries and queries from files of JSON lines, and refusing what is malformed.

Every mistake is found, not only the first. What search needs is checked and nothing else: ids may
have any form and texts any length, and other fields are ignored.
"""

import json
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from knowledge_base.corpus import published
from knowledge_base.entries import Entry, Language, Status, Variant
from knowledge_base.entry_rules import plain_problems
from knowledge_base.errors import MalformedFile
from knowledge_base.evaluation.lines import Line, entry_line, query_line
from knowledge_base.evaluation.queries import Query

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"

AnyLine = TypeVar("AnyLine", bound=Line)


@dataclass(frozen=True, kw_only=True)
class Material:
    """What an evaluation works on."""

    entries: list[Entry]
    queries: list[Query]
    labelled: list[Query]


def read_material(entries: Path, queries: Path, labelled: Path | None = None) -> Material:
    """All files of an evaluation; raises MalformedFile with every mistake in any, or OSError."""
    problems: list[str] = []
    found = _entries(entries, problems)
    known = None if problems else {entry.id for entry in published(found)}
    material = Material(
        entries=found,
        queries=_queries(queries, problems, known),
        labelled=_queries(labelled, problems, known) if labelled else [],
    )
    _refuse(problems)
    return material


def read_entries(path: Path) -> list[Entry]:
    """The entries of a file; raises MalformedFile with every mistake, or OSError."""
    problems: list[str] = []
    entries = _entries(path, problems)
    _refuse(problems)
    return entries


def read_queries(path: Path, entry_ids: Collection[str] | None = None) -> list[Query]:
    """The queries of a file; raises MalformedFile with every mistake, or OSError.

    With `entry_ids`, a relevant id that is not among them is a mistake.
    """
    problems: list[str] = []
    queries = _queries(path, problems, entry_ids)
    _refuse(problems)
    return queries


def _refuse(problems: list[str]) -> None:
    if problems:
        raise MalformedFile(problems)


def _entries(path: Path, problems: list[str]) -> list[Entry]:
    """The entries, as far as they can be read; a line is a language of one or a whole one."""
    variants: dict[str, dict[Language, Variant]] = {}
    places: dict[tuple[str, Language], int] = {}
    statuses: dict[str, Status] = {}
    for number, line in _lines(path, entry_line, problems):
        own = variants.setdefault(line.id, {})
        statuses.setdefault(line.id, line.status)
        for language, variant in line.as_variants().items():
            first = places.setdefault((line.id, language), number)
            if first != number:
                problems.append(
                    f"{path}:{number}: id: {line.id!r} is in {language!r} on line {first} already"
                )
            own[language] = variant
    if statuses and Status.PUBLISHED not in statuses.values():
        problems.append(f"{path}:1: status: no entry is published")
    now = datetime.now(UTC)
    return [
        Entry(
            id=id_,
            category="evaluation",
            status=statuses[id_],
            variants=own,
            created_at=now,
            updated_at=now,
        )
        for id_, own in variants.items()
    ]


def _queries(path: Path, problems: list[str], known: Collection[str] | None) -> list[Query]:
    queries = []
    for number, line in _lines(path, query_line, problems):
        if known is not None:
            problems.extend(
                f"{path}:{number}: relevant: {id_!r} is the id of no published entry"
                for id_ in line.relevant
                if id_ not in known
            )
        queries.append(Query(text=line.text, language=line.language, relevant=line.relevant))
    return queries


def _lines(
    path: Path, read: Callable[[dict[str, Any]], AnyLine], problems: list[str]
) -> Iterator[tuple[int, AnyLine]]:
    """Each line that is right, with its number; blank ones are skipped."""
    is_empty = True
    content = path.read_bytes().removeprefix(_BYTE_ORDER_MARK)
    for number, raw in enumerate(content.split(b"\n"), 1):
        if not raw.strip():
            continue
        is_empty = False
        try:
            yield number, read(_parsed(raw))
        except _NotALine as error:
            problems.append(f"{path}:{number}: line: {error}")
        except ValidationError as error:
            problems.extend(
                f"{path}:{number}: {_field(place)}: {reason}"
                for place, reason in plain_problems(error)
            )
    if is_empty:
        problems.append(f"{path}:1: file: is empty")


class _NotALine(Exception):
    """A line is no JSON object; the message says why."""


def _parsed(raw: bytes) -> dict[str, Any]:
    try:
        value = json.loads(raw.decode("utf-8"), object_pairs_hook=_without_repeats)
    except UnicodeDecodeError as error:
        raise _NotALine(f"is not UTF-8 (byte {error.start + 1})") from error
    except json.JSONDecodeError as error:
        raise _NotALine(f"is not JSON ({error.msg}, column {error.colno})") from error
    except (ValueError, RecursionError) as error:  # a number of too many digits, a nest too deep
        raise _NotALine("is not JSON that can be read") from error
    if not isinstance(value, dict):
        raise _NotALine("is not a JSON object")
    return value


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise _NotALine(f"has the field {name!r} twice")
        found[name] = value
    return found


def _field(place: tuple[str | int, ...]) -> str:
    """The field's name, such as `alternatives[2]` or `variants.cs.question`."""
    parts = [f"[{part}]" if isinstance(part, int) else f".{part}" for part in place]
    return "".join(parts).removeprefix(".") or "line"
