"""An open handoff gets another priority or department, and stays where it is: reroute."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from helpdesk import clock
from helpdesk.handoffs.order import rank_at
from helpdesk.handoffs.record import Move, record
from helpdesk.handoffs.refusals import HandoffRefused
from helpdesk.handoffs.states import OPEN_STATES, PRIORITIES, Actor, HandoffState, Priority
from helpdesk.handoffs.transitions.guarded import (
    active_agent,
    active_department,
    locked,
    move,
    require_own_or_lead,
)
from helpdesk.models import Handoff


def reroute(
    session: Session,
    handoff_id: str,
    agent_id: int | None,
    *,
    priority: Priority | None = None,
    department_id: str | None = None,
    actor: Actor = "agent",
    cause: str | None = None,
    at: datetime | None = None,
) -> Handoff:
    """The open handoff with this priority or department; what is not named stays.

    Its own agent may, and any lead; without an agent the `actor` (system, timer) does it and
    says the `cause`. What is so already is not recorded again. Raises UnknownHandoff,
    UnknownTarget, NotAssignedToYou or HandoffRefused.
    """
    at = at or clock.now()
    conversation, handoff = locked(session, handoff_id)
    agent = active_agent(session, agent_id) if agent_id is not None else None
    if handoff.state not in OPEN_STATES:
        raise HandoffRefused
    if agent is not None:
        require_own_or_lead(handoff, agent)
    values: dict[str, Any] = {}
    details: dict[str, Any] = {}
    if priority is not None and PRIORITIES[handoff.priority] != priority:
        step = PRIORITIES.index(priority)
        values |= {"priority": step, "rank_at": rank_at(handoff.waiting_since, step)}
        details["priority"] = priority
    if department_id is not None and handoff.department_id != department_id:
        values["department_id"] = active_department(session, department_id).id
        details["department_id"] = department_id
    if not values:
        return handoff
    if cause is not None:
        details["cause"] = cause
    state: HandoffState = "assigned" if handoff.state == "assigned" else "waiting"
    move(session, handoff, state, updated_at=at, **values)
    made = Move(verb="reroute", actor=actor, at=at, from_state=state, agent=agent, details=details)
    record(session, conversation, handoff, made)
    return handoff
