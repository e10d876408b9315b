"""Wake-ups: who changed something tells who waits for it.

A wake-up says only *that* something changed; what changed is read from the database, so a lost
one delays and never loses. Ephemeral signals (typing) carry a small payload and are never stored.
`Wakeups` is one process's switchboard; other processes are reached by `streams.relays`.
"""

import threading
from collections import deque
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Protocol, Self

from sqlalchemy.orm import Session

TURNS = "turns"
HANDOFFS = "handoffs"
# somebody was told something, or has read it
NOTICES = "notices"
# an agent's presence, room or skills changed
AGENTS = "agents"
_SIGNALS_KEPT = 64


# every event of every conversation: what a desk follows
DESK = "desk"
# only for who hears every topic: something may have been missed
MISSED = "missed"

_CONVERSATION = "conversation:"
_VIEWING = "viewing:"
_DETAIL = "detail:"


def conversation_topic(conversation_id: str) -> str:
    """The topic of everything that happens in one conversation."""
    return f"{_CONVERSATION}{conversation_id}"


def viewing_topic(conversation_id: str) -> str:
    """The topic of who has one conversation open on a desk."""
    return f"{_VIEWING}{conversation_id}"


def detail_topic(conversation_id: str) -> str:
    """The topic of what only agents see of one conversation: notes, flags, its customer."""
    return f"{_DETAIL}{conversation_id}"


def agent_topic(agent_id: int) -> str:
    """The topic of what concerns all desks of one agent, such as how far they have read."""
    return f"agent:{agent_id}"


def conversations_in(topics: Iterable[str]) -> set[str]:
    """Ids of the conversations among the topics in which something happened."""
    return _ids_in(topics, _CONVERSATION)


def details_in(topics: Iterable[str]) -> set[str]:
    """Ids of the conversations among the topics of which agents see something new."""
    return _ids_in(topics, _DETAIL)


def viewed_in(topics: Iterable[str]) -> set[str]:
    """Ids of the conversations among the topics whose viewers changed."""
    return _ids_in(topics, _VIEWING)


@dataclass(frozen=True, kw_only=True)
class Signal:
    """An ephemeral event, such as typing: shown to whoever listens now, never stored."""

    conversation_id: str
    kind: str
    data: dict[str, Any]


class Subscription:
    """One waiter's ear on some topics. Use it as a context manager."""

    def __init__(self, wakeups: "Wakeups", topics: Iterable[str] | None) -> None:
        """An ear on `topics`, or, where they are None, on every topic there is."""
        self._wakeups = wakeups
        self.topics = None if topics is None else frozenset(topics)
        self._ring = threading.Event()
        self._lock = threading.Lock()
        self._woken: set[str] = set()
        self._signals: deque[Signal] = deque(maxlen=_SIGNALS_KEPT)

    def wait(self, timeout: float) -> frozenset[str]:
        """The topics woken since the last call.

        Empty when ``timeout`` seconds went by quietly, or when only signals came.
        """
        self._ring.wait(timeout)
        with self._lock:
            self._ring.clear()
            woken = frozenset(self._woken)
            self._woken.clear()
        return woken

    def signals(self) -> list[Signal]:
        """The ephemeral signals since the last call, oldest first."""
        taken = []
        while self._signals:
            taken.append(self._signals.popleft())
        return taken

    def wake(self, topics: Iterable[str], signal: Signal | None = None) -> None:
        """End the wait: with a signal if there is one, else because the topics changed."""
        with self._lock:
            if signal is not None:
                # nothing is stored of it, so there is nothing to look up for its topics
                self._signals.append(signal)
            else:
                self._woken.update(
                    topics if self.topics is None else self.topics.intersection(topics)
                )
            self._ring.set()

    def close(self) -> None:
        """Hear nothing any more."""
        self._wakeups.forget(self)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


class Relay(Protocol):
    """How other processes are told."""

    def committing(self, session: Session, topics: Collection[str]) -> None:
        """Tell of the topics as part of the transaction."""

    def signal(self, signal: Signal) -> None:
        """Tell of an ephemeral signal at once."""


class Wakeups:
    """This process's switchboard of wake-ups; the database's listener."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._by_topic: dict[str, set[Subscription]] = {}
        self._hearing_all: set[Subscription] = set()
        self._relay: Relay | None = None
        self.closing = threading.Event()

    def relay_through(self, relay: Relay) -> None:
        """From now on tell other processes too."""
        self._relay = relay

    def committing(self, session: Session, topics: Collection[str]) -> None:
        """Tell other processes, inside the transaction."""
        if self._relay is not None:
            self._relay.committing(session, topics)

    def committed(self, topics: Collection[str]) -> None:
        """Wake this process's waiters; whoever hears every topic before the others."""
        with self._lock:
            hearing_all = list(self._hearing_all)
        for subscription in hearing_all:
            subscription.wake(topics)
        for topic in topics:
            self.wake(topic)

    def subscribe(self, topics: Iterable[str]) -> Subscription:
        """An ear on ``topics``. Subscribe first, read the database then, and miss nothing."""
        subscription = Subscription(self, topics)
        with self._lock:
            for topic in subscription.topics or ():
                self._by_topic.setdefault(topic, set()).add(subscription)
        return subscription

    def subscribe_to_all(self) -> Subscription:
        """An ear on every committed topic, and on `MISSED`. It hears no signals."""
        subscription = Subscription(self, None)
        with self._lock:
            self._hearing_all.add(subscription)
        return subscription

    def forget(self, subscription: Subscription) -> None:
        """Tell this subscription nothing any more."""
        with self._lock:
            self._hearing_all.discard(subscription)
            for topic in subscription.topics or ():
                listening = self._by_topic.get(topic)
                if listening is not None:
                    listening.discard(subscription)
                    if not listening:
                        del self._by_topic[topic]

    def wake(self, topic: str, signal: Signal | None = None) -> None:
        """Wake whoever waits for ``topic`` in this process."""
        with self._lock:
            listening = list(self._by_topic.get(topic, ()))
        for subscription in listening:
            subscription.wake((topic,), signal)

    def wake_all(self) -> None:
        """Wake everybody here, for all topics: something may have been missed."""
        with self._lock:
            everybody = {s for listening in self._by_topic.values() for s in listening}
            everybody |= self._hearing_all
        for subscription in everybody:
            subscription.wake((MISSED,) if subscription.topics is None else subscription.topics)

    def signal(self, signal: Signal) -> None:
        """Show an ephemeral signal to the conversation's listeners and the desks."""
        self.receive(signal)
        if self._relay is not None:
            self._relay.signal(signal)

    def receive(self, signal: Signal) -> None:
        """Show a signal to this process's listeners only."""
        self.wake(conversation_topic(signal.conversation_id), signal)
        self.wake(DESK, signal)

    def close(self) -> None:
        """End every wait; streams see `closing` and finish."""
        self.closing.set()
        self.wake_all()


def _ids_in(topics: Iterable[str], prefix: str) -> set[str]:
    return {topic.removeprefix(prefix) for topic in topics if topic.startswith(prefix)}
