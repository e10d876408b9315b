"""Presence: whether an agent is there, as they say and as their desk's signs of life tell.

Also what becomes of the conversations of an agent who is there no more.
"""

from datetime import datetime, timedelta
from typing import Literal, cast

from sqlalchemy import ColumnElement, ScalarSelect, and_, func, not_, or_, select
from sqlalchemy.orm import Session

from helpdesk.models import Agent, Event, Handoff

Availability = Literal["online", "busy", "away"]
Presence = Literal["online", "busy", "away", "offline"]

# OCHOTA_AGENT_PRESENT_SECONDS, where nobody says otherwise
AGENT_PRESENT_FOR = timedelta(seconds=60)


def presence_of(agent: Agent, at: datetime, present_for: timedelta) -> Presence:
    """What the agent says of themselves, if seen within `present_for`; else offline."""
    if not agent.active or agent.seen_at is None or at - agent.seen_at > present_for:
        return "offline"
    return cast(Availability, agent.availability)


def left_behind(
    session: Session, gone_before: datetime, handoff_id: str | None = None
) -> list[str]:
    """Ids of the handoffs, or of this one only, whose agents have left them.

    Gone is who was last seen, or signed out, before `gone_before`. They leave behind their chats;
    of those they snoozed only the ones whose customer wrote last and so waits for an answer. What
    is answered by e-mail stays theirs. Whoever is no longer active leaves everything behind.
    """
    last_known = func.coalesce(Agent.seen_at, Agent.signed_out_at, Agent.created_at)
    # whoever only asked for a human, without a word, waits too
    last_author = func.coalesce(_last_author(), "customer")
    answered = and_(Handoff.snoozed_until.is_not(None), last_author != "customer")
    is_left = and_(last_known < gone_before, Handoff.channel == "chat", not_(answered))
    query = (
        select(Handoff.id)
        .join(Agent, Agent.id == Handoff.agent_id)
        .where(Handoff.state == "assigned", or_(not_(Agent.active), is_left))
        .order_by(Handoff.rank_at, Handoff.id)
    )
    if handoff_id is not None:
        query = query.where(Handoff.id == handoff_id)
    return list(session.scalars(query))


def is_online(seen_since: datetime) -> ColumnElement[bool]:
    """The condition under which an agent is given conversations: online, and seen since then."""
    return and_(Agent.active, Agent.availability == "online", Agent.seen_at >= seen_since)


def _last_author() -> ScalarSelect[str]:
    return (
        select(Event.author)
        .where(Event.conversation_id == Handoff.conversation_id, Event.kind == "message")
        .order_by(Event.sequence.desc())
        .limit(1)
        .scalar_subquery()
    )
