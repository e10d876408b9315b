"""How conversations and events look to a client: the JSON of docs/architecture.md."""

from typing import Any

from sqlalchemy.orm import Session

from helpdesk import clock, handoffs, markdown
from helpdesk.conversations import contact
from helpdesk.models import Agent, Conversation, Event
from helpdesk.waiting.room import WaitingRoom, place

_ENTRY_FIELDS = ("id", "version", "language", "question", "confidence", "cross_lingual")


def event_view(event: Event) -> dict[str, Any]:
    """An event as the customer and the desk see it. No payload of a choice ever leaves."""
    return {
        "conversation_id": event.conversation_id,
        "sequence": event.sequence,
        "kind": event.kind,
        "author": event.author,
        "author_name": event.author_name,
        "client_message_id": event.client_message_id,
        "language": event.language,
        "created_at": clock.rfc3339(event.created_at),
        "parts": [_part_view(event, part) for part in event.parts],
        "handoff": event.handoff,
    }


def conversation_view(
    session: Session, conversation: Conversation, room: WaitingRoom | None = None
) -> dict[str, Any]:
    """A conversation as its customer sees it, with who is in charge and the place in the queue.

    The handoff is the open or abandoned one; a resolved one is over. What to expect of the wait
    is told by the waiting room, if one is given.
    """
    handoff = handoffs.latest(session, conversation.id)
    view: dict[str, Any] = {
        "id": conversation.id,
        "language": conversation.language,
        "state": conversation.state,
        "in_charge": handoffs.in_charge(handoff),
        "agent_name": None,
        "handoff": None,
        "channel": None,
        "contact": None,
        "wait": None,
        "agent_read_sequence": conversation.agent_read_sequence,
        "last_sequence": conversation.last_sequence,
        "created_at": clock.rfc3339(conversation.created_at),
    }
    if handoff is not None and handoff.state != "resolved":
        if handoff.agent_id is not None:
            view["agent_name"] = session.get_one(Agent, handoff.agent_id).name
        view["handoff"] = {
            "id": handoff.id,
            "state": handoff.state,
            "reason": handoff.reason,
            "position": None,
        }
        view["channel"] = handoff.channel
        if handoff.channel == "email":
            view["contact"] = contact.contact_view(session, conversation, handoff)
        if handoff.state == "waiting":
            view["handoff"]["position"] = place(session, handoff)
            view["wait"] = room and room.wait(session, handoff, conversation.language)
    return view


def _part_view(event: Event, part: dict[str, Any]) -> dict[str, Any]:
    text = str(part.get("text") or "")
    # what a customer types is shown as typed; only agents and the assistant write Markdown
    html = markdown.render_plain(text) if event.author == "customer" else markdown.render(text)
    view: dict[str, Any] = {"type": part["type"], "text": text, "html": html}
    if part["type"] == "attachment":
        return {**view, "attachment": part["attachment"]}
    if part["type"] == "choices":
        view["choices"] = [
            {"id": choice["id"], "label": choice["label"]} for choice in part["choices"]
        ]
    else:
        entry = part.get("entry")
        view["entry"] = {name: entry.get(name) for name in _ENTRY_FIELDS} if entry else None
    if part.get("language"):
        view["language"] = part["language"]
    return view
