"""What agents note of a customer, for every later conversation."""

from sqlalchemy.orm import Session

from helpdesk import clock
from helpdesk.customers.identity import Stated, change
from helpdesk.errors import Forbidden, NotFound
from helpdesk.models import Conversation, CustomerNote


class UnknownNote(NotFound):
    """There is no such note on this customer."""

    code = "unknown_note"


class NotYourNote(Forbidden):
    """Only who wrote a note, or a lead, may delete it."""

    code = "not_your_note"


def add_note(
    session: Session, conversation: Conversation, agent_id: int, text: str
) -> CustomerNote:
    """The note now kept of the conversation's customer, who is made if there was none."""
    customer = change(session, conversation, Stated())
    note = CustomerNote(
        customer_id=customer.id, agent_id=agent_id, text=text, created_at=clock.now()
    )
    session.add(note)
    session.flush()
    return note


def delete_note(
    session: Session, conversation: Conversation, note_id: int, agent_id: int, *, is_lead: bool
) -> None:
    """Delete a note of the conversation's customer. Raises UnknownNote or NotYourNote."""
    note = session.get(CustomerNote, note_id)
    if note is None or note.customer_id != conversation.customer_id:
        raise UnknownNote
    if note.agent_id != agent_id and not is_lead:
        raise NotYourNote
    session.delete(note)
    session.flush()
