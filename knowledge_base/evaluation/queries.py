"""Owns what is asked in an evaluation, and what a method made of all of it."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Self

import numpy as np
import numpy.typing as npt

from knowledge_base.entries import Language
from knowledge_base.search_result import Decision

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.intp]


@dataclass(frozen=True, kw_only=True)
class Query:
    """A question and the ids of the entries that answer it; none: nothing does."""

    text: str
    language: Language
    relevant: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Ranked:
    """What one method made of a query: entry ids, best first, and its certainty of the first."""

    entry_ids: tuple[str, ...]
    certainty: float


@dataclass(frozen=True, kw_only=True)
class Outcomes:
    """What one method made of all queries; arrays of shape (queries,), in their order.

    `certainties` is of the first entry: ours a probability, others a raw score (0 where nothing
    was found). `ranks` is the place of the first right entry, from 1, infinite where there is
    none. `owners` is the id of the first relevant entry, empty where nothing answers.
    """

    certainties: FloatArray
    ranks: FloatArray
    owners: npt.NDArray[np.str_]

    @classmethod
    def of(cls, queries: Sequence[Query], ranked: Sequence[Ranked]) -> "Outcomes":
        """The outcomes of a method's rankings."""
        return Outcomes(
            certainties=np.asarray([one.certainty for one in ranked], dtype=np.float64),
            ranks=np.asarray(
                [_rank(one, query) for one, query in zip(ranked, queries, strict=True)],
                dtype=np.float64,
            ),
            owners=np.asarray(
                [query.relevant[0] if query.relevant else "" for query in queries], dtype=np.str_
            ),
        )

    @property
    def right(self) -> BoolArray:
        """Where the first entry is right; never where nothing answers."""
        return np.asarray(self.ranks == 1)

    @property
    def answerable(self) -> BoolArray:
        """Where some entry answers."""
        return np.asarray(self.owners != "")

    def __len__(self) -> int:
        """The number of queries."""
        return len(self.ranks)

    def at(self, rows: IntArray) -> Self:
        """The outcomes of these queries, each as often as it is named."""
        return replace(self, **{part.name: getattr(self, part.name)[rows] for part in fields(self)})

    @classmethod
    def joined(cls, parts: Sequence[Self]) -> Self:
        """The outcomes of several runs as one, such as of the folds of a cross-validation."""
        return cls(
            **{
                part.name: np.concatenate([getattr(one, part.name) for one in parts])
                for part in fields(cls)
            }
        )


@dataclass(frozen=True, kw_only=True)
class SearchOutcomes(Outcomes):
    """What the product's search made of all queries, with its `decisions` (values of Decision)."""

    decisions: npt.NDArray[np.str_]

    @classmethod
    def with_decisions(cls, outcomes: Outcomes, decisions: Sequence[Decision]) -> Self:
        """The outcomes of search and what it decided."""
        return cls(
            certainties=outcomes.certainties,
            ranks=outcomes.ranks,
            owners=outcomes.owners,
            decisions=np.asarray(decisions, dtype=np.str_),
        )


def _rank(ranked: Ranked, query: Query) -> float:
    """The place of the first right entry, infinite if it was not found."""
    places = (place for place, id_ in enumerate(ranked.entry_ids, 1) if id_ in query.relevant)
    return next(places, float("inf"))
