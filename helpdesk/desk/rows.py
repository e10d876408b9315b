"""Handoffs as rows of the desk's lists: the JSON of docs/architecture.md.

One query reads whatever is shown of any number of handoffs, a second one their due times; no
object is made per row, so that two thousand of them are a matter of milliseconds. A row is the
same for every agent: what differs (places, unread messages) is added by who asks.
"""

import re
from collections.abc import Collection, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Executable, and_, bindparam, select
from sqlalchemy.orm import Session, aliased

from helpdesk import clock, markdown, sla
from helpdesk.handoffs.states import OPEN_STATES, PRIORITIES
from helpdesk.models import Agent, Conversation, Customer, Event, Handoff

_LAST_MESSAGE_LENGTH = 200
_EXCERPTS_KEPT = 8192
# without these a text is the same as Markdown and as plain text
_MARKUP = re.compile(
    r"[*_`\[\]<>#~|\\&!\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]|^\s*([-+=]|\d+[.)])"
)


class Read(NamedTuple):
    """What the database has on one handoff, in the order of `_ROWS`.

    Of two thousand of them a database row, whose columns are looked up by name, takes longer to
    read than to fetch.
    """

    id: str
    conversation_id: str
    state: str
    reason: str
    channel: str
    department_id: str | None
    priority: int
    rank_at: datetime
    waiting_since: datetime
    requested_at: datetime
    snoozed_until: datetime | None
    outcome: str | None
    question: str | None
    updated_at: datetime
    language: str
    page_url: str | None
    last_sequence: int
    customer_read_sequence: int
    username: str | None
    agent_name: str | None
    customer_name: str | None
    email: str | None
    tier: str | None
    tags: list[str] | None
    author: str | None
    parts: list[dict[str, Any]] | None
    said_at: datetime | None


_Newest = aliased(Event)
_newest_message = (
    select(_Newest.sequence)
    .where(_Newest.conversation_id == Conversation.id, _Newest.kind == "message")
    .order_by(_Newest.sequence.desc())
    .limit(1)
    .correlate(Conversation)
    .scalar_subquery()
)
_ROWS = (
    select(
        Handoff.id,
        Handoff.conversation_id,
        Handoff.state,
        Handoff.reason,
        Handoff.channel,
        Handoff.department_id,
        Handoff.priority,
        Handoff.rank_at,
        Handoff.waiting_since,
        Handoff.requested_at,
        Handoff.snoozed_until,
        Handoff.outcome,
        Handoff.question,
        Handoff.updated_at,
        Conversation.language,
        Conversation.page_url,
        Conversation.last_sequence,
        Conversation.customer_read_sequence,
        Agent.username,
        Agent.name.label("agent_name"),
        Customer.name.label("customer_name"),
        Customer.email,
        Customer.tier,
        Customer.tags,
        Event.author,
        Event.parts,
        Event.created_at.label("said_at"),
    )
    .join(Conversation, Conversation.id == Handoff.conversation_id)
    .outerjoin(Agent, Agent.id == Handoff.agent_id)
    .outerjoin(Customer, Customer.id == Conversation.customer_id)
    .outerjoin(
        Event,
        and_(Event.conversation_id == Conversation.id, Event.sequence == _newest_message),
    )
)
IS_OPEN = Handoff.state.in_(OPEN_STATES)
QUEUE_ORDER = (Handoff.rank_at, Handoff.id)
NEWEST_FIRST = (Handoff.updated_at.desc(), Handoff.id)
# put together once: each look of the board asks
_OPEN_IN = _ROWS.where(
    IS_OPEN, Handoff.conversation_id.in_(bindparam("conversation_ids", expanding=True))
).order_by(*QUEUE_ORDER)


def handoff_rows(session: Session, *conditions: ColumnElement[bool]) -> list[dict[str, Any]]:
    """The handoffs that meet all conditions, in the queue's order, as rows of the desk."""
    return as_views(session, read_rows(session, *conditions))


def open_rows(session: Session, conversation_ids: Collection[str]) -> list[dict[str, Any]]:
    """The open handoffs of these conversations, in the queue's order, as rows of the desk."""
    wanted = {"conversation_ids": list(conversation_ids)}
    return as_views(session, _read(session, _OPEN_IN, wanted))


def read_rows(
    session: Session,
    *conditions: ColumnElement[bool],
    order: Sequence[Any] = QUEUE_ORDER,
    limit: int | None = None,
) -> list[Read]:
    """What the database has on the handoffs that meet all conditions, at most `limit`."""
    return _read(session, _ROWS.where(*conditions).order_by(*order).limit(limit))


def as_views(session: Session, rows: Sequence[Read]) -> list[dict[str, Any]]:
    """What was read, as rows of the desk."""
    promises = sla.summary_of(session, [row.id for row in rows])
    return [_view(row, promises.get(row.id) or dict(sla.NO_PROMISE)) for row in rows]


def _read(session: Session, query: Executable, wanted: dict[str, Any] | None = None) -> list[Read]:
    session.flush()
    # through the connection: the session's own way takes half as long again for columns alone
    return [Read._make(row) for row in session.connection().execute(query, wanted)]


def _customer(row: Read) -> dict[str, Any]:
    """What lists tell of a customer; of an unknown one, that nothing is known."""
    return {
        "name": row.customer_name,
        "email": row.email,
        "tier": row.tier or "standard",
        "tags": row.tags or [],
    }


def _view(row: Read, promise: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": row.id,
        "conversation_id": row.conversation_id,
        "state": row.state,
        "reason": row.reason,
        "channel": row.channel,
        "department": row.department_id,
        "priority": PRIORITIES[row.priority],
        "rank_at": clock.rfc3339(row.rank_at),
        "waiting_since": clock.rfc3339(row.waiting_since),
        "requested_at": clock.rfc3339(row.requested_at),
        "updated_at": clock.rfc3339(row.updated_at),
        "snoozed_until": clock.rfc3339(row.snoozed_until) if row.snoozed_until else None,
        "outcome": row.outcome,
        "agent": {"username": row.username, "name": row.agent_name} if row.username else None,
        "customer": _customer(row),
        "language": row.language,
        "page_url": row.page_url,
        "question": row.question,
        "last_message": _last_message(row) if row.said_at else None,
        "last_sequence": row.last_sequence,
        "customer_read_sequence": row.customer_read_sequence,
        "sla": promise,
    }


def _last_message(row: Read) -> dict[str, Any]:
    text = "\n\n".join(str(part["text"]) for part in row.parts or () if part.get("text"))
    return {
        "author": row.author,
        "text": _excerpt(text),
        "created_at": clock.rfc3339(row.said_at),
    }


@lru_cache(maxsize=_EXCERPTS_KEPT)
def _excerpt(text: str) -> str:
    """The beginning of a message as plain text; most messages need no parser for that."""
    if len(text) <= _LAST_MESSAGE_LENGTH and not _MARKUP.search(text):
        return " ".join(text.split())
    return markdown.excerpt(text, length=_LAST_MESSAGE_LENGTH)
