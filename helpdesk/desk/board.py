"""The board: all open handoffs as every desk of this process shows them, worked out once.

Each desk's stream takes the whole board when it begins and from there on the batches of frames
that bring it up to date. However many desks are open, and however many of two thousand
conversations are quiet, only what was woken is read from the database, with pauses that leave
most of the process to others, and is serialised once. A wake-up may be lost: every
`check_seconds` everything is looked at again.

The board has no thread of its own. Whichever stream is woken first looks, for all of them.
"""

import threading
import time
from collections import deque
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from helpdesk.database import Database
from helpdesk.desk.agents import agent_views
from helpdesk.desk.following import Changes, Following, iterate_frames
from helpdesk.desk.viewers import Viewers, viewers
from helpdesk.streams.frames import as_json, frame, serialised_frame
from helpdesk.streams.wakeups import (
    AGENTS,
    HANDOFFS,
    MISSED,
    Subscription,
    Wakeups,
    conversations_in,
    details_in,
    viewed_in,
)

# every message of every conversation wakes every desk: looks, and handing on what they found,
# take about this share of the process, but no look waits longer than this
_SHARE = 0.3
_DESK_SECONDS = 0.0005
LOOK_SECONDS = 0.05
# a desk that fell further behind than this begins anew
_BATCHES_KEPT = 300


@dataclass(frozen=True, kw_only=True)
class Batch:
    """Frames that bring a desk from the state before `number` to the state at it."""

    number: int
    frames: str
    conversation_ids: frozenset[str]


@dataclass(kw_only=True)
class _Kept:
    """The board as it is, while somebody watches it."""

    following: Following = field(default_factory=Following)
    viewers: Viewers = field(default_factory=dict)
    agents: list[dict[str, Any]] | None = None
    # number of the last batch
    number: int = 0
    batches: deque[Batch] = field(default_factory=lambda: deque(maxlen=_BATCHES_KEPT))
    subscription: Subscription | None = None
    look_again_at: float = float("-inf")
    checked_at: float = float("-inf")


