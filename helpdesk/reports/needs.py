"""What became of the needs for a human: reasons, outcomes, and how long they took.

A conversation's need is its first handoff; only the outcome is the last one's.
"""

from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from helpdesk import business_time
from helpdesk.models import Event, Handoff, HandoffTransition, HumanStretch
from helpdesk.reports.business_time import business_seconds
from helpdesk.reports.columns import Cohort, of_cohort, ones

_OPENS = ("request", "reopen", "return", "undo")
_CLOSES = ("resolve", "abandon")
# a resolution of these is none of the customer's need
_NO_RESOLUTION = ("spam", "merged")

_Span = tuple[int, datetime, datetime]


@dataclass(kw_only=True)
class _Need:
    """The first handoff of a conversation, and the times in which it was open."""

    handoff_id: str
    department_id: str | None
    requested_at: datetime
    state: str
    outcome: str | None
    open_since: datetime | None = None
    opened: list[tuple[datetime, datetime]] = field(default_factory=list)


def read_needs(
    session: Session, began: ColumnElement[bool], places: dict[str, int], cohort: Cohort
) -> None:
    """Fill in what handoffs, their transitions and agents' messages say."""
    needs = _read_handoffs(session, began, places, cohort)
    _read_transitions(session, began, places, needs, cohort)
    _read_last_agents(session, began, places, cohort)
    _read_times(session, began, places, needs, cohort)


def _read_handoffs(
    session: Session, began: ColumnElement[bool], places: dict[str, int], cohort: Cohort
) -> dict[int, _Need]:
    """The first handoff of each place that has one; the last one's outcome is noted."""
    query = select(
        Handoff.id,
        Handoff.conversation_id,
        Handoff.state,
        Handoff.outcome,
        Handoff.department_id,
        Handoff.requested_at,
    ).order_by(Handoff.requested_at, Handoff.id)
    needs: dict[int, _Need] = {}
    for row in session.execute(of_cohort(query, Handoff.conversation_id, began)):
        place = places[row.conversation_id]
        cohort.outcome[place] = _outcome(row.state, row.outcome)
        if place not in needs:
            cohort.department[place] = row.department_id
            needs[place] = _Need(
                handoff_id=row.id,
                department_id=row.department_id,
                requested_at=row.requested_at,
                state=row.state,
                outcome=row.outcome,
            )
    cohort.counts["handoffs"] = ones(needs, cohort.size)
    abandoned = (place for place, said in enumerate(cohort.outcome) if said == "abandoned")
    cohort.counts["abandoned"] = ones(abandoned, cohort.size)
    return needs


def _read_transitions(
    session: Session,
    began: ColumnElement[bool],
    places: dict[str, int],
    needs: dict[int, _Need],
    cohort: Cohort,
) -> None:
    """The reason of the first request, the times the first need was open, who was reopened."""
    moved = HandoffTransition
    query = (
        select(moved.handoff_id, moved.conversation_id, moved.verb, moved.reason, moved.created_at)
        .where(moved.verb.in_((*_OPENS, *_CLOSES)))
        .order_by(moved.id)
    )
    reopened = set()
    for row in session.execute(of_cohort(query, moved.conversation_id, began)):
        place = places[row.conversation_id]
        if row.verb == "reopen":
            reopened.add(place)
        need = needs[place]
        if row.handoff_id != need.handoff_id:
            continue
        if row.verb == "request":
            cohort.reason[place] = row.reason
        if row.verb in _OPENS:
            need.open_since = row.created_at
        elif need.open_since is not None:
            need.opened.append((need.open_since, row.created_at))
            need.open_since = None
    cohort.counts["reopened"] = ones(reopened, cohort.size)


def _read_last_agents(
    session: Session, began: ColumnElement[bool], places: dict[str, int], cohort: Cohort
) -> None:
    query = select(HumanStretch.conversation_id, HumanStretch.agent_id).order_by(HumanStretch.id)
    for row in session.execute(of_cohort(query, HumanStretch.conversation_id, began)):
        cohort.agent[places[row.conversation_id]] = row.agent_id


def _read_times(
    session: Session,
    began: ColumnElement[bool],
    places: dict[str, int],
    needs: dict[int, _Need],
    cohort: Cohort,
) -> None:
    """First response and resolution in minutes of the department's business time."""
    # an agent writes in a stretch only; from its start the conversation's index finds the message
    query = (
        select(HumanStretch.conversation_id, func.min(Event.created_at).label("at"))
        .join(
            Event,
            and_(
                Event.conversation_id == HumanStretch.conversation_id,
                Event.sequence >= HumanStretch.start_sequence,
                Event.author == "agent",
                Event.kind == "message",
            ),
        )
        .group_by(HumanStretch.conversation_id)
    )
    answered = [
        (places[row.conversation_id], row.at)
        for row in session.execute(of_cohort(query, HumanStretch.conversation_id, began))
    ]
    responses = [(place, needs[place].requested_at, at) for place, at in answered]
    resolved = {
        place: need
        for place, need in needs.items()
        if need.state == "resolved" and need.outcome not in _NO_RESOLUTION
    }
    worked = [(place, *times) for place, need in resolved.items() for times in need.opened]
    hours = business_time.of_departments(session)
    for column, spans in ((cohort.first_response, responses), (cohort.resolution, worked)):
        by_department: dict[str | None, list[_Span]] = {}
        for span in spans:
            by_department.setdefault(needs[span[0]].department_id, []).append(span)
        for department_id, theirs in by_department.items():
            at = np.array([place for place, _, _ in theirs])
            starts = np.array([start.timestamp() for _, start, _ in theirs])
            ends = np.array([end.timestamp() for _, _, end in theirs])
            calendar = hours.get(department_id or "", business_time.ALWAYS_OPEN)
            column[at] = 0.0
            np.add.at(column, at, business_seconds(calendar, starts, ends) / 60)


def _outcome(state: str, outcome: str | None) -> str:
    if state == "resolved":
        return outcome or "not_said"
    return "abandoned" if state == "abandoned" else "open"
