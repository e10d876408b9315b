"""What an agent is shown of a drawn question: its words, what became of it, what a search finds.

The search runs when the question is shown, with the text as the assistant would search it, so
that the verdict is about the knowledge base as it is.
"""

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import and_, select, update
from sqlalchemy.orm import Session

from helpdesk import clock, markdown
from helpdesk.conversations import log as conversation_log
from helpdesk.errors import KnowledgeBaseRefused
from helpdesk.knowledge_answers import Candidate, Language
from helpdesk.knowledge_client import KnowledgeBase
from helpdesk.models import Conversation, DrawnQuestion, Event, Turn

log = logging.getLogger(__name__)

CANDIDATES = 5

# the assistant drops these, which Rasa would take for a command, before it searches
_COMMAND_PREFIX = re.compile(r"\A[\s/]+")


@dataclass(frozen=True, kw_only=True)
class AskedQuestion:
    """A drawn question as its customer asked it, and what the assistant made of it then.

    `intent` and `decision` are None where the assistant gave no reply that says so.
    """

    id: int
    text: str
    language: Language
    asked_at: datetime
    page_url: str | None
    intent: str | None
    decision: str | None


def asked(session: Session, drawn: Sequence[DrawnQuestion]) -> list[AskedQuestion]:
    """These drawn questions in their order."""
    rows = session.execute(
        select(DrawnQuestion.id, Event, Conversation.page_url, Turn.reply)
        .join(Event, Event.id == DrawnQuestion.event_id)
        .join(Conversation, Conversation.id == Event.conversation_id)
        .join(
            Turn,
            and_(Turn.conversation_id == Event.conversation_id, Turn.sequence == Event.sequence),
        )
        .where(DrawnQuestion.id.in_([question.id for question in drawn]))
    )
    by_id = {
        question_id: _asked(question_id, event, page_url, reply or {})
        for question_id, event, page_url, reply in rows
    }
    return [by_id[question.id] for question in drawn if question.id in by_id]


def searched_text(event: Event) -> str:
    """The text of a customer's message as the assistant searches it."""
    text = conversation_log.text_of(event)
    # what is nothing but slashes is searched by nobody; here it needs some text to stand for it
    return _COMMAND_PREFIX.sub("", text).strip() or text


def candidates_of(knowledge: KnowledgeBase, question: AskedQuestion) -> Sequence[Candidate]:
    """The entries a search finds now, at most `CANDIDATES`, best first.

    None where the knowledge base refuses the text: such a question can still be labelled as one
    that nothing answers. Raises KnowledgeBaseUnavailable.
    """
    try:
        return knowledge.search(question.text, question.language, limit=CANDIDATES).candidates
    except KnowledgeBaseRefused as refusal:
        log.warning("action=question_not_searched id=%s code=%s", question.id, refusal.code)
        return ()


def note_shown(
    session: Session, agent_id: int, top_candidates: dict[int, Candidate | None]
) -> None:
    """Keep what is shown with each question (by its id), if it is still this agent's to judge."""
    for question_id, candidate in top_candidates.items():
        session.execute(
            update(DrawnQuestion)
            .where(
                DrawnQuestion.id == question_id,
                DrawnQuestion.verdict.is_(None),
                DrawnQuestion.reserved_by_id == agent_id,
            )
            .values(
                shown_entry_id=candidate.entry_id if candidate else None,
                shown_entry_version=candidate.version if candidate else None,
                shown_confidence=candidate.confidence if candidate else None,
            )
            .execution_options(synchronize_session=False)
        )


def question_view(question: AskedQuestion, candidates: Sequence[Candidate]) -> dict[str, Any]:
    """The question and its candidates as the desk is told them."""
    judged = question.intent is not None or question.decision is not None
    return {
        "id": str(question.id),
        "text": question.text,
        "language": question.language,
        "asked_at": clock.rfc3339(question.asked_at),
        "page_url": question.page_url,
        "assistant": (
            {"intent": question.intent, "decision": question.decision} if judged else None
        ),
        "candidates": [_candidate_view(candidate) for candidate in candidates],
    }


def _asked(
    question_id: int, event: Event, page_url: str | None, reply: dict[str, Any]
) -> AskedQuestion:
    return AskedQuestion(
        id=question_id,
        text=searched_text(event),
        language=cast(Language, event.language),
        asked_at=event.created_at,
        page_url=page_url,
        intent=reply.get("intent"),
        decision=(reply.get("search") or {}).get("decision"),
    )


def _candidate_view(candidate: Candidate) -> dict[str, Any]:
    return {
        "entry_id": candidate.entry_id,
        "version": candidate.version,
        "question": candidate.question,
        "html": markdown.render(candidate.answer),
        "confidence": candidate.confidence,
        "language": candidate.language,
    }
