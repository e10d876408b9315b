"""A conversation as an agent needs it to go on with it: everything, in a fixed number of queries.

More than its customer sees: evidence, hidden replies, private notes, who the customer is.
"""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from helpdesk import customers, flags, handoffs, notes
from helpdesk.conversations import log, views
from helpdesk.desk import history
from helpdesk.desk.viewers import viewers
from helpdesk.desk.views import handoff_view
from helpdesk.models import Event
from helpdesk.turns.replies import hidden_replies


def conversation_detail(session: Session, conversation_id: str) -> dict[str, Any]:
    """The conversation, its newest handoff with the evidence, the whole log and all around it.

    Raises UnknownConversation.
    """
    conversation = log.get(session, conversation_id)
    handoff = handoffs.latest(session, conversation_id)
    events = session.scalars(
        select(Event).where(Event.conversation_id == conversation_id).order_by(Event.sequence)
    ).all()
    return {
        "conversation": {
            **views.conversation_view(session, conversation),
            "page_url": conversation.page_url,
            "page_title": conversation.page_title,
        },
        "handoff": None
        if handoff is None
        else {
            **handoff_view(session, handoff),
            "evidence": handoff.evidence or None,
            "routing": handoff.routing or None,
        },
        "events": [views.event_view(event) for event in events],
        "hidden_replies": hidden_replies(session, conversation_id),
        "customer": customers.customer_view(session, conversation),
        "notes": notes.note_views(session, conversation_id),
        "transitions": history.transitions(session, conversation_id, events),
        "earlier": history.other_conversations(session, conversation),
        "flags": flags.flag_views(session, conversation_id),
        "viewers": viewers(session, [conversation_id]).get(conversation_id, []),
        "merged": history.merges(session, conversation),
        "sla": history.clocks(session, conversation_id),
        "customer_read_sequence": conversation.customer_read_sequence,
        "agent_read_sequence": conversation.agent_read_sequence,
    }
