"""Wake-ups from other processes on SQLite: a look at the log once a second.

On SQLite writers follow each other, so event numbers grow in the order of the commits and none
is passed over.
"""

import logging
import threading

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from helpdesk.database import Database
from helpdesk.models import Event
from helpdesk.streams.wakeups import DESK, HANDOFFS, TURNS, Wakeups, conversation_topic

log = logging.getLogger(__name__)

POLL_SECONDS = 1.0


class Poller:
    """Looks for events that other processes stored, in a thread (a greenlet under the server)."""

    def __init__(
        self, database: Database, wakeups: Wakeups, pause_seconds: float = POLL_SECONDS
    ) -> None:
        self._database = database
        self._wakeups = wakeups
        self._pause_seconds = pause_seconds
        self._last_id: int | None = None
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="poller", daemon=True)

    def start(self) -> None:
        """Begin to look; whatever is stored from now on wakes."""
        self._try_to_look()
        self._thread.start()

    def stop(self) -> None:
        """Look no more."""
        self._stopping.set()
        self._thread.join(timeout=5)

    def _run(self) -> None:
        while not self._stopping.wait(self._pause_seconds):
            self._try_to_look()

    def _try_to_look(self) -> None:
        try:
            self.look()
        except SQLAlchemyError as error:
            log.error("action=poll_failed reason=%s", str(error).splitlines()[0])

    def look(self) -> None:
        """Wake those who wait for what is new since the last look; the first look wakes nobody."""
        with self._database.read() as session:
            if self._last_id is None:
                self._last_id = session.scalar(select(func.max(Event.id))) or 0
                return
            new = session.execute(
                select(Event.id, Event.conversation_id, Event.kind)
                .where(Event.id > self._last_id)
                .order_by(Event.id)
            ).all()
        if not new:
            return
        self._last_id = new[-1].id
        topics = {conversation_topic(row.conversation_id) for row in new} | {DESK, TURNS}
        if any(row.kind.startswith("handoff_") for row in new):
            topics.add(HANDOFFS)
        self._wakeups.committed(topics)
