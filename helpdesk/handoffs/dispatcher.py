"""Assigns who waits whenever room may have come free, and from time to time in any case."""

import logging
import threading
from datetime import timedelta

from sqlalchemy.exc import SQLAlchemyError

from helpdesk.database import Database
from helpdesk.errors import HelpdeskError
from helpdesk.handoffs.assignment import assign_waiting
from helpdesk.streams.wakeups import AGENTS, HANDOFFS, Wakeups

log = logging.getLogger(__name__)

_STOP_SECONDS = 5.0


class Dispatcher:
    """Drains the queue after each wake-up of handoffs or agents; several processes may."""

    def __init__(
        self, database: Database, wakeups: Wakeups, *, present_for: timedelta, pause_seconds: float
    ) -> None:
        """Look at least once a pause: a wake-up may be lost, and agents go without one."""
        self._database = database
        self._wakeups = wakeups
        self._present_for = present_for
        self._pause_seconds = pause_seconds
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="dispatcher", daemon=True)

    def start(self) -> None:
        """Begin, with whoever waits already."""
        self._thread.start()

    def stop(self) -> None:
        """Assign no more, after the pass under way."""
        self._stopping.set()
        self._wakeups.wake(HANDOFFS)
        self._thread.join(timeout=_STOP_SECONDS)

    def _run(self) -> None:
        with self._wakeups.subscribe((HANDOFFS, AGENTS)) as subscription:
            while not self._stopping.is_set():
                self._assign()
                subscription.wait(self._pause_seconds)

    def _assign(self) -> None:
        try:
            assign_waiting(self._database, self._present_for)
        except (SQLAlchemyError, HelpdeskError) as error:
            log.error("action=assignment_failed reason=%s", str(error).splitlines()[0])
