"""The questions of the measurements: what the entries hold, and what was held back from them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from knowledge_base.entries import Language
from stack.settings import ROOT

ENTRIES = ROOT / "demo" / "knowledge_base"
HELD_OUT = ROOT / "tests" / "data" / "demo_questions.yaml"
SEED = 20261122


@dataclass(frozen=True, kw_only=True)
class Question:
    """A customer's question and the entry that answers it; None where nothing does."""

    language: Language
    text: str
    entry_id: str | None


def known() -> list[Question]:
    """Every phrasing of the demo's entries, which both assistants learnt, in one random order."""
    found = [
        Question(language=language, text=text, entry_id=entry_id)
        for entry_id, language, variant in variants()
        for text in [variant["question"], *variant["alternatives"]]
    ]
    random.Random(SEED).shuffle(found)
    return found


def questions_of_entries() -> dict[str, str]:
    """The id of the entry that each of the entries' own questions belongs to."""
    return {variant["question"]: entry_id for entry_id, _, variant in variants()}


def held_out() -> list[Question]:
    """Questions that neither assistant has seen, some of which nothing answers."""
    rows = yaml.safe_load(HELD_OUT.read_text("utf-8"))
    return [
        Question(language=row["language"], text=row["text"], entry_id=row["entry"]) for row in rows
    ]


def variants() -> Iterator[tuple[str, Language, dict[str, Any]]]:
    """Id, language and texts of each variant of the demo's entries, in the order of its files."""
    for path in sorted(ENTRIES.glob("*.yaml")):
        content = yaml.safe_load(path.read_text("utf-8"))
        for entry in content if isinstance(content, list) else content.get("entries", []):
            for language, variant in entry.get("variants", {}).items():
                yield entry["id"], language, variant
