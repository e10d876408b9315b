"""Owns the rankings of the three methods: the product's search, the plain baseline and BM25.

The product's search is the Retriever itself; nothing of it is repeated here.
"""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from knowledge_base.corpus import corpora, published
from knowledge_base.encoder import Encoder
from knowledge_base.entries import Entry
from knowledge_base.evaluation.bm25 import Bm25
from knowledge_base.evaluation.lemmas import words
from knowledge_base.evaluation.queries import Outcomes, Query, Ranked, SearchOutcomes
from knowledge_base.retriever import Retriever
from knowledge_base.vectors import VectorCache, encode_all

FloatArray = npt.NDArray[np.float32]
Progress = Callable[[str], None]

# Deep enough for the reciprocal rank; what follows would add less than a hundredth.
_DEPTH = 100
# Below every cosine.
_NOWHERE = -2.0
_QUERIES_A_LINE = 250


def search_outcomes(
    retriever: Retriever, queries: Sequence[Query], progress: Progress
) -> SearchOutcomes:
    """What the product's search makes of the queries."""
    found = []
    for number, query in enumerate(queries):
        found.append(retriever.search(query.text, query.language, limit=_DEPTH))
        if not (number + 1) % _QUERIES_A_LINE:
            progress(f"searching: {number + 1} of {len(queries)}")
    ranked = [
        Ranked(
            entry_ids=tuple(candidate.entry_id for candidate in result.candidates),
            certainty=result.confidence,
        )
        for result in found
    ]
    return SearchOutcomes.with_decisions(
        Outcomes.of(queries, ranked), [result.decision for result in found]
    )


def baseline_outcomes(
    entries: Sequence[Entry],
    queries: Sequence[Query],
    encoder: Encoder,
    *,
    cache: VectorCache | None,
    progress: Progress,
) -> Outcomes:
    """The plain baseline: raw cosines of the encoder's vectors.

    An entry's score is the mean of the best cosine over its question and alternative phrasings
    and of the cosine to question and answer as a passage; phrasings alone where there is no
    answer. Of an entry in two languages the better variant counts.
    """
    searched = published(entries)

    def encoded(texts: Sequence[str], *, passages: bool) -> FloatArray:
        keys, vectors = encode_all(
            texts,
            "passage" if passages else "question",
            encoder,
            known={},
            cache=cache,
            progress=progress,
        )
        return np.stack([vectors[key] for key in keys])

    asked = encoder.encode_questions([query.text for query in queries])
    scores = np.full((len(queries), len(searched)), _NOWHERE, dtype=np.float32)
    for corpus in corpora(searched):
        variants = [searched[number].variants[corpus.language] for number in corpus.entry_numbers]
        phrasings = asked @ encoded(corpus.phrasings, passages=False).T
        best = np.maximum.reduceat(phrasings, corpus.starts[:-1], axis=1)
        answered = [number for number, variant in enumerate(variants) if variant.answer]
        passages = [
            f"{variants[number].question}\n{variants[number].answer}" for number in answered
        ]
        own = best.copy()
        if passages:
            cosines = asked @ encoded(passages, passages=True).T
            own[:, answered] = (best[:, answered] + cosines) / 2
        scores[:, corpus.entry_numbers] = np.maximum(scores[:, corpus.entry_numbers], own)
    return Outcomes.of(queries, _ranked(scores, searched, above=_NOWHERE))


def bm25_outcomes(entries: Sequence[Entry], queries: Sequence[Query]) -> Outcomes:
    """BM25 over an entry's question, phrasings and answer, as folded lemmas of their language.

    Of an entry in two languages the better variant counts; what shares no word with the query is
    not found.
    """
    searched = published(entries)
    scores = np.zeros((len(queries), len(searched)), dtype=np.float32)
    for corpus in corpora(searched):
        variants = [searched[number].variants[corpus.language] for number in corpus.entry_numbers]
        documents = ["\n".join([*variant.phrasings, variant.answer]) for variant in variants]
        index = Bm25([words(document, corpus.language) for document in documents])
        for row, query in enumerate(queries):
            own = index.scores(words(query.text, query.language))
            numbers = corpus.entry_numbers
            scores[row, numbers] = np.maximum(scores[row, numbers], own)
    return Outcomes.of(queries, _ranked(scores, searched, above=0.0))


def _ranked(scores: FloatArray, entries: Sequence[Entry], *, above: float) -> list[Ranked]:
    """Each query's entries that score above this, best first; equal ones in their own order."""
    order = np.argsort(-scores, kind="stable")[:, :_DEPTH]
    return [
        Ranked(
            entry_ids=tuple(entries[number].id for number in numbers if row[number] > above),
            certainty=float(row[numbers[0]]),
        )
        for numbers, row in zip(order, scores, strict=True)
    ]
