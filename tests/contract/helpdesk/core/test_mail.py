"""The outbox: nothing is lost, nothing is sent twice if it can be helped, failures are seen."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from helpdesk import clock
from helpdesk.database import Database
from helpdesk.mail import outbox
from helpdesk.mail.mailer import Mailer
from helpdesk.mail.smtp import Smtp
from helpdesk.models import AgentNotice, ConversationLink, OutgoingMail
from helpdesk.settings import Settings
from tests.contract.helpdesk.core.conftest import AgentActor, Customer, all_of, wait_for
from tests.mail_server import MailServer, mail_server

A_MAIL: dict[str, Any] = {
    "purpose": "answer:1",
    "conversation_id": None,
    "event_sequence": None,
    "to_address": "karel@example.com",
    "subject": "Odpověď",
    "text": "Dobrý den.",
    "html": "<p>Dobrý den.</p>",
    "language": "cs",
}
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as running:
        yield running


@pytest.fixture
def mail_settings(settings: Settings, server: MailServer) -> Settings:
    return settings.model_copy(
        update={
            "smtp_host": "127.0.0.1",
            "smtp_port": server.port,
            "smtp_security": "none",
            "public_url": "https://help.example",
        }
    )


@pytest.fixture
def mailer(database: Database, mail_settings: Settings) -> Mailer:
    return Mailer(database, mail_settings)


def enqueue(database: Database, purpose: str = "answer:1", **changes: Any) -> OutgoingMail:
    with database.write() as session:
        return outbox.enqueue(session, **{**A_MAIL, "purpose": purpose, **changes})


def mail(database: Database) -> OutgoingMail:
    (found,) = all_of(database, OutgoingMail)
    return found


def make_due(database: Database) -> None:
    with database.write() as session:
        for waiting in session.query(OutgoingMail):
            waiting.next_attempt_at = clock.now()
            waiting.leased_until = None


def test_what_is_enqueued_is_sent_once(
    database: Database, mailer: Mailer, server: MailServer
) -> None:
    enqueue(database)

    assert mailer.send_due() == 1
    assert mailer.send_due() == 0

    assert server.recipients == ["karel@example.com"]
    assert mail(database).state == "sent"
    assert mail(database).sent_at is not None


def test_one_purpose_is_one_email(database: Database) -> None:
    enqueue(database)
    enqueue(database, text="Ještě jednou.")

    assert mail(database).text == "Dobrý den."


def test_an_email_of_a_transaction_that_failed_was_never_there(database: Database) -> None:
    def fails_after_enqueuing() -> None:
        with database.write() as session:
            outbox.enqueue(session, **A_MAIL)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fails_after_enqueuing()

    assert all_of(database, OutgoingMail) == []


@ON_SQLITE
def test_a_refusal_for_good_is_not_tried_again_and_the_leads_are_told(
    database: Database,
    mailer: Mailer,
    server: MailServer,
    new_agent: Callable[..., AgentActor],
) -> None:
    new_agent("petr")
    lead = new_agent("jana", role="lead")
    server.to_recipient.append("550 No such mailbox")
    enqueue(database)

    mailer.send_due()
    make_due(database)
    mailer.send_due()

    assert (mail(database).state, mail(database).attempts) == ("failed", 1)
    assert "550 No such mailbox" in (mail(database).last_error or "")
    (notice,) = all_of(database, AgentNotice)
    assert (notice.agent_id, notice.kind) == (lead.id, "mail_failed")
    assert notice.details["to_address"] == "karel@example.com"


@ON_SQLITE
def test_a_refusal_for_now_is_tried_again_after_a_pause(
    database: Database, mailer: Mailer, server: MailServer
) -> None:
    server.to_recipient.append("450 Mailbox busy")
    enqueue(database)

    assert mailer.send_due() == 0
    assert mailer.send_due() == 0  # not due yet
    waiting = mail(database)
    assert (waiting.state, waiting.attempts) == ("queued", 1)
    assert waiting.next_attempt_at > clock.now()
    assert "450 Mailbox busy" in (waiting.last_error or "")

    make_due(database)
    assert mailer.send_due() == 1
    assert mail(database).last_error is None


@ON_SQLITE
def test_after_the_last_attempt_a_person_decides(
    database: Database, mailer: Mailer, server: MailServer, new_agent: Callable[..., AgentActor]
) -> None:
    new_agent("jana", role="lead")
    enqueue(database)
    pauses = []
    for _ in range(outbox.MOST_ATTEMPTS):
        server.to_text.append("451 Try later")
        mailer.send_due()
        pauses.append(mail(database).next_attempt_at - clock.now())
        make_due(database)

    assert mail(database).state == "failed"
    assert pauses[: len(outbox.PAUSES)] == sorted(pauses[: len(outbox.PAUSES)])
    assert len(all_of(database, AgentNotice)) == 1

    with database.write() as session:
        outbox.retry(session, mail(database).id)
    assert mailer.send_due() == 1


def test_killed_after_the_server_took_it_it_is_sent_again_under_the_same_id(
    database: Database,
    mailer: Mailer,
    server: MailServer,
    mail_settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Killed(BaseException):
        pass

    def die(*_: object, **__: object) -> bool:
        raise Killed

    enqueue(database)
    with monkeypatch.context() as patched:
        patched.setattr(outbox, "mark_sent", die)
        with pytest.raises(Killed):
            mailer.send_due()

    another = Mailer(database, mail_settings)
    assert another.send_due() == 0  # the lease still holds: it may yet be marked
    make_due(database)  # it has expired
    assert another.send_due() == 1

    first, second = server.taken
    assert first["Message-ID"] == second["Message-ID"]


def test_two_processes_never_hold_one_email(database: Database) -> None:
    enqueue(database)

    with database.write() as session:
        held = outbox.take(session, timedelta(minutes=1))
    with database.write() as session:
        assert outbox.take(session, timedelta(minutes=1)) is None

    assert held is not None
    lost = replace(held, until=held.until - timedelta(hours=1))
    with database.write() as session:
        assert outbox.mark_sent(session, lost) is False
        assert outbox.mark_sent(session, held) is True


@ON_SQLITE
def test_one_email_that_fails_holds_no_other_up(
    database: Database, mailer: Mailer, server: MailServer
) -> None:
    server.to_recipient.append("450 Mailbox busy")
    enqueue(database, "answer:1")
    enqueue(database, "answer:2")

    assert mailer.send_due() == 1


@ON_SQLITE
def test_without_a_mail_server_emails_wait(database: Database, settings: Settings) -> None:
    enqueue(database)
    mailer = Mailer(database, settings)

    mailer.start()
    mailer.stop()

    assert (mail(database).state, mail(database).attempts) == ("queued", 0)


def test_an_email_carries_a_link_that_opens_its_conversation_and_no_other(
    customer: Customer,
    new_customer: Callable[[], Customer],
    database: Database,
    mailer: Mailer,
    server: MailServer,
) -> None:
    other = new_customer()
    enqueue(database, conversation_id=customer.id)
    mailer.send_due()

    body = server.taken[0].get_body(("plain",))
    assert body is not None
    start = f"https://help.example/conversation/{customer.id}#"
    token = body.get_content().split(start)[1].split()[0]
    assert all(token not in str(vars(kept)) for kept in all_of(database, ConversationLink))

    customer.token = other.token = token
    assert customer.state()["id"] == customer.id
    assert other.says("Dobrý den").status_code == 403

    with database.write() as session:
        for link in session.query(ConversationLink):
            link.expires_at = clock.now() - timedelta(seconds=1)
    assert customer.says("Dobrý den").status_code == 403


@ON_SQLITE
def test_the_running_mailer_sends_by_itself(
    database: Database, mail_settings: Settings, server: MailServer
) -> None:
    quick = mail_settings.model_copy(update={"sweep_seconds": 0.05})
    mailer = Mailer(database, quick, Smtp(quick))
    mailer.start()
    enqueue(database)

    wait_for(lambda: server.taken)
    mailer.stop()
