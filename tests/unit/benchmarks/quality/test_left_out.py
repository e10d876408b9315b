"""Each entry is left out once, and a question without its entries has nothing that answers."""

from __future__ import annotations

from benchmarks.quality.left_out import folds, with_a_fifth_left_out
from knowledge_base.evaluation import Query
from tests.unit.benchmarks.quality.entries import entry

IDS = [f"entry-{number}" for number in range(23)]


def test_every_entry_is_in_exactly_one_fold_and_folds_are_even() -> None:
    parts = folds(IDS)
    assert sorted(id_ for part in parts for id_ in part) == sorted(IDS)
    assert sorted(map(len, parts)) == [4, 4, 5, 5, 5]


def test_the_folds_do_not_depend_on_the_order_of_the_entries() -> None:
    assert folds(IDS) == folds(IDS[::-1])


def test_a_question_keeps_the_entries_that_stay() -> None:
    entries = [entry(id_, id_) for id_ in IDS]
    queries = [
        Query(text="both", language="en", relevant=(IDS[0], IDS[1])),
        Query(text="nothing", language="en", relevant=()),
    ]
    for kept, asked in with_a_fifth_left_out(entries, queries):
        ids = {one.id for one in kept}
        assert [query.text for query in asked] == ["both"], (
            "its own unanswerable ones are not asked"
        )
        assert set(asked[0].relevant) == {IDS[0], IDS[1]} & ids
