"""An e-mail's headers and parts, and the addresses that are taken for one."""

from datetime import UTC, datetime

import pytest

from helpdesk.mail.addresses import checked_address
from helpdesk.mail.message import compose
from helpdesk.models import OutgoingMail

WRITTEN = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def a_mail(**changes: object) -> OutgoingMail:
    values: dict[str, object] = {
        "id": 7,
        "purpose": "answer:1",
        "conversation_id": "c1",
        "to_address": "karel@example.com",
        "subject": "Odpověď na vaši zprávu",
        "text": "Dobrý den.",
        "html": "<p>Dobrý den.</p>",
        "language": "cs",
        "created_at": WRITTEN,
        **changes,
    }
    return OutgoingMail(**values)


def composed(mail: OutgoingMail, company: str = "Lipová"):  # type: ignore[no-untyped-def]
    return compose(
        mail,
        company=company,
        sender="podpora@lipova.example",
        link="https://help.example/conversation/c1#token",
        link_until=datetime(2026, 12, 22, tzinfo=UTC),
    )


def test_it_says_who_sends_it_to_whom_and_that_a_program_does() -> None:
    message = composed(a_mail())

    assert message["From"] == "Lipová <podpora@lipova.example>"
    assert message["To"] == "karel@example.com"
    assert message["Reply-To"] == "podpora@lipova.example"
    assert message["Subject"] == "Odpověď na vaši zprávu"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Date"].datetime == WRITTEN


def test_the_same_email_has_the_same_message_id_and_another_one_another() -> None:
    assert composed(a_mail())["Message-ID"] == composed(a_mail())["Message-ID"]
    assert composed(a_mail(purpose="answer:2"))["Message-ID"] != composed(a_mail())["Message-ID"]


def test_no_text_can_add_a_header() -> None:
    evil = "Hi\r\nBcc: everybody@example.com\u2028X-Evil: yes"
    message = composed(a_mail(subject=evil), company=f"Lipová{evil}")

    read = message.as_bytes().split(b"\r\n\r\n")[0]
    assert message["Bcc"] is None
    assert message["X-Evil"] is None
    assert not any(line.startswith((b"Bcc", b"X-Evil")) for line in read.split(b"\r\n"))


@pytest.mark.parametrize("language", ["cs", "en"])
def test_both_parts_lead_back_to_the_conversation(language: str) -> None:
    message = composed(a_mail(language=language))

    for kind in ("plain", "html"):
        part = message.get_body((kind,))
        assert part is not None
        assert "https://help.example/conversation/c1#token" in part.get_content()
        assert "2026" in part.get_content()


def test_markup_in_names_stays_text() -> None:
    page = composed(a_mail(subject="<b>x</b>"), company="<i>Lipová</i>").get_body(("html",))
    assert "<b>x</b>" not in page.get_content()
    assert "<i>" not in page.get_content()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Karel.Novak@Example.COM ", "karel.novak@example.com"),
        ("a+b@sub.example.co.uk", "a+b@sub.example.co.uk"),
        ("karel@háčky.example", "karel@xn--hky-ela4t.example"),
    ],
)
def test_addresses_that_people_have_are_taken(typed: str, kept: str) -> None:
    assert checked_address(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "karel",
        "karel@",
        "@example.com",
        "karel@localhost",
        "karel@example..com",
        "karel@-example.com",
        "karel@10.0.0.1",
        "a b@example.com",
        "a@b@example.com",
        "jiří@example.com",
        "karel@example.com\r\nBcc: x@example.com",
        "karel@example.com,other@example.com",
        "<karel@example.com>",
        ".karel@example.com",
        f"{'a' * 65}@example.com",
        f"karel@{'a' * 63}.{'b' * 63}.{'c' * 63}.{'d' * 63}.com",
    ],
)
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r"address|characters"):
        checked_address(typed)
