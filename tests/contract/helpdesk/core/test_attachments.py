"""Files: what one is is told by its bytes, and only its own conversation may read it."""

import io
import zipfile
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from helpdesk import clock
from helpdesk.attachments import files, kinds
from helpdesk.conversations import sends
from helpdesk.database import Database
from helpdesk.models import Attachment, Conversation, Turn
from tests.contract.helpdesk.core.conftest import AgentActor, Customer, all_of, handoff_of, parts

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" + bytes(20)
GIF = b"GIF89a\x01\x00\x01\x00\x00\x00\x00;"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00" + bytes(40)
PDF = b"%PDF-1.7\n%%EOF\n"


def office(*names: str, mimetype: str | None = None) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        if mimetype is not None:
            archive.writestr("mimetype", mimetype)
        for name in names:
            archive.writestr(name, "<x/>")
    return content.getvalue()


WORD = office("[Content_Types].xml", "word/document.xml")


def uploads(customer: Customer, content: bytes, name: str) -> TestResponse:
    return customer.client.post(
        f"/api/v1/conversations/{customer.id}/attachments",
        headers=customer.headers,
        data={"file": (io.BytesIO(content), name)},
    )


def downloads(customer: Customer, attachment_id: str) -> TestResponse:
    return customer.client.get(
        f"/api/v1/conversations/{customer.id}/attachments/{attachment_id}",
        headers=customer.headers,
    )


@pytest.fixture
def waiting(customer: Customer) -> Customer:
    customer.wants_a_human()
    return customer


@pytest.mark.parametrize(
    ("content", "name", "media_type"),
    [
        (PNG, "shot.png", "image/png"),
        (JPEG, "photo.JPG", "image/jpeg"),
        (GIF, "cat.gif", "image/gif"),
        (b"RIFF\x24\x00\x00\x00WEBPVP8 " + bytes(30), "x.webp", "image/webp"),
        (PDF, "invoice.pdf", "application/pdf"),
        ("Příliš žluťoučký kůň".encode(), "note.txt", "text/plain"),
        (b"a;b\n1;2\n", "table.csv", "text/csv"),
        (WORD, "letter.docx", kinds._WORD),
        (office("[Content_Types].xml", "xl/workbook.xml"), "x.xlsx", kinds._SHEET),
        (office("content.xml", mimetype=kinds._OPEN_TEXT), "x.odt", kinds._OPEN_TEXT),
        (PDF, "picture.png", "application/pdf"),  # the bytes count, not the name
    ],
)
def test_a_file_is_what_its_bytes_are(content: bytes, name: str, media_type: str) -> None:
    assert kinds.media_type_of(content, name) == media_type


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"   \n",
        b"<!doctype html><script>alert(1)</script>",
        b"\xef\xbb\xbf  <svg xmlns='http://www.w3.org/2000/svg'/>",
        b"<?xml version='1.0'?><svg/>",
        b"MZ\x90\x00" + bytes(60),
        b"\x7fELF" + bytes(60),
        b"#!/bin/sh\nrm -rf /\n",
        office("evil.exe"),
        office("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
        office("Basic/x.xml", mimetype=kinds._OPEN_TEXT),
        office("x", mimetype="application/java-archive"),
        WORD[:40],
        b"text\x00with a zero",
        "Příliš".encode("utf-16"),
    ],
)
def test_whatever_might_run_or_is_unknown_is_not_let_in(content: bytes) -> None:
    assert kinds.media_type_of(content, "holiday.png") is None


@pytest.mark.parametrize(
    ("name", "media_type", "cleaned"),
    [
        ("photo.png", "image/png", "photo.png"),
        ("../../etc/passwd", "text/plain", "passwd.txt"),
        ("C:\\Users\\Jana\\fotka.jpeg", "image/jpeg", "fotka.jpeg"),
        ("invoice.pdf.exe", "application/pdf", "invoice.pdf.exe.pdf"),
        ("\u202egnp.exe", "image/png", "gnp.exe.png"),
        ('a"b\r\nX-Evil: 1.txt', "text/plain", "abX-Evil 1.txt"),
        ("...", "image/png", "file.png"),
        ("x" * 300 + ".png", "image/png", "x" * 116 + ".png"),
        ("Žluťoučký kůň.csv", "text/csv", "Žluťoučký kůň.csv"),
    ],
)
def test_a_name_misleads_nobody(name: str, media_type: str, cleaned: str) -> None:
    assert kinds.clean_name(name, media_type) == cleaned


def test_a_customer_sends_a_file_with_a_message(waiting: Customer, database: Database) -> None:
    uploaded = uploads(waiting, PNG, "shot.png").json
    assert uploaded is not None

    message = {"client_message_id": str(uuid4()), "text": "Tady", "attachments": [uploaded["id"]]}
    stored = waiting.posts("messages", message)
    again = waiting.posts("messages", message)

    assert (stored.status_code, again.status_code) == (201, 200)
    text, file = waiting.sees()[-1]["parts"]
    assert (text["text"], file["type"]) == ("Tady", "attachment")
    assert file["attachment"] == {
        "id": uploaded["id"],
        "file_name": "shot.png",
        "media_type": "image/png",
        "size_bytes": len(PNG),
    }
    (kept,) = all_of(database, Attachment)
    assert kept.event_sequence == waiting.sees()[-1]["sequence"]


