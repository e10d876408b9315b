"""What happened around a conversation: transitions, promises, the customer's others, merges.

Each function is a fixed number of queries, however much there is.
"""

from bisect import bisect_right
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import Session, aliased

from helpdesk import clock, markdown
from helpdesk.conversations import log, views
from helpdesk.desk.agents import named
from helpdesk.models import (
    Agent,
    Conversation,
    Event,
    Handoff,
    HandoffTransition,
    Merge,
    SlaClock,
)

_EXCERPT_LENGTH = 160
_EARLIER = 30


def transitions(
    session: Session, conversation_id: str, events: Sequence[Event]
) -> list[dict[str, Any]]:
    """Every transition of the conversation's handoffs, oldest first, each after its event.

    One without an event comes after the last of `events`, the whole log, that was there then.
    """
    found = session.scalars(
        select(HandoffTransition)
        .where(HandoffTransition.handoff_id.in_(_handoff_ids(conversation_id)))
        .order_by(HandoffTransition.id)
    ).all()
    agents = named(session, {one for transition in found for one in _agent_ids(transition)})
    times = [event.created_at for event in events]
    return [
        {
            "verb": transition.verb,
            "actor": transition.actor,
            "agent": agents.get(transition.agent_id or 0),
            "at": clock.rfc3339(transition.created_at),
            "details": _readable(transition.details, agents),
            "after_sequence": transition.event_sequence
            or bisect_right(times, transition.created_at),
        }
        for transition in found
    ]


def clocks(session: Session, conversation_id: str) -> list[dict[str, Any]]:
    """The promises made to the customer, in the order of their making."""
    found = session.scalars(
        select(SlaClock)
        .where(SlaClock.handoff_id.in_(_handoff_ids(conversation_id)))
        .order_by(SlaClock.id)
    )
    return [
        {
            "handoff_id": promised.handoff_id,
            "promise": promised.promise,
            "state": promised.state,
            "target_minutes": promised.target_minutes,
            **{
                name: clock.rfc3339(moment) if moment else None
                for name, moment in (
                    ("started_at", promised.started_at),
                    ("due_at", promised.due_at),
                    ("breached_at", promised.breached_at),
                    ("ended_at", promised.ended_at),
                )
            },
        }
        for promised in found
    ]


def other_conversations(session: Session, conversation: Conversation) -> list[dict[str, Any]]:
    """The customer's other conversations, newest first, at most thirty."""
    if conversation.customer_id is None:
        return []
    newest = aliased(Event)
    handoff_id = (
        select(Handoff.id)
        .where(Handoff.conversation_id == Conversation.id)
        .order_by(Handoff.requested_at.desc(), Handoff.id)
        .limit(1)
        .correlate(Conversation)
        .scalar_subquery()
    )
    first, last = _message_sequence(ascending=True), _message_sequence(ascending=False)
    rows = session.execute(
        select(Conversation, Handoff, Agent.username, Agent.name, Event, newest)
        .outerjoin(Handoff, Handoff.id == handoff_id)
        .outerjoin(Agent, Agent.id == Handoff.last_agent_id)
        .outerjoin(Event, and_(Event.conversation_id == Conversation.id, Event.sequence == first))
        .outerjoin(newest, and_(newest.conversation_id == Conversation.id, newest.sequence == last))
        .where(
            Conversation.customer_id == conversation.customer_id,
            Conversation.id != conversation.id,
        )
        .order_by(Conversation.created_at.desc(), Conversation.id)
        .limit(_EARLIER)
    )
    return [
        {
            "id": other.id,
            "created_at": clock.rfc3339(other.created_at),
            "language": other.language,
            "question": (handoff and handoff.question) or (said and _excerpt(said)) or None,
            "state": handoff.state if handoff else None,
            "outcome": handoff.outcome if handoff else None,
            "agent": {"username": username, "name": name} if username else None,
            "last_message": _last_message(said_last) if said_last else None,
            "merged_into": other.merged_into_id,
        }
        for other, handoff, username, name, said, said_last in rows
    ]


def merges(session: Session, conversation: Conversation) -> dict[str, Any]:
    """What the conversation was merged into, and the whole logs of what was merged into it."""
    found = session.execute(
        select(Merge.id, Merge.created_at, Conversation)
        .join(Conversation, Conversation.id == Merge.conversation_id)
        .where(Merge.into_id == conversation.id, Merge.undone_at.is_(None))
        .order_by(Merge.id)
    ).all()
    logs: dict[str, list[dict[str, Any]]] = {source.id: [] for _, _, source in found}
    if logs:
        for event in session.scalars(
            select(Event)
            .where(Event.conversation_id.in_(logs))
            .order_by(Event.conversation_id, Event.sequence)
        ):
            logs[event.conversation_id].append(views.event_view(event))
    return {
        "into": conversation.merged_into_id,
        "from": [
            {
                "merge_id": merge_id,
                "id": source.id,
                "language": source.language,
                "created_at": clock.rfc3339(source.created_at),
                "merged_at": clock.rfc3339(merged_at),
                "events": logs[source.id],
            }
            for merge_id, merged_at, source in found
        ],
    }


def _handoff_ids(conversation_id: str) -> Select[str]:
    return select(Handoff.id).where(Handoff.conversation_id == conversation_id)


def _message_sequence(*, ascending: bool) -> Any:
    """Number of a conversation's first message of the customer, or of its last message at all."""
    message = aliased(Event)
    query = select(message.sequence).where(
        message.conversation_id == Conversation.id, message.kind == "message"
    )
    if ascending:
        query = query.where(message.author == "customer")
    order = message.sequence if ascending else message.sequence.desc()
    return query.order_by(order).limit(1).correlate(Conversation).scalar_subquery()


def _agent_ids(transition: HandoffTransition) -> set[int]:
    ids = {transition.agent_id}
    ids |= {transition.details.get(name) for name in ("from_agent_id", "to_agent_id")}
    return {one for one in ids if isinstance(one, int)}


def _readable(details: dict[str, Any], agents: dict[int, dict[str, str]]) -> dict[str, Any]:
    """The details with agents by name in place of their ids."""
    told = {name: value for name, value in details.items() if not name.endswith("_agent_id")}
    for side in ("from_agent", "to_agent"):
        if f"{side}_id" in details:
            told[side] = agents.get(details[f"{side}_id"])
    return told


def _last_message(event: Event) -> dict[str, str]:
    return {
        "author": event.author,
        "text": _excerpt(event),
        "created_at": clock.rfc3339(event.created_at),
    }


def _excerpt(event: Event) -> str:
    return markdown.excerpt(log.text_of(event), length=_EXCERPT_LENGTH)
