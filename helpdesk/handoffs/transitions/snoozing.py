"""A handoff is put aside for a while, and taken up again: snooze, wake."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from helpdesk import clock
from helpdesk.errors import FieldError, Invalid
from helpdesk.handoffs.record import Move, record
from helpdesk.handoffs.refusals import HandoffRefused
from helpdesk.handoffs.states import Actor
from helpdesk.handoffs.transitions.guarded import (
    active_agent,
    locked,
    move,
    require_assigned,
    require_own_or_lead,
)
from helpdesk.models import Agent, Conversation, Handoff

SNOOZE_AT_MOST = timedelta(days=90)


def snooze(
    session: Session, handoff_id: str, agent_id: int, until: datetime, *, at: datetime | None = None
) -> Handoff:
    """The handoff, which takes no room of its agent until then; snoozing again sets a new time.

    Its own agent may, and any lead. Raises UnknownHandoff, NotAssignedToYou, HandoffRefused or
    Invalid (a time gone by, or more than 90 days away).
    """
    at = at or clock.now()
    conversation, handoff = locked(session, handoff_id)
    agent = active_agent(session, agent_id)
    require_assigned(handoff)
    require_own_or_lead(handoff, agent)
    if not at < until <= at + SNOOZE_AT_MOST:
        reason = "must be a time to come, at most 90 days away"
        raise Invalid(fields=[FieldError(field="until", reason=reason)])
    move(session, handoff, "assigned", snoozed_until=until, updated_at=at)
    made = Move(
        verb="snooze",
        actor="agent",
        at=at,
        from_state="assigned",
        agent=agent,
        details={"until": clock.rfc3339(until)},
    )
    record(session, conversation, handoff, made)
    return handoff


def wake(
    session: Session, handoff_id: str, agent_id: int, *, at: datetime | None = None
) -> Handoff:
    """The snoozed handoff, in its agent's hands again.

    Its own agent may, and any lead. Raises UnknownHandoff, NotAssignedToYou or HandoffRefused
    (it is not snoozed).
    """
    conversation, handoff = locked(session, handoff_id)
    agent = active_agent(session, agent_id)
    require_assigned(handoff)
    require_own_or_lead(handoff, agent)
    wake_up(session, conversation, handoff, actor="agent", agent=agent, at=at or clock.now())
    return handoff


def wake_up(
    session: Session,
    conversation: Conversation,
    handoff: Handoff,
    *,
    actor: Actor,
    at: datetime,
    agent: Agent | None = None,
) -> None:
    """As `wake`, for the timer and for a customer who writes.

    The caller has locked the conversation. Raises HandoffRefused if it is not snoozed.
    """
    if handoff.snoozed_until is None:
        raise HandoffRefused("The conversation is not snoozed.")
    move(session, handoff, "assigned", snoozed_until=None, updated_at=at)
    made = Move(verb="wake", actor=actor, at=at, from_state="assigned", agent=agent)
    record(session, conversation, handoff, made)
