"""The queue, the agents and what was seen lately, read from the database for an estimate."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from helpdesk.handoffs.presence import Presence, presence_of
from helpdesk.handoffs.states import OPEN_STATES
from helpdesk.models import Agent, AgentDepartment, Conversation, Handoff, HumanStretch
from helpdesk.waiting.estimate import Recent, Room, Waiting

# what is older says little of today
_RECENT_FOR = timedelta(days=14)
_RECENT_STRETCHES = 60


@dataclass(frozen=True, kw_only=True)
class Queued:
    """One waiting handoff, in the queue's order."""

    handoff_id: str
    waiting: Waiting


@dataclass(frozen=True, kw_only=True)
class Seat:
    """One agent: whether they are there, and what fits them."""

    presence: Presence
    room: Room


def queue(session: Session, at: datetime) -> list[Queued]:
    """Everyone who waits, next first."""
    rows = session.execute(
        select(Handoff.id, Handoff.department_id, Handoff.waiting_since, Conversation.language)
        .join(Conversation, Conversation.id == Handoff.conversation_id)
        .where(Handoff.state == "waiting")
        .order_by(Handoff.rank_at, Handoff.id)
    )
    return [
        Queued(
            handoff_id=handoff_id,
            waiting=Waiting(
                department=department_id,
                language=language,
                waited=max((at - waiting_since).total_seconds(), 0.0),
            ),
        )
        for handoff_id, department_id, waiting_since, language in rows
    ]


def seats(session: Session, at: datetime, present_for: timedelta) -> list[Seat]:
    """Every active agent, with the room they have."""
    agents = session.scalars(select(Agent).where(Agent.active).order_by(Agent.id)).all()
    departments: dict[int, set[str]] = {}
    for agent_id, department_id in session.execute(
        select(AgentDepartment.agent_id, AgentDepartment.department_id)
    ):
        departments.setdefault(agent_id, set()).add(department_id)
    here = [agent.id for agent in agents if presence_of(agent, at, present_for) != "offline"]
    ages = _ages(session, here, at)
    idle = _idle(session, here, at)
    return [
        Seat(
            presence=presence_of(agent, at, present_for),
            room=Room(
                ages=tuple(ages.get(agent.id, ())),
                free=max(agent.capacity - len(ages.get(agent.id, ())), 0),
                departments=frozenset(departments.get(agent.id, ())),
                languages=frozenset(agent.languages),
                idle_for=idle.get(agent.id, 0.0),
            ),
        )
        for agent in agents
    ]


def recent(session: Session, at: datetime) -> Recent:
    """How long the newest conversations lasted, and how long agents with room took to begin.

    An agent had room, as far as the stretches tell, from the end or the start of the one before.
    """
    stretches = session.execute(
        select(
            HumanStretch.agent_id,
            HumanStretch.started_at,
            HumanStretch.ended_at,
            Handoff.waiting_since,
        )
        .join(Handoff, Handoff.id == HumanStretch.handoff_id)
        .where(HumanStretch.ended_at.is_not(None), HumanStretch.ended_at > at - _RECENT_FOR)
        .order_by(HumanStretch.ended_at.desc())
        .limit(_RECENT_STRETCHES)
    ).all()
    return Recent(
        durations=[(end - start).total_seconds() for _, start, end, _ in stretches if end],
        delays=_delays([(agent, start, end, since) for agent, start, end, since in stretches]),
    )


def _delays(
    stretches: Sequence[tuple[int, datetime, datetime | None, datetime]],
) -> list[float]:
    moments: dict[int, list[datetime]] = {}
    for agent_id, start, end, _ in stretches:
        moments.setdefault(agent_id, []).extend(moment for moment in (start, end) if moment)
    delays = []
    for agent_id, start, _, since in stretches:
        # a reopened or returned handoff's waiting time is of another start
        if since <= start:
            before = [moment for moment in moments[agent_id] if moment < start]
            delays.append((start - max([since, *before])).total_seconds())
    return delays


def _ages(session: Session, agent_ids: Collection[int], at: datetime) -> dict[int, list[float]]:
    """How long the agents' conversations have lasted; those put aside take no room."""
    rows = session.execute(
        select(HumanStretch.agent_id, HumanStretch.started_at)
        .join(Handoff, Handoff.id == HumanStretch.handoff_id)
        .where(
            HumanStretch.ended_at.is_(None),
            HumanStretch.agent_id.in_(agent_ids),
            Handoff.state.in_(OPEN_STATES),
            Handoff.snoozed_until.is_(None),
        )
    )
    ages: dict[int, list[float]] = {}
    for agent_id, started_at in rows:
        ages.setdefault(agent_id, []).append(max((at - started_at).total_seconds(), 0.0))
    return ages


def _idle(session: Session, agent_ids: Collection[int], at: datetime) -> dict[int, float]:
    """Since when each agent has neither begun nor ended a conversation, in seconds."""
    rows = session.execute(
        select(
            HumanStretch.agent_id,
            func.max(HumanStretch.started_at),
            func.max(HumanStretch.ended_at),
        )
        .where(HumanStretch.agent_id.in_(agent_ids), HumanStretch.started_at > at - _RECENT_FOR)
        .group_by(HumanStretch.agent_id)
    )
    whole = _RECENT_FOR.total_seconds()
    idle = dict.fromkeys(agent_ids, whole)
    for agent_id, started_at, ended_at in rows:
        last = max(moment for moment in (started_at, ended_at) if moment is not None)
        idle[agent_id] = max((at - last).total_seconds(), 0.0)
    return idle
