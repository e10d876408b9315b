"""Automatic assignment: who waits in an automatic department is given to an agent who fits.

In the queue's order, each to the fitting online agent with room whose load is smallest in
proportion to their capacity, and among equals to the one who was given a conversation longest ago.
Any number of processes may assign at once: each takes the first in the queue whom somebody fits,
waits for its lock, and looks again, so none passes another by.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

from sqlalchemy import ColumnElement, and_, func, or_, select, true
from sqlalchemy.orm import Session

from helpdesk import clock
from helpdesk.database import Database
from helpdesk.errors import Forbidden
from helpdesk.handoffs import capacity
from helpdesk.handoffs.presence import is_online, presence_of
from helpdesk.handoffs.refusals import HandoffRefused
from helpdesk.handoffs.transitions.claiming import assign
from helpdesk.handoffs.transitions.guarded import locked
from helpdesk.models import (
    Agent,
    AgentDepartment,
    Conversation,
    Department,
    Handoff,
    HandoffTransition,
    HumanStretch,
)
from helpdesk.notices import notify

log = logging.getLogger(__name__)

# whoever gave a conversation up is not given it again for so long; others are
GIVEN_BACK_FOR = timedelta(minutes=10)
_PAGE = 20
# so often in a row others may be faster before the next sweep is waited for
_LOST_RACES = 20


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """An online agent with room, and what they answer; empty: all there is."""

    agent_id: int
    departments: frozenset[str]
    languages: frozenset[str]
    load: float
    assigned_at: datetime | None

    def fits(self, department_id: str | None, language: str) -> bool:
        """Whether the agent answers this department in this language."""
        in_department = (
            department_id is None or not self.departments or department_id in self.departments
        )
        return in_department and (not self.languages or language in self.languages)


def assign_waiting(
    database: Database, present_for: timedelta, at: datetime | None = None
) -> list[str]:
    """Assign until nobody is left whom an agent with room fits; the assigned handoffs' ids.

    `present_for`: an agent seen within this time is there.
    """
    assigned: list[str] = []
    lost_races = 0
    while lost_races < _LOST_RACES:
        now = at or clock.now()
        with database.read() as session:
            if not _has_automatic_departments(session):
                return assigned
            candidates = online_with_room(session, now - present_for)
            chosen = _first_in_queue(session, candidates, now)
        if chosen is None:
            return assigned
        handoff_id, agent_id = chosen
        if _assign(database, handoff_id, agent_id, now, present_for):
            log.info("action=handoff_assigned handoff_id=%s agent_id=%s", handoff_id, agent_id)
            assigned.append(handoff_id)
            lost_races = 0
        else:
            lost_races += 1
    return assigned


def online_with_room(session: Session, seen_since: datetime) -> list[Candidate]:
    """Who may be given a conversation, the least loaded first."""
    taken = (
        select(func.count())
        .where(Handoff.agent_id == Agent.id, capacity.takes_room())
        .scalar_subquery()
    )
    assigned_at = (
        select(func.max(HumanStretch.started_at))
        .where(HumanStretch.agent_id == Agent.id)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Agent.id, Agent.languages, Agent.capacity, taken, assigned_at).where(
            is_online(seen_since), taken < Agent.capacity
        )
    ).all()
    departments: dict[int, set[str]] = {}
    for agent_id, department_id in session.execute(
        select(AgentDepartment.agent_id, AgentDepartment.department_id)
    ):
        departments.setdefault(agent_id, set()).add(department_id)
    candidates = [
        Candidate(
            agent_id=agent_id,
            departments=frozenset(departments.get(agent_id, ())),
            languages=frozenset(languages),
            load=load / room,
            assigned_at=last,
        )
        for agent_id, languages, room, load, last in rows
    ]
    return sorted(candidates, key=_by_load)


def _by_load(candidate: Candidate) -> tuple[float, float, int]:
    last = candidate.assigned_at.timestamp() if candidate.assigned_at else 0.0
    return candidate.load, last, candidate.agent_id


def _has_automatic_departments(session: Session) -> bool:
    query = select(Department.id).where(Department.active, Department.assignment == "automatic")
    return session.scalar(query.limit(1)) is not None


def _first_in_queue(
    session: Session, candidates: Sequence[Candidate], at: datetime
) -> tuple[str, int] | None:
    """The first who waits for automatic assignment and fits somebody, and that agent."""
    if not candidates:
        return None
    skills = {(candidate.departments, candidate.languages) for candidate in candidates}
    waiting = (
        select(Handoff.id, Handoff.department_id, Conversation.language)
        .join(Conversation, Conversation.id == Handoff.conversation_id)
        .join(Department, Department.id == Handoff.department_id)
        .where(
            Handoff.state == "waiting",
            Department.active,
            Department.assignment == "automatic",
            or_(*(_answers(departments, languages) for departments, languages in skills)),
        )
        .order_by(Handoff.rank_at, Handoff.id)
        .limit(_PAGE)
    )
    for page in count():
        rows = session.execute(waiting.offset(page * _PAGE)).all()
        gave_up = _gave_up(session, [row.id for row in rows], at - GIVEN_BACK_FOR)
        for row in rows:
            for candidate in candidates:
                has_had_it = (row.id, candidate.agent_id) in gave_up
                if candidate.fits(row.department_id, row.language) and not has_had_it:
                    return row.id, candidate.agent_id
        if len(rows) < _PAGE:
            break
    return None


def _gave_up(session: Session, handoff_ids: Sequence[str], since: datetime) -> set[tuple[str, int]]:
    """Who of the agents gave which of these handoffs up, or had it taken from them, since then.

    Who only vanished and is back is not among them.
    """
    if not handoff_ids:
        return set()
    rows = session.execute(
        select(HandoffTransition.handoff_id, HandoffTransition.details).where(
            HandoffTransition.handoff_id.in_(handoff_ids),
            HandoffTransition.verb.in_(("release", "transfer")),
            HandoffTransition.created_at > since,
        )
    )
    return {
        (handoff_id, details["from_agent_id"])
        for handoff_id, details in rows
        if details.get("cause") != "agent_gone"
    }


def _answers(departments: frozenset[str], languages: frozenset[str]) -> ColumnElement[bool]:
    """`Candidate.fits` in SQL."""
    return and_(
        Handoff.department_id.in_(sorted(departments)) if departments else true(),
        Conversation.language.in_(sorted(languages)) if languages else true(),
    )


def _assign(
    database: Database, handoff_id: str, agent_id: int, at: datetime, present_for: timedelta
) -> bool:
    """Whether it was assigned: the handoff still waited and the agent still had room."""
    try:
        with database.write() as session:
            conversation, handoff = locked(session, handoff_id)
            if handoff.state != "waiting":
                return False
            agent = capacity.locked_agent(session, agent_id)
            is_there = presence_of(agent, at, present_for) == "online"
            if not is_there or not capacity.has_room(session, agent):
                return False
            assign(session, conversation, handoff, agent, at)
            notify(
                session,
                agent.id,
                "assigned",
                conversation_id=conversation.id,
                handoff_id=handoff.id,
            )
            return True
    except (HandoffRefused, Forbidden):
        return False
