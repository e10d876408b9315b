"""Private notes: what agents write to each other inside a conversation.

They are no events of its log, which its customer reads: no route or stream of the customer's side
knows of this module.
"""

import re
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from helpdesk import clock, markdown, notices
from helpdesk.conversations import log
from helpdesk.database import announce
from helpdesk.errors import Conflict
from helpdesk.models import Agent, PrivateNote
from helpdesk.streams.wakeups import DESK, detail_topic

# not inside an e-mail address; a stop at the end belongs to the sentence
_MENTION = re.compile(r"(?<![\w.+@-])@([a-z0-9](?:[a-z0-9._-]{0,78}[a-z0-9])?)", re.IGNORECASE)


class NoteIdReused(Conflict):
    """This client_note_id was used for another note. Send a new one."""

    code = "client_note_id_reused"


def add_note(
    session: Session,
    conversation_id: str,
    agent_id: int,
    text: str,
    *,
    client_note_id: str | None = None,
) -> tuple[PrivateNote, bool]:
    """The note now in the conversation, and whether it was stored by this call.

    Each agent whose `@username` is in it gets a notice, its writer excepted. Raises
    UnknownConversation or NoteIdReused.
    """
    conversation = log.lock(session, conversation_id)
    before = _sent_before(session, conversation_id, client_note_id)
    if before is not None:
        if (before.agent_id, before.text) != (agent_id, text):
            raise NoteIdReused
        return before, False
    mentioned = _mentioned(session, text)
    note = PrivateNote(
        conversation_id=conversation_id,
        client_note_id=client_note_id,
        after_sequence=conversation.last_sequence,
        agent_id=agent_id,
        text=text,
        mentioned_agent_ids=mentioned,
        created_at=clock.now(),
    )
    session.add(note)
    session.flush()
    writer = session.get_one(Agent, agent_id)
    for one in mentioned:
        if one != agent_id:
            notices.notify(
                session,
                one,
                "mention",
                conversation_id=conversation_id,
                details={"by": writer.name, "excerpt": markdown.excerpt(text)},
            )
    announce(session, detail_topic(conversation_id))
    announce(session, DESK)
    return note, True


def note_views(session: Session, conversation_id: str) -> list[dict[str, Any]]:
    """The conversation's notes, oldest first."""
    return _views(session, PrivateNote.conversation_id == conversation_id)


def note_view(session: Session, note: PrivateNote) -> dict[str, Any]:
    """One note."""
    return _views(session, PrivateNote.id == note.id)[0]


def _views(session: Session, condition: ColumnElement[bool]) -> list[dict[str, Any]]:
    found = session.execute(
        select(PrivateNote, Agent.username, Agent.name)
        .join(Agent, Agent.id == PrivateNote.agent_id)
        .where(condition)
        .order_by(PrivateNote.id)
    ).all()
    mentioned = {one for note, _, _ in found for one in note.mentioned_agent_ids}
    usernames: dict[int, str] = {}
    if mentioned:
        named = select(Agent.id, Agent.username).where(Agent.id.in_(mentioned))
        usernames = {row.id: row.username for row in session.execute(named)}
    return [
        {
            "id": note.id,
            "client_note_id": note.client_note_id,
            "after_sequence": note.after_sequence,
            "agent": {"username": username, "name": name},
            "text": note.text,
            "html": markdown.render(note.text),
            "mentions": [usernames[one] for one in note.mentioned_agent_ids],
            "created_at": clock.rfc3339(note.created_at),
        }
        for note, username, name in found
    ]


def _sent_before(
    session: Session, conversation_id: str, client_note_id: str | None
) -> PrivateNote | None:
    if client_note_id is None:
        return None
    return session.scalars(
        select(PrivateNote).where(
            PrivateNote.conversation_id == conversation_id,
            PrivateNote.client_note_id == client_note_id,
        )
    ).one_or_none()


def _mentioned(session: Session, text: str) -> list[int]:
    """Ids of the active agents mentioned in the text, each once, in its order."""
    usernames = list(dict.fromkeys(found.lower() for found in _MENTION.findall(text)))
    if not usernames:
        return []
    known = {
        row.username: row.id
        for row in session.execute(
            select(Agent.id, Agent.username).where(Agent.username.in_(usernames), Agent.active)
        )
    }
    return [known[username] for username in usernames if username in known]
