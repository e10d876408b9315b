"""Search across the languages: sentences of one language find what means the same in the other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime

from benchmarks.quality.sets import Bitext, EvaluationSet
from knowledge_base.entries import Entry, Language, Status, Variant
from knowledge_base.evaluation import Query


def asked_across(bitext: Bitext, asked: Language, stored: Language) -> EvaluationSet:
    """The sentences of one language as entries' questions, those of the other as queries.

    A sentence that stands twice is one entry.
    """
    entry_of: dict[str, str] = {}
    for sentence in bitext.sentences[stored]:
        entry_of.setdefault(sentence, f"sentence-{len(entry_of):05d}")
    relevant: dict[str, list[str]] = defaultdict(list)
    for question, sentence in zip(bitext.sentences[asked], bitext.sentences[stored], strict=True):
        relevant[question].append(entry_of[sentence])
    return EvaluationSet(
        name=f"{bitext.name}: {asked} asked, {stored} stored",
        entries=_entries(entry_of, stored),
        queries=tuple(
            Query(text=text, language=asked, relevant=tuple(dict.fromkeys(ids)))
            for text, ids in relevant.items()
        ),
    )


def both_ways(bitext: Bitext) -> Sequence[EvaluationSet]:
    """Czech asked for English and English for Czech."""
    return asked_across(bitext, "cs", "en"), asked_across(bitext, "en", "cs")


def _entries(entry_of: dict[str, str], language: Language) -> tuple[Entry, ...]:
    now = datetime.now(UTC)
    return tuple(
        Entry(
            id=id_,
            category="general",
            status=Status.PUBLISHED,
            variants={language: Variant(question=sentence, answer="")},
            created_at=now,
            updated_at=now,
        )
        for sentence, id_ in entry_of.items()
    )
