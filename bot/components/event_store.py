"""Owns the state of dialogues between turns: a small event store on SQLite.

The helpdesk's log is the truth about a conversation; this is what the dialogue policies need of
the current session, kept over a restart. One process writes: `cache` keeps live trackers.
"""

from __future__ import annotations

import itertools
import json
import logging
import sqlite3
import time
from collections import OrderedDict
from pathlib import Path
from typing import Any, Dict, Iterable, List, Optional, Text

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SerializedTrackerAsText, TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

logger = logging.getLogger(__name__)

# A turn costs more the more turns Rasa replays. Our rules look no further back than an open
# clarification, so the state starts afresh after some turns, and after many in any case.
FRESH_TURNS = 6
MAX_TURNS = 60
KEPT_SECONDS = 7 * 24 * 3600.0

_SCHEMA = """
CREATE TABLE IF NOT EXISTS event (
    id INTEGER PRIMARY KEY,
    sender_id TEXT NOT NULL,
    stored_at REAL NOT NULL,
    data TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS event_by_sender ON event (sender_id, id);
CREATE INDEX IF NOT EXISTS event_by_time ON event (stored_at);
"""


class EventStore(TrackerStore, SerializedTrackerAsText):
    """A tracker store of one row per event; only new events are written at a turn's end."""

    def __init__(
        self,
        domain: Optional[Domain] = None,
        event_broker: Optional[EventBroker] = None,
        path: Text = "trackers.db",
        cache: int = 256,
        **kwargs: Any,
    ) -> None:
        """Opens the store at `path`, making the file, and forgets sessions older than a week."""
        kwargs.pop("host", None)
        super().__init__(domain, event_broker, **kwargs)
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        self._database = sqlite3.connect(
            path, isolation_level=None, check_same_thread=False, timeout=1.0
        )
        self._database.execute("PRAGMA journal_mode=WAL")
        # losing the last turns' dialogue state in a power cut costs a clarification, no message
        self._database.execute("PRAGMA synchronous=NORMAL")
        self._database.executescript(_SCHEMA)
        self._database.execute(
            "DELETE FROM event WHERE stored_at < ?", (time.time() - KEPT_SECONDS,)
        )
        self._live: OrderedDict[Text, DialogueStateTracker] = OrderedDict()
        self._cache = int(cache)

    async def retrieve(self, sender_id: Text) -> Optional[DialogueStateTracker]:
        """The session's tracker, or None for an unknown or overlong one.

        A live tracker is handed out once and comes back by `save`, so that a turn that failed
        half-way leaves nothing behind: the next one reads what was stored.
        """
        tracker = self._live.pop(sender_id, None) or self._load(sender_id)
        if tracker is None:
            return None
        turns = _count_turns(tracker)
        if turns >= MAX_TURNS or (turns >= FRESH_TURNS and not _is_clarifying(tracker)):
            logger.debug("dialogue of %s starts afresh after %s turns", sender_id, turns)
            self._database.execute("DELETE FROM event WHERE sender_id = ?", (sender_id,))
            return None
        return tracker

    async def retrieve_full_tracker(self, conversation_id: Text) -> Optional[DialogueStateTracker]:
        """The same tracker as stored: a sender is one session."""
        return self._load(conversation_id)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Stores the events added since the tracker was loaded, in one transaction."""
        await self.stream_events(tracker)
        stored = _stored_events(tracker)
        now = time.time()
        rows = [
            (tracker.sender_id, now, json.dumps(event.as_dict(), ensure_ascii=False))
            for event in itertools.islice(tracker.events, stored, None)
        ]
        self._write(rows)
        _mark_stored(tracker, stored + len(rows))
        self._live[tracker.sender_id] = tracker
        while len(self._live) > self._cache:
            self._live.popitem(last=False)

    async def delete(self, sender_id: Text) -> None:
        """Forgets the session."""
        self._live.pop(sender_id, None)
        self._database.execute("DELETE FROM event WHERE sender_id = ?", (sender_id,))

    async def keys(self) -> Iterable[Text]:
        """The senders known."""
        rows = self._database.execute("SELECT DISTINCT sender_id FROM event")
        return [sender_id for (sender_id,) in rows]

    def close(self) -> None:
        """Closes the file; the store is of no use after it."""
        self._database.close()

    def _load(self, sender_id: Text) -> Optional[DialogueStateTracker]:
        rows = self._database.execute(
            "SELECT data FROM event WHERE sender_id = ? ORDER BY id", (sender_id,)
        ).fetchall()
        if not rows:
            return None
        events: List[Dict[Text, Any]] = [json.loads(data) for (data,) in rows]
        tracker = DialogueStateTracker.from_dict(sender_id, events, self.domain.slots)
        _mark_stored(tracker, len(rows))
        return tracker

    def _write(self, rows: List[Any]) -> None:
        if not rows:
            return
        self._database.execute("BEGIN IMMEDIATE")
        try:
            self._database.executemany(
                "INSERT INTO event (sender_id, stored_at, data) VALUES (?, ?, ?)", rows
            )
        except BaseException:
            self._database.execute("ROLLBACK")
            raise
        self._database.execute("COMMIT")


async def forget(store: TrackerStore, sender_id: Text) -> None:
    """Drops a session's dialogue state, whatever Rasa has wrapped around our store."""
    inner = getattr(store, "_tracker_store", store)
    if isinstance(inner, EventStore):
        await inner.delete(sender_id)


def _count_turns(tracker: DialogueStateTracker) -> int:
    return sum(isinstance(event, UserUttered) for event in _events(tracker))


def _is_clarifying(tracker: DialogueStateTracker) -> bool:
    return "clarification_pending" in tracker.slots and bool(
        tracker.get_slot("clarification_pending")
    )


def _events(tracker: DialogueStateTracker) -> Iterable[Event]:
    return tracker.events


def _stored_events(tracker: DialogueStateTracker) -> int:
    return int(getattr(tracker, "stored_events", 0))


def _mark_stored(tracker: DialogueStateTracker, count: int) -> None:
    tracker.stored_events = count  # type: ignore[attr-defined]
