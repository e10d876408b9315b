"""A customer who need not wait: what they leave with an address, and the answer by e-mail.

The message, the customer's identity, the handoff and the confirmation are one transaction.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from helpdesk import business_time, clock, handoffs, sla
from helpdesk.business_time import ALWAYS_OPEN
from helpdesk.conversations import log
from helpdesk.conversations.sends import (
    ClientMessageIdReused,
    DetectLanguage,
    last_evidence,
    reopen,
)
from helpdesk.customers import identity
from helpdesk.handoffs.states import OPEN_STATES
from helpdesk.language import Language
from helpdesk.mail import letters, outbox
from helpdesk.models import BusinessHours, Conversation, Customer, Event, Handoff, SlaClock

_ANSWERS = ("first_response", "next_response")


@dataclass(frozen=True, kw_only=True)
class Form:
    """What the customer filled in; the address has been checked."""

    name: str | None
    email: str
    message: str
    # how angry and how urgent the message sounds, where that is known
    tone: dict[str, float] | None = None


def leave_contact(
    session: Session,
    conversation_id: str,
    client_request_id: str,
    form: Form,
    *,
    detect_language: DetectLanguage,
    at: datetime | None = None,
    agent_present_for: timedelta = handoffs.AGENT_PRESENT_FOR,
) -> bool:
    """Whether this stored the form (an earlier request with the same id may have).

    The conversation then waits to be answered by e-mail, and a confirmation is on its way. Raises
    UnknownConversation, ConversationClosed or ClientMessageIdReused.
    """
    at = at or clock.now()
    conversation = log.lock(session, conversation_id)
    sent = {"contact": {"name": form.name, "email": form.email, "message": form.message}}
    before = log.event_sent_as(session, conversation.id, client_request_id)
    if before is not None:
        if before.sent != sent:
            raise ClientMessageIdReused
        return False
    reopen(session, conversation, at)
    conversation.language = detect_language(form.message, cast(Language, conversation.language))
    conversation.customer_seen_at = at
    event = log.append(
        session,
        conversation,
        kind="message",
        author="customer",
        at=at,
        client_message_id=client_request_id,
        sent=sent,
        parts=[{"type": "text", "text": form.message}],
    )
    identity.identify(session, conversation, name=form.name, email=form.email)
    handoff = _hand_over(session, conversation, event, form, at, agent_present_for)
    _confirm(session, conversation, handoff, event, form)
    return True


def contact_view(
    session: Session, conversation: Conversation, handoff: Handoff
) -> dict[str, Any] | None:
    """Where an ``email`` handoff is answered, and by when; None without an address."""
    if conversation.customer_id is None:
        return None
    email = session.scalar(select(Customer.email).where(Customer.id == conversation.customer_id))
    if email is None:
        return None
    answer_by = answered_by(session, handoff)
    return {"email": email, "answer_by": clock.rfc3339(answer_by) if answer_by else None}


def answered_by(session: Session, handoff: Handoff) -> datetime | None:
    """When the customer is answered at the latest, as promised; None without a promise."""
    return session.scalar(
        select(SlaClock.due_at)
        .where(
            SlaClock.handoff_id == handoff.id,
            SlaClock.state == "running",
            SlaClock.promise.in_(_ANSWERS),
        )
        .order_by(SlaClock.due_at)
        .limit(1)
    )


def _hand_over(
    session: Session,
    conversation: Conversation,
    event: Event,
    form: Form,
    at: datetime,
    agent_present_for: timedelta,
) -> Handoff:
    handoff = handoffs.latest(session, conversation.id)
    if handoff is not None and handoff.state in OPEN_STATES:
        sla.follow_message(session, conversation, handoff, event)
    need = handoffs.Need(
        reason="customer_request",
        actor="customer",
        channel="email",
        evidence=last_evidence(session, conversation.id)
        | ({"tone": form.tone} if form.tone else {}),
    )
    return handoffs.request(session, conversation, need, at=at, agent_present_for=agent_present_for)


def _confirm(
    session: Session, conversation: Conversation, handoff: Handoff, event: Event, form: Form
) -> None:
    session.flush()
    letter = letters.confirmation(
        conversation.language,
        form.message,
        answered_by(session, handoff),
        _time_zone(session, handoff.department_id),
    )
    outbox.enqueue(
        session,
        purpose=f"confirmation:{conversation.id}:{event.sequence}",
        conversation_id=conversation.id,
        event_sequence=event.sequence,
        to_address=form.email,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        language=conversation.language,
    )


def _time_zone(session: Session, department_id: str | None) -> ZoneInfo:
    """Of the department's hours; of the company's first ones where it has none of its own."""
    hours = business_time.of_department(session, department_id)
    if hours is ALWAYS_OPEN:
        first = select(BusinessHours).order_by(BusinessHours.id).limit(1)
        hours = business_time.of_row(session.scalars(first).one_or_none())
    return hours.time_zone
