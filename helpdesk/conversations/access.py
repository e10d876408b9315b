"""Starting a conversation, and the token that opens it to its customer alone."""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import update
from sqlalchemy.orm import Session

from helpdesk import clock
from helpdesk.conversations import links, log
from helpdesk.database import Database
from helpdesk.errors import Forbidden, NotSignedIn
from helpdesk.language import Language
from helpdesk.models import Conversation

TOKEN_BYTES = 32
# a customer's presence is written down at most this often
SEEN_EVERY = timedelta(seconds=20)


class WrongToken(Forbidden):
    """This token does not open this conversation."""

    code = "wrong_token"


def start(
    session: Session,
    language: Language,
    *,
    page_url: str | None = None,
    page_title: str | None = None,
    at: datetime | None = None,
) -> tuple[Conversation, str]:
    """A new conversation, and its token, which is kept nowhere but with its customer."""
    at = at or clock.now()
    token = secrets.token_urlsafe(TOKEN_BYTES)
    conversation = Conversation(
        id=str(uuid4()),
        token_hash=hash_token(token),
        state="open",
        language=language,
        page_url=page_url,
        page_title=page_title,
        last_sequence=0,
        assistant_session=1,
        assistant_session_turns=0,
        shown_entry_ids=[],
        customer_seen_at=at,
        created_at=at,
        updated_at=at,
    )
    session.add(conversation)
    session.flush()
    return conversation, token


def hash_token(token: str) -> str:
    """The only form in which a token is stored."""
    return hashlib.sha256(token.encode()).hexdigest()


def check(session: Session, conversation_id: str, authorization: str | None) -> Conversation:
    """The conversation, if the Authorization header carries its token, or a link's to it.

    Raises NotSignedIn (no token), UnknownConversation or WrongToken. The ids are random, so that
    the difference between the last two tells a stranger nothing.
    """
    scheme, _, token = (authorization or "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise NotSignedIn("Send the conversation's token as Authorization: Bearer.")
    conversation = log.get(session, conversation_id)
    own = hmac.compare_digest(conversation.token_hash, hash_token(token.strip()))
    if not own and not links.opens(session, conversation_id, token.strip()):
        raise WrongToken
    return conversation


def mark_seen(database: Database, conversation: Conversation) -> None:
    """Note that the customer is here, if that was not noted just now."""
    now = clock.now()
    if conversation.customer_seen_at > now - SEEN_EVERY:
        return
    with database.write(durable=False) as session:
        session.execute(
            update(Conversation)
            .where(Conversation.id == conversation.id)
            .values(customer_seen_at=now)
            .execution_options(synchronize_session=False)
        )
