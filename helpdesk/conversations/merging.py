"""Merging two conversations of one customer: a pointer from one to the other, and its undo.

Nothing is copied or moved, so nothing can be lost: the merged conversation keeps its log, and
the desk shows it with the one it was merged into. When its customer writes there again, the merge
is undone first.
"""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from helpdesk import clock, handoffs
from helpdesk.conversations import log
from helpdesk.database import announce
from helpdesk.errors import Conflict, Forbidden, NotFound
from helpdesk.handoffs.states import OPEN_STATES
from helpdesk.models import Agent, Conversation, Merge, Turn
from helpdesk.streams.wakeups import DESK, conversation_topic


class UnknownMerge(NotFound):
    """There is no such merge."""

    code = "unknown_merge"


class DifferentCustomers(Conflict):
    """Only conversations of one customer can be merged. State the same e-mail address in both."""

    code = "different_customers"


class NotToBeMerged(Conflict):
    """One of the conversations is not open, or the assistant is answering there. Load it again."""

    code = "wrong_state"


def merge(
    session: Session,
    conversation_id: str,
    into_id: str,
    agent_id: int,
    *,
    at: datetime | None = None,
) -> Merge:
    """The merge just made; an open handoff of the conversation is resolved by it.

    Raises UnknownConversation, DifferentCustomers, NotToBeMerged, NotAssignedToYou (another agent
    has the conversation, and this one is no lead) or Forbidden.
    """
    at = at or clock.now()
    source, target = _both_locked(session, conversation_id, into_id)
    agent = _acting(session, agent_id)
    if source.id == target.id or source.state != "open" or target.state != "open":
        raise NotToBeMerged
    if source.customer_id is None or source.customer_id != target.customer_id:
        raise DifferentCustomers
    if _assistant_answers(session, source):
        raise NotToBeMerged("The assistant is just answering there. Try again in a moment.")
    handoff = handoffs.latest(session, source.id)
    is_open = handoff is not None and handoff.state in OPEN_STATES
    if handoff is not None and is_open:
        handoffs.resolve_as_merged(session, source, handoff, agent, at)
    source.state, source.merged_into_id, source.updated_at = "merged", target.id, at
    made = Merge(
        conversation_id=source.id,
        into_id=target.id,
        agent_id=agent.id,
        handoff_id=handoff.id if handoff is not None and is_open else None,
        created_at=at,
    )
    session.add(made)
    session.flush()
    _announce(session, source.id, target.id)
    return made


def undo(
    session: Session,
    merge_id: int,
    agent_id: int,
    *,
    at: datetime | None = None,
    agent_present_for: timedelta = handoffs.AGENT_PRESENT_FOR,
) -> Merge:
    """The merge, undone: the conversation stands alone again, and its handoff is open again.

    Raises UnknownMerge, NotToBeMerged (it is undone already) or Forbidden.
    """
    conversation_id = session.scalar(select(Merge.conversation_id).where(Merge.id == merge_id))
    if conversation_id is None:
        raise UnknownMerge
    conversation = log.lock(session, conversation_id)
    agent = _acting(session, agent_id)
    made = session.get_one(Merge, merge_id, populate_existing=True)
    if made.undone_at is not None:
        raise NotToBeMerged("The merge is undone already.")
    _undo(session, conversation, made, agent, at or clock.now(), agent_present_for)
    return made


def stand_alone(
    session: Session,
    conversation: Conversation,
    at: datetime,
    agent_present_for: timedelta = handoffs.AGENT_PRESENT_FOR,
) -> None:
    """Undo the merge of a conversation whose customer comes back to it; nothing if there is none.

    The caller has locked the conversation.
    """
    if conversation.state != "merged":
        return
    made = session.scalars(
        select(Merge).where(Merge.conversation_id == conversation.id, Merge.undone_at.is_(None))
    ).one()
    _undo(session, conversation, made, None, at, agent_present_for)


def _acting(session: Session, agent_id: int) -> Agent:
    agent = session.get(Agent, agent_id, populate_existing=True)
    if agent is None or not agent.active:
        raise Forbidden("This agent may not merge conversations.")
    return agent


def _undo(
    session: Session,
    conversation: Conversation,
    made: Merge,
    agent: Agent | None,
    at: datetime,
    agent_present_for: timedelta,
) -> None:
    conversation.state, conversation.merged_into_id = "open", None
    conversation.updated_at = at
    made.undone_at, made.undone_by_id = at, agent.id if agent else None
    session.flush()
    if made.handoff_id is not None:
        handoffs.undo_merge(
            session,
            conversation,
            made.handoff_id,
            agent,
            at=at,
            agent_present_for=agent_present_for,
        )
    _announce(session, conversation.id, made.into_id)


def _both_locked(
    session: Session, conversation_id: str, into_id: str
) -> tuple[Conversation, Conversation]:
    """Both conversations; in the order of their ids, so that two merges never block each other."""
    for one in (conversation_id, into_id):
        log.get(session, one)
    locked = {one: log.lock(session, one) for one in sorted({conversation_id, into_id})}
    return locked[conversation_id], locked[into_id]


def _assistant_answers(session: Session, conversation: Conversation) -> bool:
    unfinished = select(Turn.id).where(
        Turn.conversation_id == conversation.id, Turn.state.in_(("queued", "running"))
    )
    return session.scalar(unfinished.limit(1)) is not None


def _announce(session: Session, *conversation_ids: str) -> None:
    for conversation_id in conversation_ids:
        announce(session, conversation_topic(conversation_id))
    announce(session, DESK)
