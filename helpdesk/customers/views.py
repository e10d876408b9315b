"""How a customer looks on the desk: what is known, what was noted, since when."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from helpdesk import clock
from helpdesk.models import Agent, Conversation, Customer, CustomerNote


def customer_view(session: Session, conversation: Conversation) -> dict[str, Any]:
    """The conversation's customer; one that nothing is known of has the id null."""
    if conversation.customer_id is None:
        return {
            "id": None,
            "name": None,
            "email": None,
            "tier": "standard",
            "tags": [],
            "notes": [],
            "conversations": 1,
            "first_contact_at": clock.rfc3339(conversation.created_at),
        }
    customer = session.get_one(Customer, conversation.customer_id)
    count, first = session.execute(
        select(func.count(), func.min(Conversation.created_at)).where(
            Conversation.customer_id == customer.id
        )
    ).one()
    return {
        "id": customer.id,
        "name": customer.name,
        "email": customer.email,
        "tier": customer.tier,
        "tags": customer.tags,
        "notes": _notes(session, customer.id),
        "conversations": count,
        "first_contact_at": clock.rfc3339(first or conversation.created_at),
    }


def _notes(session: Session, customer_id: str) -> list[dict[str, Any]]:
    found = session.execute(
        select(CustomerNote, Agent.username, Agent.name)
        .join(Agent, Agent.id == CustomerNote.agent_id)
        .where(CustomerNote.customer_id == customer_id)
        .order_by(CustomerNote.id)
    )
    return [
        {
            "id": note.id,
            "text": note.text,
            "agent": {"username": username, "name": name},
            "created_at": clock.rfc3339(note.created_at),
        }
        for note, username, name in found
    ]
