"""How handoffs and conversations look on the desk: the JSON of docs/architecture.md.

More than customers see: evidence, hidden replies, where the customer is. The lists are made with
a fixed number of queries, however long the queue.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from helpdesk import clock, handoffs, markdown
from helpdesk.conversations import log, views
from helpdesk.handoffs.states import PRIORITIES
from helpdesk.models import Agent, Conversation, Event, Handoff
from helpdesk.turns.replies import hidden_replies

_LAST_MESSAGE_LENGTH = 200


def handoff_views(session: Session, listed: Sequence[Handoff]) -> list[dict[str, Any]]:
    """These handoffs in their order, each with its place in the queue if it waits."""
    conversations = {
        conversation.id: conversation
        for conversation in session.scalars(
            select(Conversation).where(Conversation.id.in_({h.conversation_id for h in listed}))
        )
    }
    agents = _agents(session, {h.agent_id for h in listed if h.agent_id is not None})
    messages = _last_messages(session, conversations)
    places = _places(session, listed)
    return [
        _handoff_view(
            handoff,
            conversations[handoff.conversation_id],
            agent=agents.get(handoff.agent_id or 0),
            last_message=messages.get(handoff.conversation_id),
            position=places.get(handoff.id),
        )
        for handoff in listed
    ]


def open_handoff_views(session: Session) -> list[dict[str, Any]]:
    """All open handoffs: what the desk's stream shows."""
    return handoff_views(session, handoffs.open_handoffs(session))


def handoff_view(session: Session, handoff: Handoff) -> dict[str, Any]:
    """One handoff."""
    return handoff_views(session, [handoff])[0]


def conversation_detail(session: Session, conversation_id: str) -> dict[str, Any]:
    """The conversation, its newest handoff with the evidence, the whole log.

    Raises UnknownConversation.
    """
    conversation = log.get(session, conversation_id)
    handoff = handoffs.latest(session, conversation_id)
    detail = None
    if handoff is not None:
        detail = {**handoff_view(session, handoff), "evidence": handoff.evidence or None}
    return {
        "conversation": {
            **views.conversation_view(session, conversation),
            "page_url": conversation.page_url,
            "page_title": conversation.page_title,
            "customer": {},
        },
        "handoff": detail,
        "events": [views.event_view(event) for event in _whole_log(session, conversation_id)],
        "hidden_replies": hidden_replies(session, conversation_id),
    }


def _whole_log(session: Session, conversation_id: str) -> list[Event]:
    events: list[Event] = []
    while True:
        page = log.events_after(session, conversation_id, len(events))
        events += page
        if len(page) < log.PAGE:
            return events


def _handoff_view(
    handoff: Handoff,
    conversation: Conversation,
    *,
    agent: Agent | None,
    last_message: Event | None,
    position: int | None,
) -> dict[str, Any]:
    return {
        "id": handoff.id,
        "conversation_id": handoff.conversation_id,
        "state": handoff.state,
        "reason": handoff.reason,
        "language": conversation.language,
        "waiting_since": clock.rfc3339(handoff.waiting_since),
        "requested_at": clock.rfc3339(handoff.requested_at),
        "position": position,
        "agent": {"username": agent.username, "name": agent.name} if agent else None,
        "customer": {},
        "page_url": conversation.page_url,
        "last_message": _message_view(last_message) if last_message else None,
        "last_sequence": conversation.last_sequence,
        "department": handoff.department_id,
        "priority": PRIORITIES[handoff.priority],
        "question": handoff.question,
    }


def _message_view(message: Event) -> dict[str, Any]:
    return {
        "author": message.author,
        "text": markdown.excerpt(log.text_of(message), length=_LAST_MESSAGE_LENGTH),
        "created_at": clock.rfc3339(message.created_at),
    }


def _agents(session: Session, ids: set[int]) -> dict[int, Agent]:
    if not ids:
        return {}
    return {agent.id: agent for agent in session.scalars(select(Agent).where(Agent.id.in_(ids)))}


def _last_messages(session: Session, conversations: dict[str, Conversation]) -> dict[str, Event]:
    if not conversations:
        return {}
    newest = (
        select(Event.conversation_id, func.max(Event.sequence))
        .where(Event.conversation_id.in_(conversations), Event.kind == "message")
        .group_by(Event.conversation_id)
    )
    found = session.scalars(
        select(Event).where(tuple_(Event.conversation_id, Event.sequence).in_(newest))
    )
    return {event.conversation_id: event for event in found}


def _places(session: Session, listed: Sequence[Handoff]) -> dict[str, int]:
    if not any(handoff.state == "waiting" for handoff in listed):
        return {}
    waiting = [h for h in handoffs.open_handoffs(session) if h.state == "waiting"]
    return {handoff.id: place for place, handoff in enumerate(waiting, start=1)}
