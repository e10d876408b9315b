"""Tells the knowledge base which live answers proved right or wrong, from time to time.

It watches whether the certificate still holds. Each time it is told everything since the
certificate was issued, so that several processes may send and none has to remember.
"""

import logging

from helpdesk.database import Database
from helpdesk.knowledge_client import KnowledgeBase
from helpdesk.labels import outcomes
from helpdesk.periodic import Periodic

log = logging.getLogger(__name__)


class OutcomeSender:
    """Sends outcomes when some have changed, once a pause."""

    def __init__(self, database: Database, knowledge: KnowledgeBase, pause_seconds: float) -> None:
        self._database = database
        self._knowledge = knowledge
        self._sent: tuple[object, ...] | None = None
        self._periodic = Periodic("outcomes", self._send_or_forget, pause_seconds)

    def start(self) -> None:
        """Begin to send."""
        self._periodic.start()

    def stop(self) -> None:
        """Send no more."""
        self._periodic.stop()

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

    def _send_or_forget(self) -> None:
        try:
            self.send()
        except Exception:
            # a knowledge base that comes back may have forgotten what it was told
            self._sent = None
            raise
