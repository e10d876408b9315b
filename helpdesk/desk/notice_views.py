"""How an agent's notices look on the desk: what happened, and with whom's conversation."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from helpdesk import clock
from helpdesk.models import AgentNotice, Conversation, Customer


def notices_view(session: Session, listed: Sequence[AgentNotice], *, unread: int) -> dict[str, Any]:
    """These notices in their order, with the customers' names, and how many are unread in all."""
    customers = _customer_names(session, {n.conversation_id for n in listed if n.conversation_id})
    return {
        "unread": unread,
        "notices": [
            {
                "id": notice.id,
                "kind": notice.kind,
                "conversation_id": notice.conversation_id,
                "handoff_id": notice.handoff_id,
                "customer_name": customers.get(notice.conversation_id or ""),
                "details": notice.details,
                "created_at": clock.rfc3339(notice.created_at),
                "read": notice.read_at is not None,
            }
            for notice in listed
        ],
    }


def _customer_names(session: Session, conversation_ids: set[str]) -> dict[str, str | None]:
    if not conversation_ids:
        return {}
    found = session.execute(
        select(Conversation.id, Customer.name, Customer.email)
        .join(Customer, Customer.id == Conversation.customer_id)
        .where(Conversation.id.in_(conversation_ids))
    )
    return {row.id: row.name or row.email for row in found}
