"""How many streams are open in this process: each holds a connection and some memory."""

import threading
from collections import Counter
from collections.abc import Callable

from helpdesk.errors import TooManyRequests, Unavailable


class TooManyStreams(TooManyRequests):
    """Too many streams of this conversation are open. Close some of its tabs."""

    code = "too_many_streams"


class StreamSlots:
    """Gives out slots for streams, at most so many for one owner and in all."""

    def __init__(self, *, per_owner: int, in_all: int) -> None:
        self._per_owner = per_owner
        self._in_all = in_all
        self._lock = threading.Lock()
        self._open: Counter[str] = Counter()

    def take(self, owner: str) -> Callable[[], None]:
        """What gives the taken slot back, however often it is called.

        Raises TooManyStreams, or Unavailable when the process is full.
        """
        with self._lock:
            if self._open.total() >= self._in_all:
                raise Unavailable("Too many streams are open at the moment.", retry_after=15)
            if self._open[owner] >= self._per_owner:
                raise TooManyStreams(retry_after=15)
            self._open[owner] += 1
        given_back = threading.Event()

        def give_back() -> None:
            with self._lock:
                if given_back.is_set():
                    return
                given_back.set()
                self._open[owner] -= 1
                if self._open[owner] <= 0:
                    del self._open[owner]

        return give_back

    def open(self) -> int:
        """How many streams are open."""
        with self._lock:
            return self._open.total()
