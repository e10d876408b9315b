"""How many messages of customers an agent has not read yet.

Counted where it concerns the agent: in open conversations that are theirs or that they have read
before. Elsewhere everything is new, and a number would say nothing.
"""

from collections.abc import Collection

from sqlalchemy import and_, bindparam, func, or_, select
from sqlalchemy.orm import Session

from helpdesk.desk.rows import IS_OPEN
from helpdesk.models import AgentReading, Event, Handoff

# put together once: each message asks for the desk whose it is
_UNREAD = (
    select(Handoff.conversation_id, func.count(Event.id))
    .outerjoin(
        AgentReading,
        and_(
            AgentReading.conversation_id == Handoff.conversation_id,
            AgentReading.agent_id == bindparam("agent_id"),
        ),
    )
    .outerjoin(
        Event,
        and_(
            Event.conversation_id == Handoff.conversation_id,
            Event.sequence > func.coalesce(AgentReading.sequence, 0),
            Event.kind == "message",
            Event.author == "customer",
        ),
    )
    .where(
        IS_OPEN,
        or_(Handoff.agent_id == bindparam("agent_id"), AgentReading.agent_id.is_not(None)),
    )
    .group_by(Handoff.conversation_id)
)
_UNREAD_IN = _UNREAD.where(
    Handoff.conversation_id.in_(bindparam("conversation_ids", expanding=True))
)


def unread_of(
    session: Session, agent_id: int, conversation_ids: Collection[str] | None = None
) -> dict[str, int]:
    """Conversation → unread messages of its customer, of these conversations or of all."""
    query = _UNREAD if conversation_ids is None else _UNREAD_IN
    wanted = {"agent_id": agent_id, "conversation_ids": list(conversation_ids or ())}
    return {row[0]: row[1] for row in session.execute(query, wanted)}
