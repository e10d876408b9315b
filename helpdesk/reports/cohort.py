"""The conversations that began in a period, with what became of each, as columns of numbers.

One query per kind of row, never one per conversation: a year of them is read in seconds.
"""

from collections.abc import Iterable
from datetime import datetime

import numpy as np
from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import Session

from helpdesk.labels.outcomes import live_outcomes
from helpdesk.models import Agent, Conversation, SlaClock
from helpdesk.reports.asking import Period
from helpdesk.reports.columns import PROMISES, Cohort, of_cohort
from helpdesk.reports.needs import read_needs
from helpdesk.reports.turns import questions_and_answers


def load(session: Session, period: Period) -> Cohort:
    """The conversations that began in the period and in which anything was said."""
    midnights = period.midnights
    began = and_(
        Conversation.created_at >= midnights[0],
        Conversation.created_at < midnights[-1],
        # one that was opened and left is no conversation
        Conversation.last_sequence > 0,
    )
    rows = session.execute(select(Conversation.id, Conversation.created_at).where(began)).all()
    places = {row.id: place for place, row in enumerate(rows)}
    created = np.array([row.created_at.timestamp() for row in rows])
    day = np.searchsorted([moment.timestamp() for moment in midnights], created, side="right") - 1
    size = len(rows)
    cohort = Cohort(
        size=size,
        day=day.astype(np.int64),
        agent=[None] * size,
        department=[None] * size,
        reason=[None] * size,
        outcome=[None] * size,
        first_response=np.full(size, np.nan),
        resolution=np.full(size, np.nan),
    )
    read_needs(session, began, places, cohort)
    _read_promises(session, began, places, cohort)
    _read_answers(session, began, places, midnights[0], cohort)
    return cohort


def _read_promises(
    session: Session, began: ColumnElement[bool], places: dict[str, int], cohort: Cohort
) -> None:
    """How many promises were made whose fate is known, and how many of them were kept."""
    breached = SlaClock.breached_at.is_not(None)
    kept = and_(SlaClock.state == "met", SlaClock.breached_at.is_(None))
    query = select(
        SlaClock.conversation_id,
        SlaClock.promise,
        func.sum(case((kept, 1), else_=0)).label("kept"),
        func.sum(case((breached, 1), else_=0)).label("breached"),
    ).group_by(SlaClock.conversation_id, SlaClock.promise)
    for promise in PROMISES:
        for name in ("kept", "of"):
            cohort.counts[f"{promise}_{name}"] = np.zeros(cohort.size, dtype=np.int64)
    for row in session.execute(of_cohort(query, SlaClock.conversation_id, began)):
        place = places[row.conversation_id]
        cohort.counts[f"{row.promise}_kept"][place] = row.kept
        cohort.counts[f"{row.promise}_of"][place] = row.kept + row.breached


def _read_answers(
    session: Session,
    began: ColumnElement[bool],
    places: dict[str, int],
    since: datetime,
    cohort: Cohort,
) -> None:
    """What the bot was asked, what it answered, and what is known of its answers."""
    for name in ("questions", "answered", "judged", "right"):
        cohort.counts[name] = np.zeros(cohort.size, dtype=np.int64)
    for found in questions_and_answers(session, began):
        place = places[found.conversation_id]
        cohort.counts["questions"][place] = found.questions
        cohort.counts["answered"][place] = found.answered
    for outcome in live_outcomes(session, since):
        judged_place = places.get(outcome.conversation_id)
        if judged_place is not None:
            cohort.counts["judged"][judged_place] += 1
            cohort.counts["right"][judged_place] += not outcome.wrong


def agents_named(session: Session, agent_ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """User name and name of these agents by their ids."""
    query = select(Agent.id, Agent.username, Agent.name).where(Agent.id.in_(set(agent_ids)))
    return {row.id: (row.username, row.name) for row in session.execute(query)}
