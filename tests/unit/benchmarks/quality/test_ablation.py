"""Each part can be switched off: search becomes another one, and only while it is off."""

from __future__ import annotations

import pytest

from benchmarks.quality.ablation import PARTS, Part
from knowledge_base.entries import Language
from knowledge_base.retriever import Retriever
from tests.unit.benchmarks.quality.entries import entry
from tests.unit.benchmarks.quality.letters import letters_encoder

ENTRIES = [
    entry("delivery", "Kdy přijde můj balíček?", "Za jak dlouho doručujete?", language="cs"),
    entry("returns", "Jak můžu vrátit nevhodné zboží?", "Vrácení do čtrnácti dnů", language="cs"),
    entry("payment", "How can I pay for my order?", "Do you take cards?"),
    entry("opening", "When are you open on Saturdays?", "What are the opening hours?"),
]
QUESTIONS: list[tuple[str, Language]] = [
    ("kdy mi přijde balíček", "cs"),
    ("vraceni nevhodneho zbozi", "cs"),
    ("kdy prijde muj balicek", "cs"),
    ("Kdy přijjde můj balíček z obchodu?", "cs"),
    ("kdo to tam nese", "cs"),
    ("How can I pay by card?", "en"),
    ("When do you deliver the parcel?", "en"),
]


def found(retriever: Retriever) -> list[list[tuple[str, float]]]:
    """The candidates of every question with their scores."""
    return [
        [
            (candidate.entry_id, round(candidate.score, 5))
            for candidate in retriever.search(text, language).candidates
        ]
        for text, language in QUESTIONS
    ]


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.name)
def test_without_a_part_search_scores_otherwise(part: Part) -> None:
    encoder = letters_encoder()
    whole = found(Retriever.build(ENTRIES, encoder))
    with part.retriever_without(ENTRIES, encoder) as retriever:
        assert found(retriever) != whole
    assert found(Retriever.build(ENTRIES, encoder)) == whole, "it is back"
