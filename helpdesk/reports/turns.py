"""What customers asked the bot and what it answered, as `helpdesk.turns.counting` wrote it down."""

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import ColumnElement, Integer, cast, func, select
from sqlalchemy.orm import Session

from helpdesk.models import Turn
from helpdesk.reports.columns import of_cohort


class Asked(NamedTuple):
    """How many questions a conversation has, and how many of them the bot answered."""

    conversation_id: str
    questions: int
    answered: int


def questions_and_answers(session: Session, began: ColumnElement[bool]) -> Iterator[Asked]:
    """The counts of each conversation of a cohort that has any turn."""
    query = select(
        Turn.conversation_id,
        func.sum(cast(Turn.asked, Integer)),
        func.sum(cast(Turn.answered, Integer)),
    ).group_by(Turn.conversation_id)
    for conversation_id, questions, answers in session.execute(
        of_cohort(query, Turn.conversation_id, began)
    ):
        # a choice may be picked twice
        yield Asked(conversation_id, questions, min(questions, answers))
