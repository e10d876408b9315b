"""Drawing questions at random, and sharing those without a verdict among the agents at work.

The population is every message that a customer typed and the assistant was to reply to, small
talk included: a small-talk reply to a question is a wrong answer, too. Choices that were picked
and messages to humans are not in it. Every member that was not drawn yet is drawn with the same
chance, whatever became of it.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random, SystemRandom

from sqlalchemy import ColumnElement, and_, case, exists, func, select, text
from sqlalchemy.orm import Session

from helpdesk import clock
from helpdesk.models import DrawnQuestion, Event, Turn

# an agent who went away keeps a question from the others for so long
RESERVED_FOR = timedelta(minutes=10)


def draw(
    session: Session,
    count: int,
    agent_id: int,
    *,
    random: Random | None = None,
    at: datetime | None = None,
) -> int:
    """Draw ``count`` more questions, fewer where there are not so many; how many it drew.

    Uniformly at random without replacement, in an order that is random as well. Two draws at
    once follow each other, so that no question is drawn twice.
    """
    at = at or clock.now()
    _take_turns(session)
    undrawn = session.scalars(
        select(Event.id).where(_typed_to_assistant(), ~_is_drawn()).order_by(Event.id)
    ).all()
    chosen = (random or SystemRandom()).sample(undrawn, min(count, len(undrawn)))
    first = (session.scalar(select(func.max(DrawnQuestion.position))) or 0) + 1
    session.add_all(
        DrawnQuestion(event_id=event_id, position=position, drawn_by_id=agent_id, drawn_at=at)
        for position, event_id in enumerate(chosen, start=first)
    )
    session.flush()
    return len(chosen)


def population(session: Session) -> int:
    """How many questions there are to draw from, drawn ones included."""
    typed = Turn.payload.is_(None)
    return session.scalar(select(func.count()).select_from(Turn).where(typed)) or 0


def reserve(
    session: Session, agent_id: int, limit: int, *, at: datetime | None = None
) -> Sequence[DrawnQuestion]:
    """At most ``limit`` questions without a verdict, reserved for this agent for a while.

    In the order of the draw; those reserved for another agent come last, so that two agents meet
    at the same question only when there are no others left.
    """
    at = at or clock.now()
    _take_turns(session)
    reserved = session.scalars(
        select(DrawnQuestion)
        .where(DrawnQuestion.verdict.is_(None))
        .order_by(case((_reserved_for_another(agent_id, at), 1), else_=0), DrawnQuestion.position)
        .limit(limit)
    ).all()
    for question in reserved:
        question.reserved_by_id = agent_id
        question.reserved_until = at + RESERVED_FOR
    session.flush()
    return reserved


def left(session: Session) -> int:
    """How many drawn questions have no verdict, whoever they are reserved for."""
    without_verdict = DrawnQuestion.verdict.is_(None)
    return (
        session.scalar(select(func.count()).select_from(DrawnQuestion).where(without_verdict)) or 0
    )


def _typed_to_assistant() -> ColumnElement[bool]:
    """Whether the event is a message that was typed and that the assistant was to reply to."""
    # only a picked choice has a payload
    return exists().where(
        Turn.conversation_id == Event.conversation_id,
        Turn.sequence == Event.sequence,
        Turn.payload.is_(None),
    )


def _is_drawn() -> ColumnElement[bool]:
    return exists().where(DrawnQuestion.event_id == Event.id)


def _reserved_for_another(agent_id: int, at: datetime) -> ColumnElement[bool]:
    return and_(DrawnQuestion.reserved_by_id != agent_id, DrawnQuestion.reserved_until > at)


def _take_turns(session: Session) -> None:
    """Wait until nobody else draws or reserves; on SQLite the write transaction saw to it."""
    if session.connection().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE drawn_question IN SHARE ROW EXCLUSIVE MODE"))