def test_a_file_alone_is_a_message(waiting: Customer) -> None:
    uploaded = uploads(waiting, PDF, "invoice.pdf").json
    body = {"client_message_id": str(uuid4()), "attachments": [(uploaded or {})["id"]]}
    assert waiting.posts("messages", body).status_code == 201
    assert [part["type"] for part in waiting.sees()[-1]["parts"]] == ["attachment"]


@ON_SQLITE
def test_a_file_is_served_so_that_nothing_of_it_runs(waiting: Customer) -> None:
    picture = (uploads(waiting, PNG, "shot.png").json or {})["id"]
    text = (uploads(waiting, b"alert(1)", "kůň.txt").json or {})["id"]

    shown, saved = downloads(waiting, picture), downloads(waiting, text)

    assert shown.data == PNG
    assert shown.headers["Content-Disposition"].startswith("inline")
    assert saved.headers["Content-Disposition"].startswith("attachment")
    assert "k%C5%AF%C5%88.txt" in saved.headers["Content-Disposition"]
    for answer in (shown, saved):
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


@ON_SQLITE
def test_a_file_is_read_in_its_own_conversation_only(
    waiting: Customer, new_customer: Callable[[], Customer]
) -> None:
    attachment_id = (uploads(waiting, PNG, "shot.png").json or {})["id"]
    other = new_customer()

    assert downloads(other, attachment_id).status_code == 404
    other.token, own = waiting.token, other.token
    assert downloads(other, attachment_id).status_code == 403
    assert downloads(other, "\x00").status_code == 403
    other.token = own
    assert downloads(other, "\x00").status_code == 404


@ON_SQLITE
def test_nobody_sends_a_file_of_another_conversation_or_twice(
    waiting: Customer, new_customer: Callable[[], Customer]
) -> None:
    attachment_id = (uploads(waiting, PNG, "shot.png").json or {})["id"]
    other = new_customer()

    def sends_it(who: Customer) -> TestResponse:
        body = {"client_message_id": str(uuid4()), "attachments": [attachment_id]}
        return who.posts("messages", body)

    assert sends_it(other).status_code == 422
    assert sends_it(waiting).status_code == 201
    assert sends_it(waiting).status_code == 422


@ON_SQLITE
def test_what_is_not_let_in_is_said_to_be_so(app: Flask, waiting: Customer) -> None:
    too_large = b"a" * (int(parts(app).settings.attachment_megabytes * 1024 * 1024) + 1)

    assert uploads(waiting, b"<svg/>", "x.png").json["error"]["code"] == "type_not_allowed"
    assert uploads(waiting, too_large, "x.txt").status_code == 413
    assert uploads(waiting, too_large * 2, "x.txt").status_code == 413
    assert waiting.posts("attachments").status_code == 422


@ON_SQLITE
def test_the_assistant_is_sent_no_files(customer: Customer, database: Database) -> None:
    refused = uploads(customer, PNG, "shot.png")
    assert refused.json["error"]["code"] == "no_human_in_charge"
    assert all_of(database, Attachment) == []
    assert all_of(database, Turn) == []


@ON_SQLITE
def test_files_uploaded_and_never_sent_go_after_a_day(
    waiting: Customer, database: Database
) -> None:
    uploads(waiting, PNG, "old.png")
    with database.write() as session:
        session.query(Attachment).one().created_at = clock.now() - timedelta(days=1, minutes=1)

    uploads(waiting, PNG, "new.png")

    assert [kept.file_name for kept in all_of(database, Attachment)] == ["new.png"]


@ON_SQLITE
def test_a_conversation_holds_only_so_many(
    waiting: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MOST_PER_CONVERSATION", 1)
    assert uploads(waiting, PNG, "one.png").status_code == 201
    assert uploads(waiting, PNG, "two.png").json["error"]["code"] == "too_many_files"


def test_an_agents_file_is_read_once_it_was_sent(
    waiting: Customer, agent: AgentActor, database: Database
) -> None:
    agent.claims(handoff_of(database, waiting).id)
    with database.write() as session:
        attachment = files.upload(
            session,
            session.get_one(Conversation, waiting.id),
            content=PDF,
            file_name="manual.pdf",
            most_bytes=10_000,
            author="agent",
            agent_id=agent.id,
        )
    assert downloads(waiting, attachment.id).status_code == 404

    with database.write() as session:
        sent: Any = sends.post_agent_message(
            session, waiting.id, agent.id, str(uuid4()), "", attachment_ids=[attachment.id]
        )
    assert sent.created
    assert downloads(waiting, attachment.id).data == PDF
