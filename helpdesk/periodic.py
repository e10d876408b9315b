"""Owns doing something again and again beside the requests, whatever goes wrong with it."""

import logging
import threading
from collections.abc import Callable

from sqlalchemy.exc import SQLAlchemyError

from helpdesk.errors import HelpdeskError

log = logging.getLogger(__name__)

_STOP_SECONDS = 5


class Periodic:
    """Acts after each pause, in a thread (a greenlet under the server), until it is stopped.

    What the database or another service refuses is logged, and tried again after the next pause.
    """

    def __init__(self, name: str, act: Callable[[], object], pause_seconds: float) -> None:
        """Act under this name, which the log lines carry too."""
        self._name = name
        self._act = act
        self._pause_seconds = pause_seconds
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Begin, with a pause."""
        self._thread.start()

    def stop(self) -> None:
        """End, after what is being done."""
        self._stopping.set()
        self._thread.join(timeout=_STOP_SECONDS)

    def act_once(self) -> None:
        """Act now; what goes wrong is logged only."""
        try:
            self._act()
        except (SQLAlchemyError, HelpdeskError) as error:
            log.error("action=%s_failed reason=%s", self._name, str(error).splitlines()[0])

    def _run(self) -> None:
        while not self._stopping.wait(self._pause_seconds):
            self.act_once()
