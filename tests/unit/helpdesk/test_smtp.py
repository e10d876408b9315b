"""One e-mail and a real mail server: taken, refused for good, or to be tried again."""

import socket
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from helpdesk.mail.smtp import NotNow, RefusedForGood, Smtp
from helpdesk.settings import Settings
from tests.mail_server import certificate, mail_server, serving_context, trusting_context

SENDER, RECIPIENT = "podpora@lipova.example", "karel@example.com"


def an_email() -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = SENDER, RECIPIENT, "Žluťoučký kůň"
    message.set_content("Dobrý den.")
    return message


def settings_for(port: int, **others: object) -> Settings:
    values = {"smtp_host": "127.0.0.1", "smtp_port": port, "smtp_security": "none", **others}
    return Settings(_env_file=None, **values)  # type: ignore[arg-type]


def test_an_email_is_taken_as_it_is() -> None:
    with mail_server() as server:
        Smtp(settings_for(server.port)).send(an_email(), SENDER, RECIPIENT)

    assert server.recipients == [RECIPIENT]
    assert server.taken[0]["Subject"] == "Žluťoučký kůň"


@pytest.mark.parametrize(
    ("refuse", "raised", "said"),
    [
        (lambda server: server.to_recipient.append("550 5.1.1 No mailbox"), RefusedForGood, "550"),
        (lambda server: server.to_text.append("554 5.6.0 No such text"), RefusedForGood, "554"),
        (lambda server: server.to_recipient.append("450 4.2.1 Mailbox busy"), NotNow, "450"),
        (lambda server: server.to_text.append("451 4.3.0 Try later"), NotNow, "451"),
    ],
    ids=["recipient for good", "text for good", "recipient for now", "text for now"],
)
def test_a_5xx_is_a_refusal_for_good_and_a_4xx_is_for_later(
    refuse: Callable[[object], None], raised: type[Exception], said: str
) -> None:
    with mail_server() as server:
        refuse(server)
        with pytest.raises(raised, match=f"^{said}"):
            Smtp(settings_for(server.port)).send(an_email(), SENDER, RECIPIENT)
    assert server.taken == []


def test_a_server_that_does_not_answer_in_time_is_for_later() -> None:
    with mail_server() as server:
        server.dawdles_seconds = 1.0
        with pytest.raises(NotNow):
            Smtp(settings_for(server.port, smtp_seconds=0.1)).send(an_email(), SENDER, RECIPIENT)


def test_without_a_server_there_it_is_for_later() -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # bound, but not listening
        with pytest.raises(NotNow):
            Smtp(settings_for(nobody.getsockname()[1])).send(an_email(), SENDER, RECIPIENT)


def test_starttls_protects_what_is_sent_and_the_password(tmp_path: Path) -> None:
    file = certificate(tmp_path)
    with mail_server(starttls=serving_context(file), password="right") as server:
        settings = settings_for(
            server.port,
            smtp_security="starttls",
            smtp_username="helpdesk",
            smtp_password=SecretStr("right"),
        )
        Smtp(settings, trust=trusting_context(file)).send(an_email(), SENDER, RECIPIENT)

    assert server.protected == [True]


def test_a_certificate_nobody_vouches_for_is_not_trusted(tmp_path: Path) -> None:
    with mail_server(starttls=serving_context(certificate(tmp_path))) as server:
        smtp = Smtp(settings_for(server.port, smtp_security="starttls"))
        with pytest.raises(NotNow, match="certificate"):
            smtp.send(an_email(), SENDER, RECIPIENT)
    assert server.taken == []


def test_a_server_without_starttls_gets_nothing_when_it_is_asked_for() -> None:
    with mail_server() as server:
        smtp = Smtp(settings_for(server.port, smtp_security="starttls"))
        with pytest.raises(NotNow, match="STARTTLS"):
            smtp.send(an_email(), SENDER, RECIPIENT)
    assert server.taken == []


def test_a_wrong_password_is_the_settings_fault_and_so_for_later(tmp_path: Path) -> None:
    file = certificate(tmp_path)
    with mail_server(starttls=serving_context(file), password="right") as server:
        settings = settings_for(
            server.port,
            smtp_security="starttls",
            smtp_username="helpdesk",
            smtp_password=SecretStr("wrong"),
        )
        with pytest.raises(NotNow, match="535"):
            Smtp(settings, trust=trusting_context(file)).send(an_email(), SENDER, RECIPIENT)


def test_no_settings_send_a_password_in_the_clear_to_another_machine() -> None:
    with pytest.raises(ValidationError, match="OCHOTA_SMTP_SECURITY"):
        settings_for(25, smtp_host="mail.example.com", smtp_username="helpdesk")
