"""A real mail server for tests, which takes, refuses or dawdles as it is told."""

import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword, Session


@dataclass
class MailServer:
    """What the server has taken, and what it answers next."""

    port: int = 0
    taken: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    protected: list[bool] = field(default_factory=list)
    # answers of its own, used up one by one; then it takes everything
    to_recipient: list[str] = field(default_factory=list)
    to_text: list[str] = field(default_factory=list)
    dawdles_seconds: float = 0.0

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's names
        self, _server: Any, _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        if self.to_recipient:
            return self.to_recipient.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, _server: Any, session: Session, envelope: Envelope
    ) -> str:
        if self.dawdles_seconds:
            time.sleep(self.dawdles_seconds)
        if self.to_text:
            return self.to_text.pop(0)
        content = envelope.content
        assert isinstance(content, bytes)
        self.taken.append(cast(EmailMessage, message_from_bytes(content, policy=default)))
        self.recipients += envelope.rcpt_tos
        self.protected.append(session.ssl is not None)
        return "250 Taken"


@contextmanager
def mail_server(
    *, starttls: ssl.SSLContext | None = None, password: str | None = None
) -> Iterator[MailServer]:
    """A mail server on a free port of this machine; with a password, for `helpdesk` only."""
    handler = MailServer()

    def authenticate(
        _server: Any, _session: Any, _envelope: Any, _mechanism: str, data: LoginPassword
    ) -> AuthResult:
        right = data.login == b"helpdesk" and data.password == (password or "").encode()
        return AuthResult(success=right, handled=right)

    controller = Controller(
        handler,
        hostname="127.0.0.1",
        port=_free_port(),
        tls_context=starttls,
        require_starttls=starttls is not None,
        authenticator=authenticate,
        auth_require_tls=starttls is not None,
        auth_required=password is not None,
    )
    controller.start()
    handler.port = controller.port
    try:
        yield handler
    finally:
        controller.stop(no_assert=True)


def _free_port() -> int:
    # the server's class connects to its own port to see whether it runs, so 0 is none for it
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def certificate(folder: Path) -> Path:
    """A new certificate of 127.0.0.1 with its key in one file, signed by itself."""
    file = folder / "mail-server.pem"
    names = "subjectAltName=IP:127.0.0.1,DNS:localhost"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    command += ["-subj", "/CN=localhost", "-addext", names]
    command += ["-keyout", str(file), "-out", str(file.with_suffix(".crt"))]
    subprocess.run(command, check=True, capture_output=True)
    file.write_text(file.read_text() + file.with_suffix(".crt").read_text())
    return file


def serving_context(file: Path) -> ssl.SSLContext:
    """What a server with this certificate protects its connections by."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


def trusting_context(file: Path) -> ssl.SSLContext:
    """What a client who trusts this certificate checks the server by."""
    return ssl.create_default_context(cafile=str(file))
