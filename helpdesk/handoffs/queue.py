"""The queue as it stands: places in it, snoozes that end, and those whose customers have gone."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from helpdesk.models import Conversation, Handoff


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
