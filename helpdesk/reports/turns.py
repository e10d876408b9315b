"""What customers asked the bot and what it answered, counted in the database.

A reply is stored as a document; only a few of its fields are taken out, by the database, since a
year of replies is far more than is worth reading.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from helpdesk.models import Conversation, Turn

# what the assistant takes a question for; all else is small talk, thanks, or a wish for a human
_QUESTIONS = (
    "faq",
    "faq_ambiguous",
    "nlu_fallback",
    "no_answer",
    "question",
    "knowledge_unavailable",
)
_PICKED = "/choose_entry"
# an answer has its entry in one of its first parts
_PARTS_LOOKED_AT = 4


class Asked(NamedTuple):
    """How many questions a conversation has, and how many of them the bot answered."""

    conversation_id: str
    questions: int
    answered: int


def questions_and_answers(session: Session, began: ColumnElement[bool]) -> Iterator[Asked]:
    """The counts of each conversation of a cohort that has any turn."""
    typed = Turn.payload.is_(None)
    intent: Any = Turn.reply["intent"].as_string()
    failed = Turn.state == "failed"
    is_question = and_(typed, or_(failed, and_(Turn.state == "answered", intent.in_(_QUESTIONS))))
    picked = and_(Turn.state == "answered", Turn.payload.startswith(_PICKED, autoescape=True))
    answered = or_(and_(typed, _gave_its_top_entry()), picked)
    rows = session.execute(
        select(
            Turn.conversation_id,
            func.sum(case((is_question, 1), else_=0)),
            func.sum(case((answered, 1), else_=0)),
        )
        .join(Conversation, Conversation.id == Turn.conversation_id)
        .where(began)
        .group_by(Turn.conversation_id)
    )
    for conversation_id, questions, answers in rows:
        # a choice may be picked twice
        yield Asked(conversation_id, questions, min(questions, answers))


def _gave_its_top_entry() -> ColumnElement[bool]:
    """The search decided to answer, and the entry on top was shown: a live answer.

    The same as `helpdesk.labels.outcomes.live_answer`, in SQL.
    """
    decision: Any = Turn.reply["search"]["decision"].as_string()
    top: Any = Turn.reply["search"]["candidates"][0]["entry_id"].as_string()
    shown: list[Any] = [
        Turn.reply["parts"][number]["entry"]["id"].as_string() for number in range(_PARTS_LOOKED_AT)
    ]
    return and_(
        Turn.state == "answered", decision == "answer", or_(*(top == entry for entry in shown))
    )
