"""What a customer says of one of the assistant's messages."""

from datetime import datetime

from sqlalchemy.orm import Session

from helpdesk import clock
from helpdesk.conversations import log
from helpdesk.errors import NotFound
from helpdesk.models import MessageFeedback


class NoSuchBotMessage(NotFound):
    """There is no message of the assistant with this number."""

    code = "unknown_message"


def give_feedback(
    session: Session,
    conversation_id: str,
    sequence: int,
    *,
    helpful: bool,
    at: datetime | None = None,
) -> None:
    """Keep whether the message helped; a later word on the same message replaces it.

    A 👎 requests no handoff: the widget offers one, and the customer decides. Raises
    NoSuchBotMessage.
    """
    at = at or clock.now()
    log.lock(session, conversation_id)
    event = log.event_at(session, conversation_id, sequence)
    if event is None or event.author != "bot" or event.kind != "message":
        raise NoSuchBotMessage
    session.merge(
        MessageFeedback(
            conversation_id=conversation_id, sequence=sequence, helpful=helpful, created_at=at
        )
    )
