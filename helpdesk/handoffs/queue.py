"""The queue as it stands: open handoffs, places in it, and those whose customers have gone."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from helpdesk.handoffs.states import OPEN_STATES, HandoffState
from helpdesk.models import Conversation, Handoff

_ORDER = (Handoff.rank_at, Handoff.id)
LISTED = 200


def open_handoffs(session: Session) -> list[Handoff]:
    """All waiting and assigned handoffs, in the queue's order (`handoffs.order`)."""
    return list(
        session.scalars(select(Handoff).where(Handoff.state.in_(OPEN_STATES)).order_by(*_ORDER))
    )


def handoffs_in(
    session: Session,
    states: Sequence[HandoffState],
    *,
    agent_id: int | None = None,
    limit: int = LISTED,
) -> list[Handoff]:
    """The handoffs in these states, of one agent if named.

    Open ones come in the queue's order, finished ones newest first, at most ``limit``. A finished
    one is an agent's if that agent had it last.
    """
    query = select(Handoff).where(Handoff.state.in_(states))
    if agent_id is not None:
        query = query.where(
            or_(
                Handoff.agent_id == agent_id,
                and_(Handoff.agent_id.is_(None), Handoff.last_agent_id == agent_id),
            )
        )
    order = _ORDER if set(states) <= set(OPEN_STATES) else (Handoff.updated_at.desc(), Handoff.id)
    return list(session.scalars(query.order_by(*order).limit(limit)))


def position(session: Session, handoff: Handoff) -> int | None:
    """The place of a waiting handoff in the queue, from 1; None for any other."""
    if handoff.state != "waiting":
        return None
    ahead = session.scalar(
        select(func.count()).where(Handoff.state == "waiting", _is_ahead_of(handoff))
    )
    return (ahead or 0) + 1


def gone_customers(session: Session, seen_before: datetime, limit: int = 100) -> list[str]:
    """Ids of waiting chats whose customers were last seen or heard before ``seen_before``."""
    return list(
        session.scalars(
            select(Handoff.id)
            .join(Conversation, Conversation.id == Handoff.conversation_id)
            .where(
                Handoff.state == "waiting",
                Handoff.channel == "chat",
                Conversation.customer_seen_at < seen_before,
            )
            .order_by(Conversation.customer_seen_at)
            .limit(limit)
        )
    )


def ended_snoozes(session: Session, at: datetime) -> list[str]:
    """Ids of snoozed handoffs whose time has come, the longest due first."""
    return list(
        session.scalars(
            select(Handoff.id)
            .where(Handoff.state == "assigned", Handoff.snoozed_until <= at)
            .order_by(Handoff.snoozed_until, Handoff.id)
        )
    )


def _is_ahead_of(handoff: Handoff) -> ColumnElement[bool]:
    same_rank = Handoff.rank_at == handoff.rank_at
    return or_(Handoff.rank_at < handoff.rank_at, and_(same_rank, Handoff.id < handoff.id))
