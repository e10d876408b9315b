"""Which customer a conversation belongs to, and what is known of them.

A conversation has no customer until something is known that leads to others: an e-mail address,
the same browser's conversation before it, or what an agent enters.
"""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import uuid4

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from helpdesk import clock
from helpdesk.conversations.access import hash_token
from helpdesk.database import announce
from helpdesk.handoffs.states import OPEN_STATES
from helpdesk.models import Conversation, Customer, CustomerNote, Handoff
from helpdesk.streams.wakeups import DESK, conversation_topic, detail_topic

Tier = Literal["standard", "premium"]


@dataclass(frozen=True, kw_only=True)
class Stated:
    """What an agent changes of a customer; None leaves it as it is, an empty text takes it away."""

    name: str | None = None
    email: str | None = None
    tier: Tier | None = None
    tags: Sequence[str] | None = None


def identify(
    session: Session, conversation: Conversation, *, name: str | None, email: str
) -> Customer:
    """The customer with this e-mail address, to whom the conversation belongs from now on.

    What the customer says of themselves never replaces a name that is known already. The caller
    has locked the conversation.
    """
    customer = _with_email(session, conversation, email)
    if name and not customer.name:
        customer.name = name
    _show(session, customer)
    return customer


def change(session: Session, conversation: Conversation, stated: Stated) -> Customer:
    """The conversation's customer, as the agent stated; made if there was none.

    An e-mail address that another customer is known by joins the conversation to that one. The
    caller has locked the conversation.
    """
    if stated.email:
        customer = _with_email(session, conversation, stated.email)
    else:
        customer = _customer_of(session, conversation)
        if stated.email is not None:
            customer.email = None
    if stated.name is not None:
        customer.name = stated.name or None
    if stated.tier is not None:
        customer.tier = stated.tier
    if stated.tags is not None:
        customer.tags = list(dict.fromkeys(stated.tags))
    customer.updated_at = clock.now()
    _show(session, customer)
    return customer


def follow_previous(
    session: Session, conversation: Conversation, previous_id: str, token: str
) -> bool:
    """Whether the conversation now belongs to the customer of the browser's previous one.

    The previous one's token proves that it is the same browser; without the right one nothing
    changes, and nobody is told, because starting a conversation must never fail for it.
    """
    previous = session.scalars(
        select(Conversation).where(Conversation.id == previous_id).with_for_update()
    ).one_or_none()
    if previous is None or not hmac.compare_digest(previous.token_hash, hash_token(token)):
        return False
    conversation.customer_id = _customer_of(session, previous).id
    session.flush()
    return True


def _customer_of(session: Session, conversation: Conversation) -> Customer:
    """The conversation's customer; a new one where it had none."""
    if conversation.customer_id is not None:
        return session.get_one(Customer, conversation.customer_id)
    now = clock.now()
    customer = Customer(id=str(uuid4()), tier="standard", tags=[], created_at=now, updated_at=now)
    session.add(customer)
    session.flush()
    conversation.customer_id = customer.id
    return customer


def _with_email(session: Session, conversation: Conversation, email: str) -> Customer:
    """The customer known by this address, with the conversation; else its own, known by it now."""
    email = email.strip().lower()
    known = session.scalars(
        select(Customer)
        .where(Customer.email == email)
        .order_by(Customer.created_at, Customer.id)
        .limit(1)
    ).one_or_none()
    if known is None:
        customer = _customer_of(session, conversation)
        customer.email = email
        customer.updated_at = clock.now()
        return customer
    if conversation.customer_id not in (None, known.id):
        _join(session, session.get_one(Customer, conversation.customer_id), known, conversation)
    conversation.customer_id = known.id
    session.flush()
    return known


def _join(session: Session, own: Customer, known: Customer, conversation: Conversation) -> None:
    """Bring what was known of the conversation's own customer to the one known by the address.

    Somebody who had another address before may be another person: then this conversation alone
    changes hands.
    """
    if own.email is not None:
        return
    known.name = known.name or own.name
    known.tags = list(dict.fromkeys([*known.tags, *own.tags]))
    if own.tier == "premium":
        known.tier = own.tier
    for model in (Conversation, CustomerNote):
        session.execute(
            update(model).where(model.customer_id == own.id).values(customer_id=known.id)
        )
    conversation.customer_id = known.id
    session.flush()
    session.delete(own)
    session.flush()


def _show(session: Session, customer: Customer) -> None:
    """Let the desks show the customer's open conversations anew."""
    session.flush()
    opened = session.scalars(
        select(Conversation.id)
        .join(Handoff, Handoff.conversation_id == Conversation.id)
        .where(Conversation.customer_id == customer.id, Handoff.state.in_(OPEN_STATES))
    )
    for conversation_id in opened:
        announce(session, conversation_topic(conversation_id))
        announce(session, detail_topic(conversation_id))
    announce(session, DESK)
