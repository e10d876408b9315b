"""What one agent is told: a mention, a conversation that came to them, a due time, a breach.

Owns the rows of `agent_notice`. A notice is stored in the transaction of what it tells of, so
that neither exists without the other; the desk's stream shows it and the agent marks it read.
"""

from typing import Any, Literal

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from helpdesk import clock
from helpdesk.database import announce
from helpdesk.models import AgentNotice
from helpdesk.streams.wakeups import NOTICES

Kind = Literal[
    "mention",
    "transferred",
    "assigned",
    "sla_warning",
    "sla_breach",
    "agent_gone",
    "mail_failed",
]
# as many as the desk's stream carries and one page of the list has
PAGE = 20


def notify(
    session: Session,
    agent_id: int,
    kind: Kind,
    *,
    conversation_id: str | None = None,
    handoff_id: str | None = None,
    details: dict[str, Any] | None = None,
) -> AgentNotice:
    """The notice now kept for this agent, who sees it at once if their desk is open.

    `details` is JSON that the desk words in its reader's language; no text of ours belongs there.
    """
    notice = AgentNotice(
        agent_id=agent_id,
        kind=kind,
        conversation_id=conversation_id,
        handoff_id=handoff_id,
        details=details or {},
        created_at=clock.now(),
    )
    session.add(notice)
    session.flush()
    announce(session, NOTICES)
    return notice


def newest(
    session: Session, agent_id: int, *, before: int | None = None, limit: int = PAGE
) -> list[AgentNotice]:
    """The agent's notices, newest first; those with an id below `before`, if it is given."""
    query = select(AgentNotice).where(AgentNotice.agent_id == agent_id)
    if before is not None:
        query = query.where(AgentNotice.id < before)
    return list(session.scalars(query.order_by(AgentNotice.id.desc()).limit(limit)))


def unread(session: Session, agent_id: int) -> int:
    """How many notices the agent has not read."""
    count = session.scalar(
        select(func.count()).where(AgentNotice.agent_id == agent_id, AgentNotice.read_at.is_(None))
    )
    return count or 0


def mark_read(session: Session, agent_id: int, up_to: int) -> None:
    """Take the agent's notices with an id of at most `up_to` for read, on all of their desks."""
    _mark_read(session, agent_id, AgentNotice.id <= up_to)


def mark_conversation_read(session: Session, agent_id: int, conversation_id: str) -> None:
    """Take what the agent was told of this conversation for read, on all of their desks."""
    _mark_read(session, agent_id, AgentNotice.conversation_id == conversation_id)


def _mark_read(session: Session, agent_id: int, which: ColumnElement[bool]) -> None:
    session.execute(
        update(AgentNotice)
        .where(AgentNotice.agent_id == agent_id, AgentNotice.read_at.is_(None), which)
        .values(read_at=clock.now())
        .execution_options(synchronize_session=False)
    )
    announce(session, NOTICES)
