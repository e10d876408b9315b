"""The sweep that abandons handoffs whose customers have gone.

The times are in the database, so any process may sweep, several may, and none has to live long.
"""

import logging
import threading
from datetime import timedelta

from sqlalchemy.exc import SQLAlchemyError

from helpdesk import clock
from helpdesk.conversations import log as conversation_log
from helpdesk.database import Database
from helpdesk.errors import HelpdeskError
from helpdesk.handoffs import queue, transitions
from helpdesk.handoffs.refusals import HandoffRefused
from helpdesk.models import Handoff

log = logging.getLogger(__name__)

SWEEP_SECONDS = 15.0


def sweep(database: Database, abandon_after: timedelta) -> list[str]:
    """Abandon what is due; the ids of the handoffs that were abandoned."""
    with database.read() as session:
        due = queue.gone_customers(session, clock.now() - abandon_after)
    return [
        handoff_id for handoff_id in due if _abandon_if_gone(database, handoff_id, abandon_after)
    ]


def _abandon_if_gone(database: Database, handoff_id: str, abandon_after: timedelta) -> bool:
    try:
        with database.write() as session:
            handoff = session.get_one(Handoff, handoff_id)
            # looked at again under the lock: the customer may just have come back
            conversation = conversation_log.lock(session, handoff.conversation_id)
            now = clock.now()
            if conversation.customer_seen_at >= now - abandon_after:
                return False
            transitions.abandon(session, handoff_id, at=now)
    except HandoffRefused:
        return False
    log.info("action=handoff_abandoned handoff_id=%s", handoff_id)
    return True


class Timers:
    """Sweeps from time to time, in a thread (a greenlet under the server)."""

    def __init__(
        self, database: Database, abandon_after: timedelta, pause_seconds: float = SWEEP_SECONDS
    ) -> None:
        self._database = database
        self._abandon_after = abandon_after
        self._pause_seconds = min(pause_seconds, max(abandon_after.total_seconds() / 4, 0.05))
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="timers", daemon=True)

    def start(self) -> None:
        """Begin to sweep."""
        self._thread.start()

    def stop(self) -> None:
        """Sweep no more."""
        self._stopping.set()
        self._thread.join(timeout=5)

    def _run(self) -> None:
        while not self._stopping.wait(self._pause_seconds):
            try:
                sweep(self._database, self._abandon_after)
            except (SQLAlchemyError, HelpdeskError) as error:
                log.error("action=sweep_failed reason=%s", str(error).splitlines()[0])
