"""An agent's message by e-mail, for a customer who does not see it on the page."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from helpdesk.conversations import log
from helpdesk.mail import letters, outbox
from helpdesk.models import Agent, Conversation, Customer, Event, Handoff

# a page that is open is noted every 20 seconds or so
GONE_AFTER = timedelta(seconds=90)


def send_if_needed(
    session: Session,
    conversation: Conversation,
    handoff: Handoff,
    event: Event,
    agent: Agent,
    at: datetime,
) -> bool:
    """Whether the message goes out by e-mail, too.

    It does where the customer left an address and either asked to be answered there or has left
    the page. One message is one e-mail.
    """
    gone = at - conversation.customer_seen_at > GONE_AFTER
    if conversation.customer_id is None or not (handoff.channel == "email" or gone):
        return False
    customer = session.get_one(Customer, conversation.customer_id)
    if not customer.email:
        return False
    files = [
        str(part["attachment"]["file_name"]) for part in event.parts if part["type"] == "attachment"
    ]
    letter = letters.answer(conversation.language, agent.name, log.text_of(event), files)
    outbox.enqueue(
        session,
        purpose=f"answer:{conversation.id}:{event.sequence}",
        conversation_id=conversation.id,
        event_sequence=event.sequence,
        to_address=customer.email,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        language=conversation.language,
        at=at,
    )
    return True
