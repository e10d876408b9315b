"""Wake-ups from other processes on SQLite: a look at the log once a second.

On SQLite writers follow each other, so event numbers grow in the order of the commits and none
is passed over.
"""

from sqlalchemy import func, select

from helpdesk.database import Database
from helpdesk.models import Event
from helpdesk.periodic import Periodic
from helpdesk.streams.wakeups import DESK, HANDOFFS, TURNS, Wakeups, conversation_topic

POLL_SECONDS = 1.0


class Poller:
    """Looks for events that other processes stored, once a pause."""

    def __init__(
        self, database: Database, wakeups: Wakeups, pause_seconds: float = POLL_SECONDS
    ) -> None:
        self._database = database
        self._wakeups = wakeups
        self._last_id: int | None = None
        self._periodic = Periodic("poll", self.look, pause_seconds)

    def start(self) -> None:
        """Begin to look; whatever is stored from now on wakes."""
        self._periodic.act_once()
        self._periodic.start()

    def stop(self) -> None:
        """Look no more."""
        self._periodic.stop()

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
