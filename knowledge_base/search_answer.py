"""A search's result as the HTTP interface shows it."""

from typing import Any

from knowledge_base.live_state import FoundInVersion
from knowledge_base.search_result import Candidate


def search_answer(found: FoundInVersion, *, milliseconds: float) -> dict[str, Any]:
    """The body of an answer to a search."""
    result = found.result
    return {
        "decision": result.decision.value,
        "reason": result.reason.value if result.reason else None,
        "confidence": result.confidence,
        "certifiable_confidence": result.certifiable_confidence,
        "certified": result.certified,
        "thresholds": {"answer": result.thresholds.answer, "clarify": result.thresholds.clarify},
        "candidates": [_candidate(candidate) for candidate in result.candidates],
        "knowledge_base_version": found.content_version,
        "encoder": found.encoder,
        "milliseconds": milliseconds,
    }


def _candidate(candidate: Candidate) -> dict[str, Any]:
    return {
        "entry_id": candidate.entry_id,
        "version": candidate.version,
        "language": candidate.language,
        "cross_lingual": candidate.cross_lingual,
        "category": candidate.category,
        "question": candidate.question,
        "answer": candidate.answer,
        "confidence": candidate.confidence,
        "score": candidate.score,
        "matched_text": candidate.matched_text,
    }
