"""Which handoff a conversation is about now, and who answers there."""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from helpdesk.handoffs.states import OPEN_STATES, InCharge
from helpdesk.models import Handoff

# a need is the same need for so long; after it the customer begins with the bot again
SAME_NEED_FOR = timedelta(hours=24)

# put together once: every message asks who is in charge
_LATEST = (
    select(Handoff)
    .where(Handoff.conversation_id == bindparam("conversation_id"))
    .order_by(Handoff.requested_at.desc(), Handoff.id)
    .limit(1)
)


def latest(session: Session, conversation_id: str) -> Handoff | None:
    """The conversation's newest handoff, whatever its state."""
    return session.scalars(
        _LATEST,
        {"conversation_id": conversation_id},
        execution_options={"populate_existing": True},
    ).one_or_none()


def in_charge(handoff: Handoff | None) -> InCharge:
    """Who answers in a conversation whose newest handoff this is."""
    if handoff is None or handoff.state not in OPEN_STATES:
        return "bot"
    return "agent" if handoff.state == "assigned" else "queue"


def may_return(handoff: Handoff, at: datetime) -> bool:
    """Whether a customer who comes back now finds the old place in the queue again."""
    return handoff.state == "abandoned" and at - handoff.updated_at <= SAME_NEED_FOR


def may_reopen(handoff: Handoff, at: datetime) -> bool:
    """Whether a need that comes up now is the one that was resolved."""
    return handoff.resolved_at is not None and at - handoff.resolved_at <= SAME_NEED_FOR
