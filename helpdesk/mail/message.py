"""An e-mail of the outbox as it goes over the wire: headers, plain text and a simple HTML part.

The way back to the conversation is added here, at the moment of sending, so that the token in it
is stored nowhere.
"""

import hashlib
import html as html_escapes
import re
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from helpdesk.models import OutgoingMail

_NO_HEADER = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_SUBJECT_CHARACTERS = 200

_BACK = {
    "cs": (
        "Odpovědět a přečíst si celou konverzaci můžete tady:",
        "Otevřít konverzaci",
        "Odkaz platí do {until} a je jen pro vás, nikomu ho prosím nepřeposílejte. "
        "Na tento e-mail neodpovídejte, odpověď by nám nepřišla.",
    ),
    "en": (
        "Reply and read the whole conversation here:",
        "Open the conversation",
        "The link works until {until} and is meant only for you, so please don't forward it. "
        "Please don't reply to this e-mail; your reply would not reach us.",
    ),
}


def compose(
    mail: OutgoingMail,
    *,
    company: str,
    sender: str,
    link: str | None = None,
    link_until: datetime | None = None,
) -> EmailMessage:
    """The e-mail of `company` from the address `sender`, with the way back where there is one.

    The same e-mail has the same Message-ID each time it is composed.
    """
    message = EmailMessage(policy=SMTP)
    domain = sender.rpartition("@")[2]
    message["From"] = Address(_in_header(company), addr_spec=sender)
    message["To"] = Address(addr_spec=mail.to_address)
    message["Reply-To"] = Address(addr_spec=sender)
    message["Subject"] = _in_header(mail.subject)[:_SUBJECT_CHARACTERS]
    message["Date"] = format_datetime(mail.created_at)
    message["Message-ID"] = f"<{_fingerprint(mail.purpose)}.{mail.id}@{domain}>"
    if mail.conversation_id is not None:
        # mailboxes keep the e-mails of one conversation together by it
        message["References"] = f"<{mail.conversation_id}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = mail.language
    message.set_content(_text(mail, company, link, link_until))
    if mail.html is not None:
        message.add_alternative(_page(mail, company, link, link_until), subtype="html")
    return message


def _text(mail: OutgoingMail, company: str, link: str | None, until: datetime | None) -> str:
    lines = [mail.text.rstrip(), ""]
    if link is not None and until is not None:
        here, _, note = _BACK[mail.language]
        lines += [here, link, "", note.format(until=_day(until, mail.language)), ""]
    return "\n".join([*lines, company, ""])


def _page(mail: OutgoingMail, company: str, link: str | None, until: datetime | None) -> str:
    way_back = ""
    if link is not None and until is not None:
        _, button, note = _BACK[mail.language]
        way_back = (
            f'<p><a href="{html_escapes.escape(link)}">{button}</a></p>'
            f"<p><small>{note.format(until=_day(until, mail.language))}</small></p>"
        )
    return (
        f'<!doctype html><html lang="{mail.language}"><head><meta charset="utf-8">'
        f"<title>{html_escapes.escape(mail.subject)}</title></head>"
        f"<body>{mail.html}{way_back}<p>{html_escapes.escape(company)}</p></body></html>"
    )


def _in_header(text: str) -> str:
    """The text on one line: a line break in a header would begin another header."""
    return " ".join(_NO_HEADER.sub(" ", text).split())


def _day(at: datetime, language: str) -> str:
    if language == "cs":
        return f"{at.day}.\u00a0{at.month}.\u00a0{at.year}"
    return f"{at.day} {at:%B} {at.year}"


def _fingerprint(purpose: str) -> str:
    return hashlib.sha256(purpose.encode()).hexdigest()[:20]
