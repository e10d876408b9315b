"""What a rule does about a promise whose due time is near, and who is told of a breach."""

import logging
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from helpdesk import clock as time
from helpdesk import handoffs
from helpdesk.errors import Forbidden
from helpdesk.handoffs import assignment, capacity
from helpdesk.handoffs.states import PRIORITIES
from helpdesk.handoffs.transitions.claiming import assign
from helpdesk.models import Agent, Conversation, Handoff, SlaClock, SlaRule
from helpdesk.notices import Kind, notify

log = logging.getLogger(__name__)

_CAUSE = "sla"


def act(
    session: Session,
    conversation: Conversation,
    handoff: Handoff,
    clock: SlaClock,
    rule: SlaRule,
    *,
    at: datetime,
    present_for: timedelta,
) -> None:
    """Do what the rule says; the caller has locked the conversation."""
    if rule.action == "warn_agent":
        _warn(session, handoff, clock, rule)
    elif rule.action == "raise_priority":
        _raise_priority(session, handoff, at)
    elif rule.action == "reassign":
        if not _reassigned(session, conversation, handoff, at, present_for):
            _tell(session, _leads(session), "sla_warning", handoff, clock, rule.action)
    else:
        _tell(session, _leads(session), "sla_warning", handoff, clock, rule.action)
    log.info(
        "action=sla_rule rule_id=%s does=%s handoff_id=%s promise=%s due_at=%s",
        rule.id,
        rule.action,
        handoff.id,
        clock.promise,
        clock.due_at,
    )


def tell_of_breach(session: Session, handoff: Handoff, clock: SlaClock) -> None:
    """Tell the handoff's agent, if it has one, and the leads that the due time has passed."""
    told = _leads(session)
    if handoff.agent_id is not None:
        told.add(handoff.agent_id)
    _tell(session, told, "sla_breach", handoff, clock, None)
    log.warning(
        "action=sla_breached handoff_id=%s promise=%s due_at=%s state=%s",
        handoff.id,
        clock.promise,
        clock.due_at,
        handoff.state,
    )


def _warn(session: Session, handoff: Handoff, clock: SlaClock, rule: SlaRule) -> None:
    # of what waits there is no agent to warn
    told = {handoff.agent_id} if handoff.agent_id is not None else _leads(session)
    _tell(session, told, "sla_warning", handoff, clock, rule.action)


def _raise_priority(session: Session, handoff: Handoff, at: datetime) -> None:
    if handoff.priority + 1 < len(PRIORITIES):
        raised = PRIORITIES[handoff.priority + 1]
        handoffs.reroute(
            session, handoff.id, None, priority=raised, actor="timer", cause=_CAUSE, at=at
        )


def _reassigned(
    session: Session,
    conversation: Conversation,
    handoff: Handoff,
    at: datetime,
    present_for: timedelta,
) -> bool:
    """Whether another agent has the handoff now; nobody loses it while no other could take it."""
    if handoff.state != "assigned":
        return False
    agent = _other_agent(session, conversation, handoff, at, present_for)
    if agent is None:
        return False
    handoffs.release(session, handoff.id, None, actor="timer", cause=_CAUSE, at=at)
    assign(session, conversation, handoff, agent, at)
    notify(session, agent.id, "assigned", conversation_id=conversation.id, handoff_id=handoff.id)
    return True


def _other_agent(
    session: Session,
    conversation: Conversation,
    handoff: Handoff,
    at: datetime,
    present_for: timedelta,
) -> Agent | None:
    for candidate in assignment.online_with_room(session, at - present_for):
        if candidate.agent_id == handoff.agent_id:
            continue
        if not candidate.fits(handoff.department_id, conversation.language):
            continue
        # one only: two sweeps that lock several agents could wait for each other
        try:
            agent = capacity.locked_agent(session, candidate.agent_id)
        except Forbidden:
            return None
        return agent if capacity.has_room(session, agent) else None
    return None


def _leads(session: Session) -> set[int]:
    return set(session.scalars(select(Agent.id).where(Agent.active, Agent.role != "agent")))


def _tell(
    session: Session,
    agent_ids: set[int],
    kind: Kind,
    handoff: Handoff,
    clock: SlaClock,
    action: str | None,
) -> None:
    details = {
        "promise": clock.promise,
        "due_at": time.rfc3339(clock.due_at) if clock.due_at else None,
        "action": action,
    }
    for agent_id in sorted(agent_ids):
        notify(
            session,
            agent_id,
            kind,
            conversation_id=handoff.conversation_id,
            handoff_id=handoff.id,
            details=details,
        )