class Board:
    """One process's board. All of it may be called from any thread."""

    def __init__(
        self, database: Database, wakeups: Wakeups, *, present_for: timedelta, check_seconds: float
    ) -> None:
        self._database = database
        self._wakeups = wakeups
        self._present_for = present_for
        self._check_seconds = check_seconds
        self._lock = threading.Lock()
        self._watching = 0
        self._kept = _Kept()

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Keep the board while somebody watches; what nobody watches is not worked out."""
        with self._lock:
            self._watching += 1
        try:
            yield
        finally:
            with self._lock:
                self._watching -= 1
                if not self._watching:
                    if self._kept.subscription is not None:
                        self._kept.subscription.close()
                    self._kept = _Kept()

    def look(self) -> None:
        """Bring the board up to date, unless that was done just now (`pause`).

        Whoever was woken in between is woken again, so that a look left out loses nothing.
        """
        with self._lock:
            now = time.monotonic()
            if now < self._kept.look_again_at:
                return
            # heard first and read afterwards: what is committed in between is heard again
            if self._kept.subscription is None:
                self._kept.subscription = self._wakeups.subscribe_to_all()
            woken = self._kept.subscription.wait(0)
            is_due = now >= self._kept.checked_at + self._check_seconds or MISSED in woken
            try:
                if is_due:
                    self._look_at_everything()
                elif woken:
                    self._look_at(woken)
            except BaseException:
                # what was heard is used up
                self._kept.checked_at = float("-inf")
                raise
            done_at = time.monotonic()
            cost = done_at - now + self._watching * _DESK_SECONDS
            self._kept.look_again_at = done_at + min(LOOK_SECONDS, cost / _SHARE)
            if is_due:
                self._kept.checked_at = done_at

    def pause(self) -> float:
        """Seconds until the next look may be taken."""
        return max(0.0, self._kept.look_again_at - time.monotonic())

    def whole(self) -> tuple[int, str]:
        """The number of the last batch, and frames with everything as it is after it."""
        with self._lock:
            rows = ",".join(seen.text for seen in self._kept.following.seen.values())
            frames = [serialised_frame("handoffs", f'{{"handoffs":[{rows}]}}')]
            frames.append(frame("agents", {"agents": self._kept.agents}))
            frames += [_viewing_frame(one, self._kept.viewers[one]) for one in self._kept.viewers]
            return self._kept.number, "".join(frames)

    def since(self, number: int) -> list[Batch] | None:
        """The batches after this one; None when some of them are kept no more."""
        with self._lock:
            if number == self._kept.number:
                return []
            batches = [batch for batch in self._kept.batches if batch.number > number]
            return batches if len(batches) == self._kept.number - number else None

    def shows(self, conversation_id: str) -> bool:
        """Whether the conversation has an open handoff."""
        return conversation_id in self._kept.following.seen

    def belongs_to(self, conversation_id: str, username: str) -> bool:
        """Whether the conversation's open handoff is assigned to this agent."""
        seen = self._kept.following.seen.get(conversation_id)
        return seen is not None and seen.agent == username

    def _look_at_everything(self) -> None:
        with self._database.read() as session:
            chunks = self._kept.following.everything(session)
        for chunk in chunks:
            self._follow(chunk)
            # a chunk takes milliseconds in which nothing else runs: let it
            time.sleep(0)
        self._kept.following.has_begun = True
        self._look_at_agents()
        self._look_at_viewers(None)

    def _look_at(self, woken: Collection[str]) -> None:
        conversation_ids = conversations_in(woken)
        if conversation_ids:
            self._follow(conversation_ids)
        if AGENTS in woken or HANDOFFS in woken:
            self._look_at_agents()
        if viewed := viewed_in(woken):
            self._look_at_viewers(viewed)
        for conversation_id in details_in(woken):
            # desks that show the conversation ask for it; of the others nobody wants to know
            self._add(frame("detail", {"conversation_id": conversation_id}))

    def _follow(self, conversation_ids: Collection[str]) -> None:
        with self._database.read() as session:
            changes = self._kept.following.changes(session, conversation_ids)
        if changes and self._kept.following.has_begun:
            self._add(_frames_of(changes), changes.conversation_ids)

    def _look_at_agents(self) -> None:
        with self._database.read() as session:
            agents = agent_views(session, self._present_for)
        if agents != self._kept.agents:
            self._kept.agents = agents
            self._add(frame("agents", {"agents": agents}))

    def _look_at_viewers(self, conversation_ids: set[str] | None) -> None:
        """Read who has these conversations open; None: any, which also tells who has gone."""
        with self._database.read() as session:
            found = viewers(session, conversation_ids)
        changed = [
            one
            for one in (conversation_ids or found.keys() | self._kept.viewers.keys())
            if found.get(one, []) != self._kept.viewers.get(one, [])
        ]
        for conversation_id in changed:
            self._kept.viewers.pop(conversation_id, None)
            if conversation_id in found:
                self._kept.viewers[conversation_id] = found[conversation_id]
        if changed:
            frames = [_viewing_frame(one, self._kept.viewers.get(one, [])) for one in changed]
            self._add("".join(frames))

    def _add(self, frames: str, conversation_ids: Collection[str] = ()) -> None:
        self._kept.number += 1
        ids = frozenset(conversation_ids)
        self._kept.batches.append(
            Batch(number=self._kept.number, frames=frames, conversation_ids=ids)
        )


def _frames_of(changes: Changes) -> str:
    return "".join(serialised_frame(event, text) for event, text in iterate_frames(changes))


def _viewing_frame(conversation_id: str, present: list[dict[str, Any]]) -> str:
    return serialised_frame(
        "viewing", as_json({"conversation_id": conversation_id, "viewers": present})
    )
