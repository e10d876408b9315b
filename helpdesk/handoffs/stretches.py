"""Human stretches: from when to when, and which events of the log, an agent had a conversation."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from helpdesk.models import Agent, Conversation, Handoff, HumanStretch


def start(
    session: Session, conversation: Conversation, handoff: Handoff, agent: Agent, at: datetime
) -> None:
    """Begin the stretch whose first event is the next one of the log."""
    session.add(
        HumanStretch(
            handoff_id=handoff.id,
            conversation_id=conversation.id,
            agent_id=agent.id,
            start_sequence=conversation.last_sequence + 1,
            started_at=at,
        )
    )


def end(session: Session, conversation: Conversation, handoff: Handoff, at: datetime) -> None:
    """End the handoff's current stretch; the next event of the log is its last."""
    ended = session.execute(
        update(HumanStretch)
        .where(HumanStretch.handoff_id == handoff.id, HumanStretch.ended_at.is_(None))
        .values(ended_at=at, end_sequence=conversation.last_sequence + 1)
        .returning(HumanStretch.id)
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()
    assert ended is not None, "an assigned handoff without a current stretch"
