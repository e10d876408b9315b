"""The sets of a folder: entries with questions, questions nothing answers, sentences in pairs.

A folder with `entries.jsonl` and `queries.jsonl` is a set; one with queries alone joins, as
questions that nothing answers, every set asked in the same language; `bitext.jsonl` holds
sentences in two languages.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.errors import BenchmarkError
from knowledge_base.entries import LANGUAGES, Entry
from knowledge_base.errors import MalformedFile
from knowledge_base.evaluation import Query
from knowledge_base.evaluation.files import read_material, read_queries
from knowledge_base.folding import fold

ENTRIES, QUERIES, BITEXT = "entries.jsonl", "queries.jsonl", "bitext.jsonl"

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, kw_only=True)
class EvaluationSet:
    """Entries and questions whose right entries are known."""

    name: str
    entries: tuple[Entry, ...]
    queries: tuple[Query, ...]

    @property
    def language(self) -> str:
        """The language that most of its questions are asked in."""
        return _main_language(self.queries)

    @property
    def unanswerable(self) -> int:
        """The number of questions that nothing answers."""
        return sum(not query.relevant for query in self.queries)

    def joined_by(self, others: OffTopic) -> EvaluationSet:
        """The set with questions that nothing answers beside its own.

        A question that stands among the set's phrasings is left away: here something answers it.
        """
        known = {
            _bare(text)
            for entry in self.entries
            for variant in entry.variants.values()
            for text in variant.phrasings
        }
        added = tuple(query for query in others.queries if _bare(query.text) not in known)
        return EvaluationSet(
            name=f"{self.name} + {others.name}",
            entries=self.entries,
            queries=self.queries + added,
        )


@dataclass(frozen=True, kw_only=True)
class OffTopic:
    """Questions that nothing answers, for all sets in their language."""

    name: str
    queries: tuple[Query, ...]

    @property
    def language(self) -> str:
        """The language that most of the questions are asked in."""
        return _main_language(self.queries)


@dataclass(frozen=True, kw_only=True)
class Bitext:
    """Sentences that mean the same, by language; each has the same number."""

    name: str
    sentences: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, kw_only=True)
class Sets:
    """All that a folder holds; `joined` are the sets with the questions that join them."""

    own: tuple[EvaluationSet, ...]
    joined: tuple[EvaluationSet, ...]
    bitexts: tuple[Bitext, ...]

    @property
    def all(self) -> tuple[EvaluationSet, ...]:
        """Each set, followed by its joined one if it has one."""
        return tuple(
            one
            for own in self.own
            for one in (own, *(j for j in self.joined if j.name.startswith(f"{own.name} + ")))
        )


def read_sets(folder: Path) -> Sets:
    """The sets in the folder, by name; raises BenchmarkError where there is none to read."""
    if not folder.is_dir():
        raise BenchmarkError(
            f"there is no folder {folder}: name the folder of the sets, as in "
            "`make bench-quality SETS=…` (docs/evaluation.md has their format)"
        )
    own, off_topic, bitexts = [], [], []
    try:
        for path in sorted(folder.iterdir()):
            if (path / BITEXT).exists():
                bitexts.append(_bitext(path))
            elif (path / ENTRIES).exists():
                read = read_material(path / ENTRIES, path / QUERIES)
                own.append(
                    EvaluationSet(
                        name=path.name, entries=tuple(read.entries), queries=tuple(read.queries)
                    )
                )
            elif (path / QUERIES).exists():
                queries = tuple(read_queries(path / QUERIES))
                off_topic.append(OffTopic(name=path.name, queries=queries))
    except (OSError, MalformedFile) as error:
        raise BenchmarkError(str(error)) from error
    if not own:
        raise BenchmarkError(f"{folder} has no folder with {ENTRIES} and {QUERIES} in it")
    joined = [
        one.joined_by(others)
        for one in own
        for others in off_topic
        if one.language == others.language
    ]
    return Sets(own=tuple(own), joined=tuple(joined), bitexts=tuple(bitexts))


def _bitext(path: Path) -> Bitext:
    with (path / BITEXT).open(encoding="utf-8") as file:
        pairs = [json.loads(line) for line in file if line.strip()]
    return Bitext(
        name=path.name,
        sentences={language: tuple(pair[language] for pair in pairs) for language in LANGUAGES},
    )


def _main_language(queries: Sequence[Query]) -> str:
    return Counter(query.language for query in queries).most_common(1)[0][0]


def _bare(text: str) -> str:
    return " ".join(_WORD.findall(fold(text)))
