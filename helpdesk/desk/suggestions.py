"""Answers suggested to an agent: what the knowledge base has on the customer's last question."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from helpdesk.conversations import log
from helpdesk.models import Event

# what is shorter ("a v Brně?") is asked together with what was said before it
_STANDS_ALONE_LENGTH = 25
_LOOKED_BACK = 3
LONGEST_QUESTION = 1000


def question_of(session: Session, conversation_id: str) -> str:
    """What the customer last asked, with what they said just before when it is short.

    Empty when the customer said nothing yet.
    """
    newest_first = session.scalars(
        select(Event)
        .where(
            Event.conversation_id == conversation_id,
            Event.kind == "message",
            Event.author == "customer",
        )
        .order_by(Event.sequence.desc())
        .limit(_LOOKED_BACK)
    )
    said: list[str] = []
    for event in newest_first:
        said.insert(0, log.text_of(event))
        if sum(map(len, said)) >= _STANDS_ALONE_LENGTH:
            break
    return "\n".join(said)[-LONGEST_QUESTION:]
