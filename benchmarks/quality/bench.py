"""The sets and what search made of them; the outcomes of a set are computed once for all parts."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from benchmarks.quality.left_out import with_a_fifth_left_out
from benchmarks.quality.sets import EvaluationSet, Sets
from knowledge_base.encoder import Encoder
from knowledge_base.entries import Entry
from knowledge_base.evaluation.queries import Outcomes, Query, SearchOutcomes
from knowledge_base.evaluation.search import baseline_outcomes, search_outcomes
from knowledge_base.retriever import Retriever

Tell = Callable[[str], None]
Compared = tuple[SearchOutcomes, Outcomes]


class Bench:
    """The sets, the encoder, and what search made of the sets so far."""

    def __init__(self, sets: Sets, encoder: Encoder, tell: Tell) -> None:
        """Measure on these sets with this encoder; `tell` hears what is being done."""
        self.sets = sets
        self.encoder = encoder
        self.tell = tell
        self._outcomes: dict[str, Compared] = {}
        self._left_out: dict[str, Compared] = {}

    def outcomes(self, one: EvaluationSet) -> Compared:
        """Ours and the baseline's on the set as it is."""
        if one.name not in self._outcomes:
            self._outcomes[one.name] = self._asked(one.entries, one.queries)
        return self._outcomes[one.name]

    def left_out(self, one: EvaluationSet) -> Compared:
        """Ours and the baseline's on the set's answerable questions, a fifth left out in turn."""
        if one.name not in self._left_out:
            folds = [
                self._asked(entries, queries)
                for entries, queries in with_a_fifth_left_out(one.entries, one.queries)
            ]
            self._left_out[one.name] = (
                SearchOutcomes.joined([ours for ours, _ in folds]),
                Outcomes.joined([baseline for _, baseline in folds]),
            )
        return self._left_out[one.name]

    def keep(self, one: EvaluationSet, outcomes: Compared) -> None:
        """Remember what was computed elsewhere."""
        self._outcomes[one.name] = outcomes

    def baseline(self, entries: Sequence[Entry], queries: Sequence[Query]) -> Outcomes:
        """The plain baseline's outcomes."""
        return baseline_outcomes(entries, queries, self.encoder, cache=None, progress=silent)

    def _asked(self, entries: Sequence[Entry], queries: Sequence[Query]) -> Compared:
        retriever = Retriever.build(entries, self.encoder)
        ours = search_outcomes(retriever, queries, silent)
        return ours, self.baseline(entries, queries)


def silent(_: str) -> None:
    """Tell nobody."""
