"""Promises to customers: when they are answered and their need is met, in business time."""

from datetime import datetime

from sqlalchemy.orm import Session

from helpdesk.handoffs.states import Verb
from helpdesk.models import Conversation, Event, Handoff


def follow_handoff(
    session: Session, conversation: Conversation, handoff: Handoff, verb: Verb, at: datetime
) -> None:
    """Bring the promises to what this transition, just made, means for them."""


def follow_message(
    session: Session, conversation: Conversation, handoff: Handoff, event: Event
) -> None:
    """Bring the promises to what a customer's or an agent's message means for them."""
