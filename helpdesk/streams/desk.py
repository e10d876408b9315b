"""The one stream of an agent's desk: the queue, the logs of open handoffs, who is typing.

Nothing is resumed: each connection begins with the whole queue, whose `last_sequence`s tell the
desk which logs it is behind on. From there on every event of those logs is shown once, in order.
"""

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from helpdesk.conversations import log, views
from helpdesk.database import Database
from helpdesk.desk.views import open_handoff_views
from helpdesk.errors import HelpdeskError
from helpdesk.models import Conversation, Event
from helpdesk.streams.frames import COMMENT, OPENING, frame
from helpdesk.streams.wakeups import DESK, HANDOFFS, Subscription, Wakeups

logger = logging.getLogger(__name__)

# every message of every conversation wakes every desk: looks are this far apart at least
LOOK_SECONDS = 0.1


@dataclass(kw_only=True)
class _Shown:
    """What this desk has been shown so far."""

    queue: list[dict[str, Any]] | None = None
    # conversation → number of the last event that the desk knows or can ask for
    sequences: dict[str, int] = field(default_factory=dict)
    looked_at: float = 0.0
    checked_at: float = field(default_factory=time.monotonic)


def desk_frames(
    database: Database,
    wakeups: Wakeups,
    is_signed_in: Callable[[], bool],
    *,
    heartbeat_seconds: float,
) -> Iterator[str]:
    """Frames of the queue, of the logs of open handoffs and of typing, without end.

    It ends when the agent is signed out, the process shuts down or the database fails.
    """
    shown = _Shown()
    with wakeups.subscribe([DESK, HANDOFFS]) as subscription:
        yield OPENING
        try:
            yield from _news(database, shown)
            while not wakeups.closing.is_set():
                yield from _next(database, shown, subscription, heartbeat_seconds)
                if time.monotonic() >= shown.checked_at + heartbeat_seconds:
                    if not is_signed_in():
                        return
                    shown.checked_at = time.monotonic()
                    yield COMMENT
        except (SQLAlchemyError, HelpdeskError) as error:
            reason = (str(error).splitlines() or [""])[0]
            logger.error("action=desk_stream_ended reason=%s", reason)


def _next(
    database: Database, shown: _Shown, subscription: Subscription, heartbeat_seconds: float
) -> Iterator[str]:
    """Wait for something to happen, and show it."""
    woken = subscription.wait(heartbeat_seconds)
    signals = subscription.signals()
    for signal in signals:
        if signal.conversation_id in shown.sequences:
            data = {"conversation_id": signal.conversation_id, **signal.data}
            yield frame(signal.kind, data)
    if woken:
        time.sleep(max(0.0, shown.looked_at + LOOK_SECONDS - time.monotonic()))
    # a heartbeat looks too: a wake-up may have been lost
    if woken or not signals or time.monotonic() >= shown.looked_at + heartbeat_seconds:
        yield from _news(database, shown)


def _news(database: Database, shown: _Shown) -> Iterator[str]:
    shown.looked_at = time.monotonic()
    with database.read() as session:
        queue = open_handoff_views(session)
        events = _new_events(session, shown, queue)
    # the queue first: an event of a handoff that the desk has not heard of means nothing to it
    if queue != shown.queue:
        yield frame("handoffs", {"handoffs": queue})
        shown.queue = queue
    for event in events:
        yield frame("log", views.event_view(event))


def _new_events(session: Session, shown: _Shown, queue: list[dict[str, Any]]) -> list[Event]:
    """What the logs have beyond what was shown; also of handoffs that are just over."""
    opened = {handoff["conversation_id"]: handoff["last_sequence"] for handoff in queue}
    if shown.queue is None:
        # the desk asks for the logs it wants; only what comes after is news
        shown.sequences = opened
        return []
    over = shown.sequences.keys() - opened.keys()
    latest = {**_last_sequences(session, over), **opened}
    events: list[Event] = []
    for conversation_id, last in latest.items():
        known = shown.sequences.get(conversation_id)
        if known is None:
            known = _before_the_request(session, conversation_id)
        if last > known:
            events += log.events_after(session, conversation_id, known, limit=last - known)
    shown.sequences = opened
    return events


def _last_sequences(session: Session, conversation_ids: set[str]) -> dict[str, int]:
    if not conversation_ids:
        return {}
    rows = session.execute(
        select(Conversation.id, Conversation.last_sequence).where(
            Conversation.id.in_(conversation_ids)
        )
    )
    return {row.id: row.last_sequence for row in rows}


def _before_the_request(session: Session, conversation_id: str) -> int:
    """The number of the event before the one that brought the conversation into the queue."""
    requested = session.scalar(
        select(func.max(Event.sequence)).where(
            Event.conversation_id == conversation_id, Event.kind != "message"
        )
    )
    return (requested or 1) - 1
