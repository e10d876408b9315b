"""Near unanswerable questions: a fifth of the entries is left out in turn.

They come from the same people about the same things as the answerable ones; only the entry is
missing. What a set has of its own unanswerable questions is measured elsewhere and not asked here.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace

from knowledge_base.entries import Entry
from knowledge_base.evaluation import Query

FOLDS = 5
_SEED = 20261122


def folds(ids: Sequence[str], count: int = FOLDS) -> list[frozenset[str]]:
    """The ids dealt out into `count` parts, the same for the same ids in any order."""
    shuffled = sorted(set(ids))
    random.Random(_SEED).shuffle(shuffled)
    return [frozenset(shuffled[number::count]) for number in range(count)]


def with_a_fifth_left_out(
    entries: Sequence[Entry], queries: Sequence[Query]
) -> Iterator[tuple[list[Entry], list[Query]]]:
    """For each fold the entries that stay, and the set's answerable questions.

    A question loses the entries that are left out from its right ones; without any it has become
    one that nothing answers.
    """
    answerable = [query for query in queries if query.relevant]
    for left_out in folds([entry.id for entry in entries]):
        kept = [entry for entry in entries if entry.id not in left_out]
        yield (
            kept,
            [
                replace(query, relevant=tuple(id_ for id_ in query.relevant if id_ not in left_out))
                for query in answerable
            ],
        )
