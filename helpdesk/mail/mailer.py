"""The mailer: sends what waits in the outbox, one e-mail after another, beside the requests."""

import logging
from datetime import timedelta
from email.message import EmailMessage
from typing import Protocol

from helpdesk import clock
from helpdesk.conversations import links
from helpdesk.database import Database
from helpdesk.mail import outbox
from helpdesk.mail.message import compose
from helpdesk.mail.outbox import Leased
from helpdesk.mail.smtp import STEPS, NotSent, RefusedForGood, Smtp
from helpdesk.periodic import Periodic
from helpdesk.settings import Settings

log = logging.getLogger(__name__)

# longer than any attempt can take, so that nobody else sends what is being sent
_LEASE_SPARE_SECONDS = 60.0


class MailServer(Protocol):
    """Who takes e-mails."""

    def send(self, message: EmailMessage, sender: str, recipient: str) -> None:
        """Return once the message is taken. Raises RefusedForGood or NotNow."""


class Mailer:
    """Sends due e-mails after each pause. Without a mail server in the settings it never starts."""

    def __init__(
        self, database: Database, settings: Settings, server: MailServer | None = None
    ) -> None:
        self._database = database
        self._settings = settings
        self._server = server
        if server is None and settings.smtp_host is not None:
            self._server = Smtp(settings)
        # two connections' worth of steps: an attempt ends long before its lease
        attempt_seconds = settings.smtp_seconds * STEPS * 2
        self._lease_for = timedelta(seconds=attempt_seconds + _LEASE_SPARE_SECONDS)
        self._periodic = Periodic("mail", self.send_due, settings.sweep_seconds)

    def start(self) -> None:
        """Begin to send, if there is a mail server to send through."""
        if self._server is None:
            log.info("action=mail_waits reason=no_mail_server_set")
            return
        self._periodic.start()

    def stop(self) -> None:
        """Send no more."""
        if self._server is not None:
            self._periodic.stop()

    def send_due(self) -> int:
        """Try every e-mail that is due, each once; how many the mail server took."""
        taken = 0
        while True:
            with self._database.read() as session:
                if not outbox.is_any_due(session, clock.now()):
                    return taken
            with self._database.write() as session:
                leased = outbox.take(session, self._lease_for)
            if leased is None:
                return taken
            taken += self._attempt(leased)

    def _attempt(self, leased: Leased) -> bool:
        assert self._server is not None
        mail = leased.mail
        sender = self._settings.mail_from
        try:
            self._server.send(self._composed(leased), sender, mail.to_address)
        except RefusedForGood as error:
            log.error("action=mail_refused mail_id=%s reason=%s", mail.id, error)
            with self._database.write() as session:
                outbox.mark_refused(session, leased, str(error))
            return False
        except NotSent as error:
            log.warning(
                "action=mail_postponed mail_id=%s attempt=%s reason=%s",
                mail.id,
                mail.attempts,
                error,
            )
            with self._database.write() as session:
                outbox.mark_postponed(session, leased, str(error))
            return False
        with self._database.write() as session:
            marked = outbox.mark_sent(session, leased)
        if not marked:
            log.warning("action=mail_lease_lost mail_id=%s", mail.id)
        return True

    def _composed(self, leased: Leased) -> EmailMessage:
        mail = leased.mail
        company, sender = self._settings.company, self._settings.mail_from
        if mail.conversation_id is None:
            return compose(mail, company=company, sender=sender)
        valid_for = timedelta(days=self._settings.mail_link_days)
        with self._database.write() as session:
            link = links.give(session, mail.conversation_id, valid_for)
        return compose(
            mail,
            company=company,
            sender=sender,
            link=links.address(self._settings, mail.conversation_id, link.token),
            link_until=link.expires_at,
        )
