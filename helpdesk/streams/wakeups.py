"""Wake-ups: who changed something tells who waits for it.

A wake-up says only *that* something changed; what changed is read from the database, so a lost
one delays and never loses. Ephemeral signals (typing) carry a small payload and are never stored.
`Wakeups` is one process's switchboard; other processes are reached by `streams.relays`.
"""

import threading
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from sqlalchemy.orm import Session

from helpdesk.database import after_commit

TURNS = "turns"
HANDOFFS = "handoffs"
_SIGNALS_KEPT = 64


def conversation_topic(conversation_id: str) -> str:
    """The topic of everything that happens in one conversation."""
    return f"conversation:{conversation_id}"


# every event of every conversation: what a desk follows
DESK = "desk"


@dataclass(frozen=True, kw_only=True)
class Signal:
    """An ephemeral event, such as typing: shown to whoever listens now, never stored."""

    conversation_id: str
    kind: str
    data: dict[str, Any]


class Subscription:
    """One waiter's ear on some topics. Use it as a context manager."""

    def __init__(self, wakeups: "Wakeups", topics: Iterable[str]) -> None:
        self._wakeups = wakeups
        self.topics = frozenset(topics)
        self._woken = threading.Event()
        self._signals: deque[Signal] = deque(maxlen=_SIGNALS_KEPT)

    def wait(self, timeout: float) -> bool:
        """Whether something was woken within ``timeout`` seconds; at once if it was since."""
        woken = self._woken.wait(timeout)
        self._woken.clear()
        return woken

    def signals(self) -> list[Signal]:
        """The ephemeral signals since the last call, oldest first."""
        taken = []
        while self._signals:
            taken.append(self._signals.popleft())
        return taken

    def wake(self, signal: Signal | None = None) -> None:
        """End the wait, with a signal if there is one."""
        if signal is not None:
            self._signals.append(signal)
        self._woken.set()

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


class Wakeups:
    """This process's switchboard of wake-ups."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._by_topic: dict[str, set[Subscription]] = {}
        self._send_elsewhere: Callable[[Session, str], None] | None = None
        self._signal_elsewhere: Callable[[Signal], None] | None = None
        self.closing = threading.Event()

    def relay_through(
        self,
        send: Callable[[Session, str], None],
        signal: Callable[[Signal], None],
    ) -> None:
        """From now on tell other processes too: topics inside a transaction, signals at once."""
        self._send_elsewhere = send
        self._signal_elsewhere = signal

    def subscribe(self, topics: Iterable[str]) -> Subscription:
        """An ear on ``topics``. Subscribe first, read the database then, and miss nothing."""
        subscription = Subscription(self, topics)
        with self._lock:
            for topic in subscription.topics:
                self._by_topic.setdefault(topic, set()).add(subscription)
        return subscription

    def forget(self, subscription: Subscription) -> None:
        """Tell this subscription nothing any more."""
        with self._lock:
            for topic in subscription.topics:
                listening = self._by_topic.get(topic)
                if listening is not None:
                    listening.discard(subscription)
                    if not listening:
                        del self._by_topic[topic]

    def announce(self, session: Session, topic: str) -> None:
        """Wake whoever waits for ``topic``, here and elsewhere, once ``session`` is committed."""
        after_commit(session, lambda: self.wake(topic))
        if self._send_elsewhere is not None:
            self._send_elsewhere(session, topic)

    def wake(self, topic: str, signal: Signal | None = None) -> None:
        """Wake whoever waits for ``topic`` in this process."""
        with self._lock:
            listening = list(self._by_topic.get(topic, ()))
        for subscription in listening:
            subscription.wake(signal)

    def wake_all(self) -> None:
        """Wake everybody here: something may have been missed."""
        with self._lock:
            everybody = {s for listening in self._by_topic.values() for s in listening}
        for subscription in everybody:
            subscription.wake()

    def signal(self, signal: Signal) -> None:
        """Show an ephemeral signal to the conversation's listeners and the desks."""
        self.receive(signal)
        if self._signal_elsewhere is not None:
            self._signal_elsewhere(signal)

    def receive(self, signal: Signal) -> None:
        """Show a signal to this process's listeners only."""
        self.wake(conversation_topic(signal.conversation_id), signal)
        self.wake(DESK, signal)

    def close(self) -> None:
        """End every wait; streams see `closing` and finish."""
        self.closing.set()
        self.wake_all()
