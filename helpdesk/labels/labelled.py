"""The labelled sample: what a certificate is computed from, and what is exported.

It promises something of the questions that customers ask, so it must look like them:

* Only questions drawn at random are in it. Thumbs come from those who bother, mostly after a bad
  answer; agents' corrections from conversations that went wrong. Both are for `outcomes`.
* What nothing answers stays in, with no relevant entry, as often as it was drawn.
* A wrong entry without a right one named beside it has no relevant entry: it counts as wrong
  whatever is answered to it, even if some other entry should be right. That errs on the safe side.
* So does an entry that is no longer published: it is dropped, and a question that loses its only
  one is one that nothing answers.
* Greetings and the like are left out: the promise is about questions. They are counted apart.
* Labels are given in the order of the draw, so a part of them is a random sample, too.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from helpdesk.knowledge_answers import Language
from helpdesk.labels.questions import searched_text
from helpdesk.models import DrawnQuestion, Event


@dataclass(frozen=True, kw_only=True)
class LabelledQuestion:
    """A question with the ids of the entries that answer it; none: nothing does."""

    text: str
    language: Language
    relevant: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """The question in the format of labelled queries."""
        return {"text": self.text, "language": self.language, "relevant": list(self.relevant)}


def labelled_questions(
    session: Session, is_published: Callable[[str], bool]
) -> list[LabelledQuestion]:
    """Every question with a verdict on an answer to it, in the order of the draw."""
    rows = session.execute(
        select(DrawnQuestion, Event)
        .join(Event, Event.id == DrawnQuestion.event_id)
        .where(_is_in_sample())
        .order_by(DrawnQuestion.position)
    )
    return [
        LabelledQuestion(
            text=searched_text(event),
            language=cast(Language, event.language),
            relevant=tuple(filter(is_published, relevant_entries(question))),
        )
        for question, event in rows
    ]


def labelled_since(session: Session, moment: datetime) -> int:
    """How many questions of the sample got their verdict after this moment."""
    newer = _is_in_sample() & (DrawnQuestion.judged_at > moment)
    return session.scalar(select(func.count()).select_from(DrawnQuestion).where(newer)) or 0


def relevant_entries(question: DrawnQuestion) -> tuple[str, ...]:
    """The entries that answer a question according to its verdict."""
    is_right = question.verdict == "right"
    named = question.shown_entry_id if is_right else question.right_entry_id
    return (named,) if named is not None else ()


def _is_in_sample() -> ColumnElement[bool]:
    return DrawnQuestion.verdict.in_(("right", "wrong", "nothing"))
