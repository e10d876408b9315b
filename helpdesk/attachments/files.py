"""Attachments in the database: uploaded first, then sent with a message, read by whoever may.

A file belongs to one conversation for ever. Uploaded and never sent, it goes after a day.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import uuid4

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session, undefer

from helpdesk import clock
from helpdesk.attachments import kinds
from helpdesk.errors import Conflict, FieldError, Invalid, NotFound, TooLarge
from helpdesk.models import Attachment, Conversation, Event

MOST_PER_MESSAGE = 5
MOST_PER_CONVERSATION = 100
MOST_BYTES_PER_CONVERSATION = 100 * 1024 * 1024
_KEPT_UNSENT = timedelta(days=1)


class UnknownAttachment(NotFound):
    """There is no such attachment in this conversation."""

    code = "unknown_attachment"


class TypeNotAllowed(Invalid):
    """This kind of file is not let in: send a picture, a PDF, text or an office document."""

    code = "type_not_allowed"


class TooManyFiles(Conflict):
    """This conversation has as many files as it may. Send the rest in another way."""

    code = "too_many_files"


def upload(
    session: Session,
    conversation: Conversation,
    *,
    content: bytes,
    file_name: str,
    most_bytes: int,
    author: Literal["customer", "agent"],
    agent_id: int | None = None,
    at: datetime | None = None,
) -> Attachment:
    """The file, stored to be sent with a message of this author.

    The caller has locked the conversation. Raises TooLarge, TypeNotAllowed or TooManyFiles.
    """
    at = at or clock.now()
    if len(content) > most_bytes:
        raise TooLarge(f"The file is larger than {most_bytes / 1024 / 1024:g} MB.")
    media_type = kinds.media_type_of(content, file_name)
    if media_type is None:
        raise TypeNotAllowed
    _forget_unsent(session, conversation, at)
    count, size = session.execute(
        select(func.count(), func.coalesce(func.sum(Attachment.size_bytes), 0)).where(
            Attachment.conversation_id == conversation.id
        )
    ).one()
    if count >= MOST_PER_CONVERSATION or size + len(content) > MOST_BYTES_PER_CONVERSATION:
        raise TooManyFiles
    attachment = Attachment(
        id=str(uuid4()),
        conversation_id=conversation.id,
        author=author,
        agent_id=agent_id,
        file_name=kinds.clean_name(file_name, media_type),
        media_type=media_type,
        size_bytes=len(content),
        content=content,
        created_at=at,
    )
    session.add(attachment)
    session.flush()
    return attachment


def parts_of(
    session: Session,
    conversation: Conversation,
    attachment_ids: Sequence[str],
    *,
    author: Literal["customer", "agent"],
    agent_id: int | None = None,
) -> list[dict[str, Any]]:
    """The message parts of uploaded files, in this order, each once.

    Raises Invalid for one that is not this author's in this conversation, or was sent already.
    """
    ids = list(dict.fromkeys(attachment_ids))
    if not ids:
        return []
    found = {
        attachment.id: attachment
        for attachment in session.scalars(
            select(Attachment).where(
                Attachment.id.in_(ids),
                Attachment.conversation_id == conversation.id,
                Attachment.author == author,
                Attachment.agent_id.is_not_distinct_from(agent_id),
                Attachment.event_sequence.is_(None),
            )
        )
    }
    if len(found) != len(ids):
        reason = "a file that was not uploaded here, or was sent already; upload it again"
        raise Invalid(fields=[FieldError(field="attachments", reason=reason)])
    return [
        {"type": "attachment", "text": "", "attachment": attachment_view(found[attachment_id])}
        for attachment_id in ids
    ]


def mark_sent(session: Session, event: Event) -> None:
    """Note that the files among the event's parts were sent with it."""
    for part in event.parts:
        if part["type"] == "attachment":
            session.get_one(Attachment, part["attachment"]["id"]).event_sequence = event.sequence


def get(session: Session, attachment_id: str, conversation_id: str | None = None) -> Attachment:
    """The attachment with its content, of this conversation if one is named.

    Raises UnknownAttachment.
    """
    query = select(Attachment).where(Attachment.id == attachment_id)
    if conversation_id is not None:
        query = query.where(Attachment.conversation_id == conversation_id)
    known = "\x00" not in attachment_id  # which PostgreSQL does not take
    found = (
        session.scalars(query.options(undefer(Attachment.content))).one_or_none() if known else None
    )
    if found is None:
        raise UnknownAttachment
    return found


def attachment_view(attachment: Attachment) -> dict[str, Any]:
    """An attachment as messages and the API show it."""
    return {
        "id": attachment.id,
        "file_name": attachment.file_name,
        "media_type": attachment.media_type,
        "size_bytes": attachment.size_bytes,
    }


def _forget_unsent(session: Session, conversation: Conversation, at: datetime) -> None:
    session.execute(
        delete(Attachment).where(
            Attachment.conversation_id == conversation.id,
            Attachment.event_sequence.is_(None),
            Attachment.created_at < at - _KEPT_UNSENT,
        )
    )
