"""What is written down of a transition: an event that people see and a row for reports."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from helpdesk import sla
from helpdesk.conversations import log
from helpdesk.database import announce
from helpdesk.handoffs.states import (
    EVENT_KINDS,
    Actor,
    Channel,
    HandoffState,
    Reason,
    Verb,
)
from helpdesk.models import Agent, Conversation, Handoff, HandoffTransition
from helpdesk.streams.wakeups import HANDOFFS, conversation_topic, detail_topic

_AUTHORS: dict[Actor, log.Author] = {
    "agent": "agent",
    "assistant": "bot",
    "customer": "customer",
    "system": "system",
    "timer": "system",
}


@dataclass(frozen=True, kw_only=True)
class Need:
    """Why a human is needed: the reason, who says so, how to answer, and what speaks for it."""

    reason: Reason
    actor: Actor
    channel: Channel = "chat"
    evidence: dict[str, Any] = field(default_factory=dict)
    client_request_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class Move:
    """What a transition records beside the handoff's new state."""

    verb: Verb
    actor: Actor
    at: datetime
    from_state: HandoffState | None
    agent: Agent | None = None
    need: Need | None = None
    # why, whence and whereto: note, from_agent_id, to_agent_id, department_id, priority, channel,
    # outcome, until, cause
    details: dict[str, Any] = field(default_factory=dict)


def record(session: Session, conversation: Conversation, handoff: Handoff, move: Move) -> None:
    """One `handoff_transition` row for the move just made, and one event if customers see it."""
    event = None
    if move.verb in EVENT_KINDS:
        event = log.append(
            session,
            conversation,
            kind=EVENT_KINDS[move.verb],
            author=_AUTHORS[move.actor],
            agent=move.agent,
            at=move.at,
            client_message_id=move.need.client_request_id if move.need else None,
            handoff=_as_told(handoff, move),
        )
    session.add(
        HandoffTransition(
            handoff_id=handoff.id,
            conversation_id=conversation.id,
            event_sequence=event.sequence if event else None,
            verb=move.verb,
            from_state=move.from_state,
            to_state=handoff.state,
            actor=move.actor,
            agent_id=move.agent.id if move.agent else None,
            reason=move.need.reason if move.need else None,
            evidence=move.need.evidence if move.need else None,
            details=move.details,
            created_at=move.at,
        )
    )
    session.flush()
    sla.follow_handoff(session, conversation, handoff, move.verb, move.at)
    # what has no event of its own (a snooze, another priority) changes the desk's row all the same
    announce(session, conversation_topic(conversation.id))
    if event is None:
        announce(session, detail_topic(conversation.id))
    announce(session, HANDOFFS)


def _as_told(handoff: Handoff, move: Move) -> dict[str, Any]:
    told = {"id": handoff.id, "state": handoff.state, "reason": handoff.reason}
    return told | {"cause": move.details["cause"]} if "cause" in move.details else told
