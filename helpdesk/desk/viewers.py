"""Who has which conversation open on their desk, so that two agents see each other.

A desk says so again and again; who has not for `TTL` has gone.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from helpdesk import clock
from helpdesk.database import announce
from helpdesk.models import Agent, ConversationViewer
from helpdesk.streams.wakeups import DESK, viewing_topic

TTL = timedelta(seconds=25)

# conversation → those who have it open
Viewers = dict[str, list[dict[str, Any]]]


def says(
    session: Session,
    conversation_id: str,
    agent_id: int,
    *,
    active: bool,
    writing: bool,
    at: datetime | None = None,
) -> None:
    """Keep that the agent has the conversation open, or not any more; tell if that is news."""
    at = at or clock.now()
    before = session.get(ConversationViewer, (conversation_id, agent_id))
    was_there = before is not None and before.seen_at > at - TTL
    was_writing = before is not None and was_there and before.writing
    if active:
        session.merge(
            ConversationViewer(
                conversation_id=conversation_id, agent_id=agent_id, writing=writing, seen_at=at
            )
        )
    elif before is not None:
        session.delete(before)
    session.flush()
    if (was_there, was_writing) != (active, active and writing):
        announce(session, viewing_topic(conversation_id))
        announce(session, DESK)


def viewers(
    session: Session, conversation_ids: Collection[str] | None = None, at: datetime | None = None
) -> Viewers:
    """Who has these conversations (None: any) open now; a conversation of nobody is left out."""
    at = at or clock.now()
    query = (
        select(ConversationViewer, Agent.username, Agent.name)
        .join(Agent, Agent.id == ConversationViewer.agent_id)
        .where(ConversationViewer.seen_at > at - TTL)
        .order_by(ConversationViewer.conversation_id, Agent.username)
    )
    if conversation_ids is not None:
        query = query.where(ConversationViewer.conversation_id.in_(conversation_ids))
    found: Viewers = {}
    for viewer, username, name in session.execute(query):
        view = {"username": username, "name": name, "writing": viewer.writing}
        found.setdefault(viewer.conversation_id, []).append(view)
    return found
