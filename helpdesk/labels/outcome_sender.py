"""Tells the knowledge base which live answers proved right or wrong, from time to time.

It watches whether the certificate still holds. Each time it is told everything since the
certificate was issued, so that several processes may send and none has to remember.
"""

import logging
import threading

from sqlalchemy.exc import SQLAlchemyError

from helpdesk.database import Database
from helpdesk.errors import HelpdeskError
from helpdesk.knowledge_client import KnowledgeBase
from helpdesk.labels import outcomes

log = logging.getLogger(__name__)


class OutcomeSender:
    """Sends outcomes when some have changed, in a thread (a greenlet under the server)."""

    def __init__(self, database: Database, knowledge: KnowledgeBase, pause_seconds: float) -> None:
        self._database = database
        self._knowledge = knowledge
        self._pause_seconds = pause_seconds
        self._sent: tuple[object, ...] | None = None
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="outcome-sender", daemon=True)

    def start(self) -> None:
        """Begin to send."""
        self._thread.start()

    def stop(self) -> None:
        """Send no more."""
        self._stopping.set()
        self._thread.join(timeout=5)

    def send(self) -> bool:
        """Send all outcomes since the certificate, if any changed; whether they were sent.

        Raises KnowledgeBaseUnavailable or KnowledgeBaseRefused; the next call then sends.
        """
        certificate = self._knowledge.certificate().certificate
        if certificate is None:
            return False
        with self._database.read() as session:
            # first, so that what changes in between is sent again rather than not at all
            marker = (certificate.id, *outcomes.marker(session))
            if marker == self._sent:
                return False
            found = outcomes.live_outcomes(session, certificate.issued_at)
        self._sent = None
        state = self._knowledge.post_outcomes([outcome.as_json() for outcome in found])
        self._sent = marker
        if state.status == "alarm":
            log.warning("action=certificate_alarm certificate_id=%s", certificate.id)
        return True

    def _run(self) -> None:
        while not self._stopping.wait(self._pause_seconds):
            try:
                self.send()
            except (SQLAlchemyError, HelpdeskError) as error:
                # a knowledge base that comes back may have forgotten what it was told
                self._sent = None
                log.warning("action=outcomes_not_sent reason=%s", str(error).splitlines()[0])
