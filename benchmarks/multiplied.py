"""Larger knowledge bases, made of the demo's texts, and questions to them.

The recipe: one made entry is a demo entry told about one town. The town stands in brackets behind
each of its texts; towns are taken in order, all entries for each, until there are enough. From town
to town other phrasings of the demo's entry are taken, the next ones round its list. A question to
a made entry is a phrasing that this entry does not store, with its town: in the stored words, but
not a stored phrasing.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import cache
from itertools import islice

from benchmarks.questions import SEED, Question, variants
from knowledge_base.entries import Entry, Language, Status, Variant

ENTRIES = 1000
PHRASINGS = 5

_NOW = datetime(2026, 11, 22, tzinfo=UTC)

TOWNS = (
    *("Brno", "Ostrava", "Plzeň", "Liberec", "Olomouc", "Zlín", "Pardubice", "Opava", "Kladno"),
    *("Most", "Karviná", "Teplice", "Děčín", "Chomutov", "Jihlava", "Přerov", "Prostějov"),
    *("Třebíč", "Tábor", "Znojmo", "Kolín", "Příbram", "Cheb", "Písek", "Trutnov", "Orlová"),
    *("Vsetín", "Šumperk", "Břeclav", "Hodonín", "Litvínov", "Krnov", "Sokolov", "Beroun"),
)


def entries(count: int = ENTRIES, phrasings: int = PHRASINGS) -> list[Entry]:
    """So many published entries, each variant with so many phrasings.

    Raises ValueError when the demo and the towns do not give so many.
    """
    made = list(islice((entry for entry, _ in _made(phrasings)), count))
    if len(made) < count:
        raise ValueError(f"the recipe gives {len(made)} entries, not {count}")
    return made


def questions(count: int, of_entries: int = ENTRIES, phrasings: int = PHRASINGS) -> list[Question]:
    """So many different questions to such entries, in one random order.

    Raises ValueError when there are not so many.
    """
    found = [
        Question(language=language, text=text, entry_id=entry.id)
        for entry, left_out in islice(_made(phrasings), of_entries)
        for language, texts in left_out.items()
        for text in texts
    ]
    if len(found) < count:
        raise ValueError(f"the recipe gives {len(found)} questions, not {count}")
    return random.Random(SEED).sample(found, count)


def texts(count: int) -> list[str]:
    """So many different phrasings, each told about two towns.

    Raises ValueError when the demo and the towns do not give so many.
    """
    phrasings = [
        text
        for _, language, variant in variants()
        if language == "cs"
        for text in dict.fromkeys([variant["question"], *variant["alternatives"]])
    ]
    made = (
        f"{text} ({one}, {other})"
        for one in TOWNS
        for other in TOWNS
        if one != other
        for text in phrasings
    )
    found = list(islice(made, count))
    if len(found) < count:
        raise ValueError(f"the recipe gives {len(found)} texts, not {count}")
    return found


def _made(phrasings: int) -> Iterator[tuple[Entry, dict[Language, list[str]]]]:
    """Each entry, and by language the phrasings that were left out of it, told about its town."""
    for number, town in enumerate(TOWNS):
        for entry_id, by_language in _demo(phrasings).items():
            made: dict[Language, Variant] = {}
            left_out: dict[Language, list[str]] = {}
            for language, (texts, answer) in by_language.items():
                turned = _turned(texts, number * phrasings)
                about = [f"{text} ({town})" for text in turned]
                made[language] = Variant(
                    question=about[0],
                    answer=f"{answer.rstrip()}\n\n({town})",
                    alternatives=tuple(about[1:phrasings]),
                )
                left_out[language] = about[phrasings:]
            yield (
                Entry(
                    id=f"{entry_id}-{number}",
                    category="made",
                    status=Status.PUBLISHED,
                    variants=made,
                    created_at=_NOW,
                    updated_at=_NOW,
                ),
                left_out,
            )


@cache
def _demo(phrasings: int) -> dict[str, dict[Language, tuple[list[str], str]]]:
    """Phrasings and answer of each demo entry that has so many in each of its languages."""
    found: dict[str, dict[Language, tuple[list[str], str]]] = {}
    for entry_id, language, variant in variants():
        texts = list(dict.fromkeys([variant["question"], *variant["alternatives"]]))
        found.setdefault(entry_id, {})[language] = (texts, variant["answer"])
    return {
        entry_id: by_language
        for entry_id, by_language in found.items()
        if all(len(texts) >= phrasings for texts, _ in by_language.values())
    }


def _turned(texts: Sequence[str], by: int) -> list[str]:
    start = by % len(texts)
    return [*texts[start:], *texts[:start]]
