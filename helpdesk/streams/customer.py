"""The stream of one conversation, as its customer's widget sees it."""

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from helpdesk.conversations import access, log, views
from helpdesk.database import Database
from helpdesk.errors import HelpdeskError
from helpdesk.models import Event
from helpdesk.streams.frames import COMMENT, OPENING, frame
from helpdesk.streams.wakeups import HANDOFFS, Subscription, Wakeups, conversation_topic

logger = logging.getLogger(__name__)


@dataclass(kw_only=True)
class _Shown:
    """What this stream's reader has been shown so far."""

    sequence: int
    state: dict[str, Any] | None = None
    looked_at: float = 0.0


def customer_frames(
    database: Database,
    wakeups: Wakeups,
    conversation_id: str,
    *,
    after: int,
    heartbeat_seconds: float,
) -> Iterator[str]:
    """Frames of the log after ``after``, of the conversation's state and of typing, without end.

    It ends when the process is shutting down or the database fails; the reader then connects
    again and misses nothing. While it is read, its customer counts as present.
    """
    shown = _Shown(sequence=after)
    with wakeups.subscribe([conversation_topic(conversation_id), HANDOFFS]) as subscription:
        yield OPENING
        try:
            yield from _news(database, conversation_id, shown)
            while not wakeups.closing.is_set():
                frames = _next(database, conversation_id, shown, subscription, heartbeat_seconds)
                # each piece costs a system call and wakes the reader
                if together := "".join(frames):
                    yield together
        except (SQLAlchemyError, HelpdeskError) as error:
            logger.error(
                "action=stream_ended conversation_id=%s reason=%s",
                conversation_id,
                (str(error).splitlines() or [""])[0],
            )


def _next(
    database: Database,
    conversation_id: str,
    shown: _Shown,
    subscription: Subscription,
    heartbeat_seconds: float,
) -> Iterator[str]:
    """Wait for something to happen, and show it; a comment when nothing did."""
    due_in = shown.looked_at + heartbeat_seconds - time.monotonic()
    woken = subscription.wait(max(0.0, due_in))
    for signal in subscription.signals():
        if signal.data.get("author") != "customer":
            yield frame(signal.kind, signal.data)
    is_due = time.monotonic() >= shown.looked_at + heartbeat_seconds
    in_queue = shown.state is not None and shown.state["in_charge"] == "queue"
    # other conversations' handoffs matter only to a place in the queue
    if is_due or in_queue or conversation_topic(conversation_id) in woken:
        yield from _news(database, conversation_id, shown)
    if is_due:
        yield COMMENT


def _news(database: Database, conversation_id: str, shown: _Shown) -> Iterator[str]:
    shown.looked_at = time.monotonic()
    while True:
        with database.read() as session:
            events = log.events_after(session, conversation_id, shown.sequence)
            conversation = state = None
            if not _is_only_talk(events, shown.state):
                conversation = log.get(session, conversation_id)
                state = views.conversation_view(session, conversation)
        for event in events:
            yield frame("log", views.event_view(event), event_id=event.sequence)
            shown.sequence = event.sequence
        if len(events) < log.PAGE:
            break
    if conversation is None or state is None:
        return
    if shown.state is None or _without_count(state) != _without_count(shown.state):
        yield frame("state", state)
        shown.state = state
    access.mark_seen(database, conversation)


def _is_only_talk(events: list[Event], state: dict[str, Any] | None) -> bool:
    """Whether these are messages between customer and bot that leave the shown state as it is.

    Whatever else changes a conversation comes with an event of its own, or wakes the stream
    without any event.
    """
    return (
        bool(events)
        and state is not None
        and state["in_charge"] == "bot"
        and all(
            event.kind == "message"
            and event.author in ("customer", "bot")
            and event.language == state["language"]
            for event in events
        )
    )


def _without_count(state: dict[str, Any]) -> dict[str, Any]:
    """The state but for the number of the last event, which the log's own frames tell."""
    return {name: value for name, value in state.items() if name != "last_sequence"}
