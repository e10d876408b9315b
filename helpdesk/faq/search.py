"""Searching the FAQ: the knowledge base's candidates as results a reader can open."""

from dataclasses import dataclass

from helpdesk.knowledge_answers import Candidate, Language, SearchResult
from helpdesk.knowledge_client import KnowledgeBase
from helpdesk.markdown import excerpt

LONGEST_QUERY = 400
_EXCERPT_LENGTH = 180


@dataclass(frozen=True, kw_only=True)
class Found:
    """One result. `good_match`: confident enough to be offered as a possible answer."""

    id: str
    version: int
    category: str
    question: str
    excerpt: str
    language: Language
    cross_lingual: bool
    confidence: float
    good_match: bool


@dataclass(frozen=True, kw_only=True)
class Results:
    """All results, best first. `good_match`: the first one is taken to answer the question."""

    good_match: bool
    results: tuple[Found, ...]


# shown although none may answer: readers recognise their question where we are not sure
_SHOWN_AT_LEAST = 4


def search(knowledge: KnowledgeBase, query: str, language: Language, *, limit: int) -> Results:
    """What the knowledge base finds for a query; nothing for an empty one.

    Raises KnowledgeBaseUnavailable.
    """
    question = " ".join(query.split())[:LONGEST_QUERY]
    if not question:
        return Results(good_match=False, results=())
    answered = knowledge.search(question, language, limit=limit)
    found = [_found(candidate, answered) for candidate in answered.candidates]
    good = sum(result.good_match for result in found)
    return Results(
        good_match=answered.decision == "answer",
        results=tuple(found[: max(good, _SHOWN_AT_LEAST)]),
    )


def _found(candidate: Candidate, answered: SearchResult) -> Found:
    if answered.thresholds is not None:
        good = candidate.confidence >= answered.thresholds.clarify
    else:
        good = answered.decision == "answer" and candidate is answered.candidates[0]
    return Found(
        id=candidate.entry_id,
        version=candidate.version,
        category=candidate.category,
        question=candidate.question,
        excerpt=excerpt(candidate.answer, length=_EXCERPT_LENGTH),
        language=candidate.language,
        cross_lingual=candidate.cross_lingual,
        confidence=candidate.confidence,
        good_match=good,
    )
