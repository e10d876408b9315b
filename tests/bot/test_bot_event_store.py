"""The dialogues' state between turns."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from pathlib import Path
from typing import Any

import pytest
from components import event_store
from components.event_store import EventStore, forget
from rasa.core.tracker_store import FailSafeTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

DOMAIN = Domain.from_dict(
    {
        "intents": ["greet"],
        "slots": {
            "language": {"type": "text", "mappings": [{"type": "custom"}]},
            "clarification_pending": {"type": "bool", "mappings": [{"type": "custom"}]},
        },
    }
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "folder" / "trackers.db"


def open_store(path: Path) -> EventStore:
    return EventStore(domain=DOMAIN, path=str(path))


def take_turn(
    store: EventStore, sender: str = "c:1", slots: dict[str, Any] | None = None
) -> DialogueStateTracker:
    async def turn() -> DialogueStateTracker:
        tracker = await store.get_or_create_tracker(sender)
        tracker.update(UserUttered("ahoj", {"name": "greet", "confidence": 1.0}))
        for name, value in {"language": "cs", **(slots or {})}.items():
            tracker.update(SlotSet(name, value))
        tracker.update(ActionExecuted("action_listen"))
        await store.save(tracker)
        return tracker

    return asyncio.run(turn())


def count_events(path: Path) -> int:
    with sqlite3.connect(path) as database:
        return int(database.execute("SELECT count(*) FROM event").fetchone()[0])


def test_a_dialogue_survives_a_restart(path: Path) -> None:
    before = take_turn(open_store(path))
    after = asyncio.run(open_store(path).retrieve("c:1"))
    assert after is not None
    assert list(after.events) == list(before.events)
    assert after.get_slot("language") == "cs"


def test_a_turn_writes_its_new_events_only(path: Path) -> None:
    store = open_store(path)
    first = len(take_turn(store).events)
    assert count_events(path) == first
    assert count_events(path) == first
    second = len(take_turn(store).events)
    assert count_events(path) == second == first + 3


def test_a_turn_after_a_restart_adds_to_what_was_stored(path: Path) -> None:
    first = len(take_turn(open_store(path)).events)
    second = take_turn(open_store(path))
    assert count_events(path) == len(second.events) == first + 3


def test_a_turn_that_was_never_saved_leaves_nothing(path: Path) -> None:
    store = open_store(path)
    stored = len(take_turn(store).events)
    broken = asyncio.run(store.retrieve("c:1"))
    assert broken is not None
    broken.update(UserUttered("lost", {"name": "greet", "confidence": 1.0}))
    again = asyncio.run(store.retrieve("c:1"))
    assert again is not None
    assert len(again.events) == stored


def test_sessions_know_nothing_of_each_other(path: Path) -> None:
    store = open_store(path)
    take_turn(store, "c:1")
    assert asyncio.run(store.retrieve("c:2")) is None
    assert asyncio.run(store.keys()) == ["c:1"]


def count_turns(tracker: DialogueStateTracker) -> int:
    return sum(isinstance(event, UserUttered) for event in tracker.events)


def test_a_long_session_starts_afresh(path: Path) -> None:
    store = open_store(path)
    for _ in range(event_store.FRESH_TURNS):
        take_turn(store)
    fresh = take_turn(store)
    assert count_turns(fresh) == 1
    assert count_events(path) == len(fresh.events)


def test_a_long_session_keeps_an_open_clarification_up_to_a_limit(path: Path) -> None:
    store = open_store(path)
    for turn in range(1, event_store.MAX_TURNS + 1):
        tracker = take_turn(store, slots={"clarification_pending": True})
        assert count_turns(tracker) == turn
    assert count_turns(take_turn(store)) == 1


def test_a_forgotten_session_is_gone_from_memory_and_disk(path: Path) -> None:
    store = open_store(path)
    take_turn(store)
    asyncio.run(forget(FailSafeTrackerStore(store), "c:1"))
    assert asyncio.run(store.retrieve("c:1")) is None
    assert count_events(path) == 0


def test_sessions_older_than_a_week_are_forgotten_at_start(path: Path) -> None:
    take_turn(open_store(path))
    with sqlite3.connect(path) as database:
        database.execute("UPDATE event SET stored_at = ?", (time.time() - 8 * 86_400,))
    assert asyncio.run(open_store(path).retrieve("c:1")) is None


def test_more_live_sessions_than_the_cache_holds_are_read_from_disk(path: Path) -> None:
    store = EventStore(domain=DOMAIN, path=str(path), cache=2)
    for number in range(5):
        take_turn(store, f"c:{number}")
    tracker = asyncio.run(store.retrieve("c:0"))
    assert tracker is not None
    assert tracker.get_slot("language") == "cs"
