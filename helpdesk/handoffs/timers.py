"""The sweep that abandons handoffs whose customers have gone.

The times are in the database, so any process may sweep, several may, and none has to live long.
"""

import logging
from datetime import timedelta

from helpdesk import clock
from helpdesk.conversations import log as conversation_log
from helpdesk.database import Database
from helpdesk.handoffs import queue
from helpdesk.handoffs.refusals import HandoffRefused
from helpdesk.handoffs.transitions.requesting import abandon
from helpdesk.models import Handoff
from helpdesk.periodic import Periodic

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
            abandon(session, handoff_id, at=now)
    except HandoffRefused:
        return False
    log.info("action=handoff_abandoned handoff_id=%s", handoff_id)
    return True


class Timers:
    """Sweeps from time to time."""

    def __init__(
        self, database: Database, abandon_after: timedelta, pause_seconds: float = SWEEP_SECONDS
    ) -> None:
        self._database = database
        self._abandon_after = abandon_after
        pause = min(pause_seconds, max(abandon_after.total_seconds() / 4, 0.05))
        self._periodic = Periodic("sweep", self._sweep, pause)

    def start(self) -> None:
        """Begin to sweep."""
        self._periodic.start()

    def stop(self) -> None:
        """Sweep no more."""
        self._periodic.stop()

    def _sweep(self) -> None:
        sweep(self._database, self._abandon_after)
