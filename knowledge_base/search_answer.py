"""A search's result as the HTTP interface shows it."""

from dataclasses import asdict
from typing import Any

from knowledge_base.live_state import FoundInVersion
from knowledge_base.search_result import Candidate
from knowledge_base.tone import Tone


def search_answer(
    found: FoundInVersion, *, milliseconds: float, tone: Tone | None = None
) -> dict[str, Any]:
    """The body of an answer to a search."""
    result = found.result
    return {
        "decision": result.decision.value,
        "reason": result.reason.value if result.reason else None,
        "confidence": result.confidence,
        "certifiable_confidence": result.certifiable_confidence,
        "certified": result.certified,
        "thresholds": {"answer": result.thresholds.answer, "clarify": result.thresholds.clarify},
        "tone": tone_answer(tone) if tone else None,
        "candidates": [_candidate(candidate) for candidate in result.candidates],
        "knowledge_base_version": found.content_version,
        "encoder": found.encoder,
        "milliseconds": milliseconds,
    }


def tone_answer(tone: Tone) -> dict[str, float]:
    """A tone; four digits are more than it knows."""
    return {name: round(value, 4) for name, value in asdict(tone).items()}


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
