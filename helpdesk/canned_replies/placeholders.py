"""The placeholders of canned replies: which there are, and what stands for them in a conversation.

A value that is not known is None: the desk leaves its placeholder visible and will not send.
"""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from helpdesk.conversations import log
from helpdesk.models import Customer

PLACEHOLDERS = ("customer.name", "agent.name", "conversation.page", "company", "today")

_PLACEHOLDER = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def checked_placeholders(text: str) -> str:
    """The text, its placeholders without spaces inside; ValueError names what is wrong in them."""
    known = ", ".join(f"{{{{{name}}}}}" for name in PLACEHOLDERS)
    for name in _PLACEHOLDER.findall(text):
        if name not in PLACEHOLDERS:
            raise ValueError(f"there is no placeholder {{{{{name}}}}}; there are {known}")
    rest = _PLACEHOLDER.sub("", text)
    if "{{" in rest or "}}" in rest:
        raise ValueError(f"a placeholder is not closed, or not opened; there are {known}")
    return _PLACEHOLDER.sub(r"{{\1}}", text)


def values(
    session: Session,
    conversation_id: str,
    *,
    agent_name: str,
    company: str,
    time_zone: ZoneInfo,
    at: datetime,
) -> dict[str, str | None]:
    """What stands for each placeholder in this conversation. Raises UnknownConversation."""
    conversation = log.get(session, conversation_id)
    customer = session.get(Customer, conversation.customer_id) if conversation.customer_id else None
    return {
        "customer.name": customer.name if customer else None,
        "agent.name": agent_name,
        "conversation.page": conversation.page_url,
        "company": company or None,
        "today": _day(at.astimezone(time_zone), conversation.language),
    }


def _day(moment: datetime, language: str) -> str:
    if language == "cs":
        return f"{moment.day}. {moment.month}. {moment.year}"
    return f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}"
