"""What confidence is learnt from: the best candidate of each question, and whether it was right.

Each set is asked as it is and in versions of its own: entries left out (near unanswerable
questions), off-topic questions joined, phrasings taken away (a knowledge base that is younger).
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from benchmarks.quality.left_out import folds
from benchmarks.quality.sets import EvaluationSet
from knowledge_base.confidence import FEATURES, features
from knowledge_base.encoder import Encoder
from knowledge_base.entries import Entry
from knowledge_base.evaluation import Query
from knowledge_base.retriever import DEFAULT_RECIPE, Retriever

FloatArray = npt.NDArray[np.float32]
BoolArray = npt.NDArray[np.bool_]

# A version weighs half of the set as it is, but for the fifth left out: what decides quality.
_AS_IT_IS, _FIFTH_LEFT_OUT, _VERSION = 1.0, 1.0, 0.5
_FIFTH, _HALF = 5, 2
_MANY_PHRASINGS = 4
_FEW_PHRASINGS = (1, 3)
_SEED = 7
# More questions of one version tell nothing new and take time.
_MOST_QUESTIONS = 1500


@dataclass(frozen=True, kw_only=True)
class Lesson:
    """One version of a set: features (questions, features), and whether the best one was right.

    Questions without a word and those asked in the words of one entry are not among them: their
    confidence is not computed from features.
    """

    features: FloatArray
    right: BoolArray
    weight: float


def lessons(one: EvaluationSet, joined: EvaluationSet | None, encoder: Encoder) -> list[Lesson]:
    """All versions of a set."""
    made = [_lesson([(one.entries, one.queries)], _AS_IT_IS, encoder)]
    for parts, weight in ((_FIFTH, _FIFTH_LEFT_OUT), (_HALF, _VERSION)):
        made.append(_lesson(list(_left_out(one, parts)), weight, encoder))
    if joined is not None:
        made.append(_lesson([(joined.entries, joined.queries)], _VERSION, encoder))
    if _phrasings_an_entry(one.entries) >= _MANY_PHRASINGS:
        for count in _FEW_PHRASINGS:
            fewer = _with_phrasings(one.entries, count)
            made.append(_lesson([(fewer, one.queries)], _VERSION, encoder))
    return made


def _lesson(
    asked: Sequence[tuple[Sequence[Entry], Sequence[Query]]], weight: float, encoder: Encoder
) -> Lesson:
    rows: list[FloatArray] = []
    right: list[bool] = []
    for entries, queries in asked:
        retriever = Retriever.build(entries, encoder)
        for query in queries:
            signals = retriever.signals(query.text, query.language)
            if signals is None or signals.exact.sum() == 1:
                continue
            scores = signals.scores(DEFAULT_RECIPE)
            best = int(np.argmax(scores))
            found = retriever.entries[int(signals.entry_numbers[best])].id
            rows.append(features(signals, scores)[best])
            right.append(found in query.relevant)
    picked = random.Random(_SEED).sample(range(len(rows)), min(len(rows), _MOST_QUESTIONS))
    return Lesson(
        features=np.asarray([rows[row] for row in picked]).reshape(-1, len(FEATURES)),
        right=np.asarray([right[row] for row in picked], dtype=bool),
        weight=weight,
    )


def _left_out(one: EvaluationSet, parts: int) -> Iterator[tuple[list[Entry], list[Query]]]:
    for left_out in folds([entry.id for entry in one.entries], parts):
        kept = [entry for entry in one.entries if entry.id not in left_out]
        yield (
            kept,
            [
                replace(query, relevant=tuple(id_ for id_ in query.relevant if id_ not in left_out))
                for query in one.queries
            ],
        )


def _phrasings_an_entry(entries: Sequence[Entry]) -> float:
    counts = [len(variant.phrasings) for entry in entries for variant in entry.variants.values()]
    return sum(counts) / len(counts)


def _with_phrasings(entries: Sequence[Entry], count: int) -> list[Entry]:
    """The entries with at most this many phrasings each, drawn at random."""
    draw = random.Random(_SEED)
    return [
        replace(
            entry,
            variants={
                language: replace(
                    variant,
                    alternatives=tuple(
                        draw.sample(variant.alternatives, min(count - 1, len(variant.alternatives)))
                    ),
                )
                for language, variant in entry.variants.items()
            },
        )
        for entry in entries
    ]
