"""The live board: how the desk stands at this moment, in a handful of queries for any size."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from helpdesk import clock
from helpdesk.desk.agents import agent_views
from helpdesk.desk.rows import IS_OPEN
from helpdesk.models import Department, Handoff, OutgoingMail, SlaClock

DUE_SOON = timedelta(minutes=15)
_NOTHING = {"waiting": 0, "assigned": 0, "snoozed": 0, "oldest": None}
_NO_PROMISES = {"breached": 0, "due_soon": 0}


def live_board(
    session: Session, present_for: timedelta, at: datetime | None = None
) -> dict[str, Any]:
    """Waiting, longest wait, breaches, agents and their load; in all and by department.

    `breached` and `due_soon` count open handoffs of which something promised is late, or becomes
    due within a quarter of an hour. A department nobody waits in is there with zeros.
    """
    at = at or clock.now()
    open_ones = _open_ones(session)
    promises = _promises(session, at)
    agents = agent_views(session, present_for, at)
    known = session.scalars(
        select(Department.id).where(Department.active).order_by(Department.position, Department.id)
    )
    departments = dict.fromkeys([*known, *(one for one in open_ones if one is not None)])
    return {
        **_counts(list(open_ones.values()), list(promises.values()), at),
        "by_department": [
            {
                "department": one,
                **_counts([open_ones.get(one, _NOTHING)], [promises.get(one, _NO_PROMISES)], at),
                "agents_online": sum(_answers_for(agent, one) for agent in agents),
            }
            for one in [*departments, *([None] if None in open_ones else [])]
        ],
        "agents": agents,
        "mail": _mail(session),
    }


def _open_ones(session: Session) -> dict[str | None, Mapping[str, Any]]:
    """Department → counts of its open handoffs and since when the first one waits."""
    waits = Handoff.state == "waiting"
    snoozed = Handoff.snoozed_until.is_not(None)
    rows = session.execute(
        select(
            Handoff.department_id,
            _how_many(waits).label("waiting"),
            _how_many(and_(Handoff.state == "assigned", ~snoozed)).label("assigned"),
            _how_many(snoozed).label("snoozed"),
            func.min(case((waits, Handoff.waiting_since))).label("oldest"),
        )
        .where(IS_OPEN)
        .group_by(Handoff.department_id)
    )
    return {row.department_id: row._asdict() for row in rows}


def _promises(session: Session, at: datetime) -> dict[str | None, Mapping[str, Any]]:
    """Department → how many of its open handoffs have a promise that is late, or nearly."""
    late = or_(SlaClock.breached_at.is_not(None), SlaClock.due_at < at)
    soon = and_(SlaClock.due_at >= at, SlaClock.due_at < at + DUE_SOON)
    rows = session.execute(
        select(
            Handoff.department_id,
            func.count(case((late, Handoff.id)).distinct()).label("breached"),
            func.count(case((soon, Handoff.id)).distinct()).label("due_soon"),
        )
        .join(SlaClock, SlaClock.handoff_id == Handoff.id)
        .where(IS_OPEN, SlaClock.state.in_(("running", "paused")))
        .group_by(Handoff.department_id)
    )
    return {row.department_id: row._asdict() for row in rows}


def _counts(
    open_ones: list[Mapping[str, Any]], promises: list[Mapping[str, Any]], at: datetime
) -> dict[str, Any]:
    oldest = min((one["oldest"] for one in open_ones if one["oldest"]), default=None)
    return {
        **{
            name: sum(one[name] for one in open_ones) for name in ("waiting", "assigned", "snoozed")
        },
        **{name: sum(one[name] for one in promises) for name in ("breached", "due_soon")},
        "oldest_waiting_since": clock.rfc3339(oldest) if oldest else None,
        "longest_wait_seconds": int((at - oldest).total_seconds()) if oldest else None,
    }


def _answers_for(agent: Mapping[str, Any], department: str | None) -> bool:
    fits = not agent["departments"] or department is None or department in agent["departments"]
    return agent["presence"] == "online" and fits


def _mail(session: Session) -> dict[str, int]:
    counted = {
        row[0]: row[1]
        for row in session.execute(
            select(OutgoingMail.state, func.count())
            .where(OutgoingMail.state != "sent")
            .group_by(OutgoingMail.state)
        )
    }
    return {"queued": counted.get("queued", 0), "failed": counted.get("failed", 0)}


def _how_many(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count(case((condition, 1)))
