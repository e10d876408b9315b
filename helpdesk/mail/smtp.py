"""Hands one e-mail to the mail server, and says whether trying again makes sense.

    NotSent
    ├── RefusedForGood   the server will never take this e-mail (5xx to sender, recipient or text)
    └── NotNow           anything else: no server, a slow one, 4xx, a refused sign-in

Every step has a timeout, and the whole of them one, too.
"""

import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage

from helpdesk.settings import Settings

# connect, greetings, STARTTLS, sign-in, sender, recipient, text, farewell
STEPS = 8


class NotSent(Exception):
    """The mail server did not take the e-mail; the message says what it said."""


class RefusedForGood(NotSent):
    """The mail server will never take this e-mail."""


class NotNow(NotSent):
    """It may be taken later."""


class Smtp:
    """The mail server of the settings; a connection for each e-mail."""

    def __init__(self, settings: Settings, *, trust: ssl.SSLContext | None = None) -> None:
        """`trust` checks the server's certificate; by default, the system's authorities do."""
        assert settings.smtp_host is not None, "no mail server is set"
        self._host = settings.smtp_host
        self._settings = settings
        self._trust = trust

    def send(self, message: EmailMessage, sender: str, recipient: str) -> None:
        """Return once the mail server has taken the message. Raises RefusedForGood or NotNow."""
        try:
            with self._connection() as server, self._deadline(server):
                self._protect(server)
                self._sign_in(server)
                _hand_over(server, message, sender, recipient)
        except NotSent:
            raise
        except (OSError, smtplib.SMTPException) as error:
            raise NotNow(_said(error)) from error

    @contextmanager
    def _connection(self) -> Iterator[smtplib.SMTP]:
        seconds, port = self._settings.smtp_seconds, self._settings.smtp_port
        server: smtplib.SMTP
        if self._settings.smtp_security == "tls":
            server = smtplib.SMTP_SSL(
                self._host, port, timeout=seconds, context=self._authorities()
            )
        else:
            server = smtplib.SMTP(self._host, port, timeout=seconds)
        try:
            yield server
        finally:
            server.close()

    @contextmanager
    def _deadline(self, server: smtplib.SMTP) -> Iterator[None]:
        """End the connection of a server that answers drop by drop."""
        timer = threading.Timer(self._settings.smtp_seconds * STEPS, _cut, [server])
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _protect(self, server: smtplib.SMTP) -> None:
        if self._settings.smtp_security == "starttls":
            # a server that offers none raises: nothing is sent unprotected
            server.starttls(context=self._authorities())

    def _sign_in(self, server: smtplib.SMTP) -> None:
        if self._settings.smtp_username is not None:
            # a refusal is the fault of the settings, not of this e-mail: it waits
            server.login(
                self._settings.smtp_username, self._settings.smtp_password.get_secret_value()
            )

    def _authorities(self) -> ssl.SSLContext:
        return self._trust or ssl.create_default_context()


def _hand_over(server: smtplib.SMTP, message: EmailMessage, sender: str, recipient: str) -> None:
    try:
        server.send_message(message, from_addr=sender, to_addrs=[recipient])
    except smtplib.SMTPRecipientsRefused as error:
        code, said = error.recipients[recipient]
        raise _refusal(code, said) from error
    except smtplib.SMTPResponseException as error:
        raise _refusal(error.smtp_code, error.smtp_error) from error
    # it has taken the e-mail; how it says goodbye changes nothing
    with suppress(OSError, smtplib.SMTPException):
        server.quit()


def _refusal(code: int, said: bytes | str) -> NotSent:
    words = said.decode(errors="replace") if isinstance(said, bytes) else said
    kind = RefusedForGood if 500 <= code < 600 else NotNow
    return kind(f"{code} {' '.join(words.split())}")


def _said(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return str(_refusal(error.smtp_code, error.smtp_error))
    words = " ".join(str(error).split())
    return f"{type(error).__name__}: {words}" if words else type(error).__name__


def _cut(server: smtplib.SMTP) -> None:
    if server.sock is not None:
        with suppress(OSError):  # closed already
            server.sock.shutdown(socket.SHUT_RDWR)
