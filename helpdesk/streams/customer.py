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
from helpdesk.waiting.room import WaitingRoom

# a wait changes with every conversation there is; nobody needs to read along
WAIT_SECONDS = 10.0

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class _Pauses:
    """Between two comments, and between two looks at the wait alone; in seconds."""

    heartbeat: float
    wait: float


@dataclass(kw_only=True)
class _Shown:
    """What this stream's reader has been shown so far."""

    sequence: int
    state: dict[str, Any] | None = None
    looked_at: float = 0.0
    # of the wait: when it was last shown, and whether others' handoffs may have changed it since
    wait_shown_at: float = 0.0
    wait_may_differ: bool = False

    @property
    def waits(self) -> bool:
        """Whether the reader waits in the queue, as far as this stream has told."""
        return self.state is not None and self.state["in_charge"] == "queue"


def customer_frames(
    database: Database,
    wakeups: Wakeups,
    conversation_id: str,
    *,
    after: int,
    room: WaitingRoom,
    heartbeat_seconds: float,
    wait_seconds: float = WAIT_SECONDS,
) -> Iterator[str]:
    """Frames of the log after ``after``, of the conversation's state and of typing, without end.

    What is expected of a wait is shown again at most once in `wait_seconds`.

    It ends when the process is shutting down or the database fails; the reader then connects
    again and misses nothing. While it is read, its customer counts as present.
    """
    pauses = _Pauses(heartbeat=heartbeat_seconds, wait=wait_seconds)
    shown = _Shown(sequence=after)
    with wakeups.subscribe([conversation_topic(conversation_id), HANDOFFS]) as subscription:
        yield OPENING
        try:
            yield from _news(database, room, conversation_id, shown, pauses)
            while not wakeups.closing.is_set():
                frames = _next(database, room, conversation_id, shown, subscription, pauses)
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
    room: WaitingRoom,
    conversation_id: str,
    shown: _Shown,
    subscription: Subscription,
    pauses: _Pauses,
) -> Iterator[str]:
    """Wait for something to happen, and show it; a comment when nothing did."""
    heartbeat_at = shown.looked_at + pauses.heartbeat
    wait_at = shown.wait_shown_at + pauses.wait
    due_at = min(heartbeat_at, wait_at) if shown.wait_may_differ else heartbeat_at
    woken = subscription.wait(max(0.0, due_at - time.monotonic()))
    for signal in subscription.signals():
        if signal.data.get("author") != "customer":
            yield frame(signal.kind, signal.data)
    # other conversations' handoffs matter only to a place in the queue
    shown.wait_may_differ |= shown.waits and HANDOFFS in woken
    now = time.monotonic()
    if now >= heartbeat_at or conversation_topic(conversation_id) in woken:
        yield from _news(database, room, conversation_id, shown, pauses)
    elif shown.wait_may_differ and now >= wait_at:
        yield from _wait_news(room, shown)
    if now >= heartbeat_at:
        yield COMMENT


def _news(
    database: Database,
    room: WaitingRoom,
    conversation_id: str,
    shown: _Shown,
    pauses: _Pauses,
) -> Iterator[str]:
    shown.looked_at = time.monotonic()
    while True:
        with database.read() as session:
            events = log.events_after(session, conversation_id, shown.sequence)
            conversation = state = None
            if not _is_only_talk(events, shown.state):
                conversation = log.get(session, conversation_id)
                state = views.conversation_view(session, conversation, room)
        for event in events:
            yield frame("log", views.event_view(event), event_id=event.sequence)
            shown.sequence = event.sequence
        if len(events) < log.PAGE:
            break
    if conversation is None or state is None:
        return
    waited_on = shown.state is not None and _without_wait(state) == _without_wait(shown.state)
    if not waited_on or shown.looked_at >= shown.wait_shown_at + pauses.wait:
        yield from _show(state, shown)
    access.mark_seen(database, conversation)


def _wait_news(room: WaitingRoom, shown: _Shown) -> Iterator[str]:
    """What has become of the wait, from the look at the queue that all who wait share."""
    state = shown.state or {}
    handoff: dict[str, Any] = state.get("handoff") or {}
    wait = room.wait_lately(handoff["id"]) if handoff else None
    if wait is None:
        shown.wait_may_differ = False  # whatever became of it comes under the conversation's name
        return
    place = {**handoff, "position": wait["position"]}
    yield from _show({**state, "handoff": place, "wait": wait}, shown)


def _show(state: dict[str, Any], shown: _Shown) -> Iterator[str]:
    shown.wait_shown_at = time.monotonic()
    shown.wait_may_differ = False
    if shown.state is None or _without_count(state) != _without_count(shown.state):
        yield frame("state", state)
        shown.state = state


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


def _without_wait(state: dict[str, Any]) -> dict[str, Any]:
    """The state but for what other conversations change in it."""
    handoff = state["handoff"] and {**state["handoff"], "position": None}
    return {**_without_count(state), "handoff": handoff, "wait": state["wait"] is None}


def _without_count(state: dict[str, Any]) -> dict[str, Any]:
    """The state but for the number of the last event, which the log's own frames tell."""
    return {name: value for name, value in state.items() if name != "last_sequence"}
