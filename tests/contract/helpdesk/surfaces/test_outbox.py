"""The outbox on the desk: leads see what failed, why, and send it again."""

from typing import Any

import pytest

from helpdesk.database import Database
from helpdesk.mail import outbox
from helpdesk.models import AuditEntry, OutgoingMail
from tests.contract.helpdesk.surfaces.conftest import ON_SQLITE, Visitor

OUTBOX = "/api/v1/desk/outbox"


@pytest.fixture
def failed(database: Database) -> int:
    with database.write() as session:
        mail = outbox.enqueue(
            session,
            purpose="confirmation:1",
            conversation_id=None,
            event_sequence=None,
            to_address="karel@example.com",
            subject="Přijali jsme vaši zprávu",
            text="Dobrý den.",
            html=None,
            language="cs",
        )
        mail.state, mail.attempts, mail.last_error = "failed", 1, "550 No such mailbox"
        return mail.id


def mails(visitor: Visitor, query: str = "") -> list[dict[str, Any]]:
    body = visitor.sees(f"{OUTBOX}{query}").json
    assert body is not None
    listed: list[dict[str, Any]] = body["mails"]
    return listed


@ON_SQLITE
def test_a_failure_is_seen_with_its_reason(lead: Visitor, failed: int) -> None:
    (mail,) = mails(lead, "?state=failed")
    assert (mail["id"], mail["last_error"]) == (failed, "550 No such mailbox")
    assert mails(lead, "?state=sent") == []


@ON_SQLITE
def test_without_a_mail_server_the_outbox_says_so(lead: Visitor) -> None:
    assert lead.sees(OUTBOX).json == {"mails": [], "configured": False}


def test_sent_again_it_waits_to_be_sent_and_the_audit_log_tells_who_did(
    lead: Visitor, failed: int, database: Database
) -> None:
    answer = lead.sends("POST", f"{OUTBOX}/{failed}/retry")

    assert answer.status_code == 200
    (mail,) = mails(lead)
    assert (mail["state"], mail["attempts"]) == ("queued", 0)
    with database.read() as session:
        entry = session.query(AuditEntry).filter_by(action="mail.retried").one()
        assert (entry.actor, entry.subject_id) == ("jana", str(failed))


@ON_SQLITE
def test_what_was_sent_is_not_sent_again(lead: Visitor, failed: int, database: Database) -> None:
    with database.write() as session:
        session.get_one(OutgoingMail, failed).state = "sent"

    assert lead.sends("POST", f"{OUTBOX}/{failed}/retry").status_code == 409
    assert lead.sends("POST", f"{OUTBOX}/{failed + 1}/retry").status_code == 404


@ON_SQLITE
def test_agents_have_no_business_there(agent: Visitor, failed: int) -> None:
    assert agent.sees(OUTBOX).status_code == 403
    assert agent.sends("POST", f"{OUTBOX}/{failed}/retry").status_code == 403
