"""Links in e-mails that open a conversation's page, each for a limited time.

The token stands in the address's fragment, which browsers send to no server; only its SHA-256 is
stored.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from helpdesk import clock
from helpdesk.models import ConversationLink
from helpdesk.settings import Settings

TOKEN_BYTES = 32


@dataclass(frozen=True, kw_only=True)
class Link:
    """A token that opens one conversation until it expires."""

    token: str
    expires_at: datetime


def give(
    session: Session, conversation_id: str, valid_for: timedelta, *, at: datetime | None = None
) -> Link:
    """A new link to the conversation; its expired ones are forgotten."""
    at = at or clock.now()
    session.execute(
        delete(ConversationLink).where(
            ConversationLink.conversation_id == conversation_id, ConversationLink.expires_at <= at
        )
    )
    link = Link(token=secrets.token_urlsafe(TOKEN_BYTES), expires_at=at + valid_for)
    session.add(
        ConversationLink(
            token_hash=_hash(link.token),
            conversation_id=conversation_id,
            created_at=at,
            expires_at=link.expires_at,
        )
    )
    return link


def opens(
    session: Session, conversation_id: str, token: str, *, at: datetime | None = None
) -> bool:
    """Whether this token is of a link to this conversation that has not expired."""
    found = session.scalar(
        select(ConversationLink.token_hash).where(
            ConversationLink.token_hash == _hash(token),
            ConversationLink.conversation_id == conversation_id,
            ConversationLink.expires_at > (at or clock.now()),
        )
    )
    return found is not None


def address(settings: Settings, conversation_id: str, token: str) -> str:
    """The address of the conversation's page that carries the token in its fragment."""
    origin = settings.public_url or f"http://{settings.host}:{settings.port}"
    return f"{origin.rstrip('/')}/conversation/{conversation_id}#{token}"


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
