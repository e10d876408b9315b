"""How far a conversation was read, by its customer and by agents. Marks only move forward."""

from sqlalchemy import update
from sqlalchemy.orm import Session

from helpdesk import handoffs
from helpdesk.conversations import log
from helpdesk.database import announce, changed_rows
from helpdesk.models import AgentReading, Conversation
from helpdesk.streams.wakeups import DESK, agent_topic, conversation_topic


def customer_reads(session: Session, conversation_id: str, sequence: int) -> None:
    """Note that the customer has seen the log up to this event, and show it to the desks.

    A number beyond the log's end counts as its end. Raises UnknownConversation.
    """
    conversation = log.get(session, conversation_id)
    reached = min(sequence, conversation.last_sequence)
    moved = session.execute(
        update(Conversation)
        .where(Conversation.id == conversation_id, Conversation.customer_read_sequence < reached)
        .values(customer_read_sequence=reached)
    )
    if changed_rows(moved):
        announce(session, conversation_topic(conversation_id))
        announce(session, DESK)


def agent_reads(session: Session, conversation_id: str, agent_id: int, sequence: int) -> None:
    """Note that the agent has seen the log up to this event; their desks lose the unread mark.

    Where the conversation is assigned to this agent, its customer sees it too. Raises
    UnknownConversation.
    """
    conversation = log.lock(session, conversation_id)
    reached = min(sequence, conversation.last_sequence)
    mark = session.get(AgentReading, (agent_id, conversation_id))
    if mark is None:
        mark = AgentReading(agent_id=agent_id, conversation_id=conversation_id, sequence=reached)
        session.add(mark)
        announce(session, agent_topic(agent_id))
    elif mark.sequence < reached:
        mark.sequence = reached
        announce(session, agent_topic(agent_id))
    handoff = handoffs.latest(session, conversation_id)
    has_it = handoff is not None and handoff.state == "assigned" and handoff.agent_id == agent_id
    if has_it and conversation.agent_read_sequence < reached:
        conversation.agent_read_sequence = reached
        announce(session, conversation_topic(conversation_id))
    session.flush()
