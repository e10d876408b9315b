"""What agents say of the bot from a conversation: an answer was wrong, an entry is missing.

Each waits for a lead, who mends or adds the entry and closes it. A wrong answer also counts as a
verdict on the answer (`helpdesk.labels.outcomes`), as long as the flag is not taken back.
"""

from typing import Any, Literal

from sqlalchemy import ColumnElement, not_, select
from sqlalchemy.orm import Session, aliased

from helpdesk import audit, clock
from helpdesk.conversations import log
from helpdesk.database import announce
from helpdesk.errors import FieldError, Forbidden, Invalid, NotFound
from helpdesk.models import Agent, AnswerFlag, Event
from helpdesk.streams.wakeups import DESK, detail_topic

Kind = Literal["wrong_answer", "missing_entry"]
PAGE = 50


class UnknownFlag(NotFound):
    """There is no such flag here."""

    code = "unknown_flag"


class NotYourFlag(Forbidden):
    """Only who raised a flag, or a lead, may take it back."""

    code = "not_your_flag"


def flag_wrong_answer(
    session: Session,
    conversation_id: str,
    agent_id: int,
    sequence: int,
    *,
    right_entry_id: str | None,
) -> AnswerFlag:
    """The flag on the bot's message with this number: a new one, or the one there was, changed.

    Raises UnknownConversation, and Invalid where no message of the bot has this number.
    """
    log.lock(session, conversation_id)
    event = _message(session, conversation_id, sequence, "bot")
    entry = next((part["entry"] for part in event.parts if part.get("entry")), None) or {}
    asked = _message_before(session, event, "customer")
    details = {
        "entry_id": entry.get("id"),
        "entry_version": entry.get("version"),
        "entry_question": entry.get("question"),
        "right_entry_id": right_entry_id,
        "question": log.text_of(asked) if asked else None,
    }
    return _keep(session, "wrong_answer", event, agent_id, details)


def flag_missing_entry(
    session: Session,
    conversation_id: str,
    agent_id: int,
    sequence: int,
    *,
    question: str | None,
    answer: str | None,
) -> AnswerFlag:
    """The flag on the customer's message that no entry answers, with what the entry might say.

    Where nothing else is given the question is the message and the answer what an agent said
    next. Raises UnknownConversation, and Invalid where no customer's message has this number.
    """
    log.lock(session, conversation_id)
    event = _message(session, conversation_id, sequence, "customer")
    answered = None if answer else _agents_answer(session, event)
    details = {
        "question": question or log.text_of(event),
        "answer": answer or (log.text_of(answered) if answered else None),
        "language": event.language,
    }
    return _keep(session, "missing_entry", event, agent_id, details)


def take_back(
    session: Session, conversation_id: str, flag_id: int, agent_id: int, *, is_lead: bool
) -> None:
    """Delete a flag of the conversation, raised by mistake. Raises UnknownFlag or NotYourFlag."""
    flag = session.get(AnswerFlag, flag_id)
    if flag is None or flag.conversation_id != conversation_id:
        raise UnknownFlag
    if flag.agent_id != agent_id and not is_lead:
        raise NotYourFlag
    session.delete(flag)
    _show(session, conversation_id)


def close(session: Session, flag_id: int, agent_id: int) -> AnswerFlag:
    """The flag, worked through; one that was closed before stays as it was. Raises UnknownFlag."""
    flag = session.get(AnswerFlag, flag_id)
    if flag is None:
        raise UnknownFlag
    if flag.closed_at is None:
        flag.closed_by_id, flag.closed_at = agent_id, clock.now()
        audit.record(session, agent_id, "flag.closed", "flag", flag_id)
        _show(session, flag.conversation_id)
    return flag


def flag_views(session: Session, conversation_id: str) -> list[dict[str, Any]]:
    """The conversation's flags, oldest first."""
    return _views(session, AnswerFlag.conversation_id == conversation_id)[::-1]


def flag_view(session: Session, flag: AnswerFlag) -> dict[str, Any]:
    """One flag."""
    session.flush()
    return _views(session, AnswerFlag.id == flag.id)[0]


def listed(
    session: Session, *, kind: Kind | None, is_open: bool, before: int | None, limit: int = PAGE
) -> list[dict[str, Any]]:
    """Flags of all conversations, newest first; those with an id below `before`, if given."""
    never_closed = AnswerFlag.closed_at.is_(None)
    conditions: list[ColumnElement[bool]] = [never_closed if is_open else not_(never_closed)]
    if kind is not None:
        conditions.append(AnswerFlag.kind == kind)
    if before is not None:
        conditions.append(AnswerFlag.id < before)
    return _views(session, *conditions, limit=limit)


def _views(
    session: Session, *conditions: ColumnElement[bool], limit: int | None = None
) -> list[dict[str, Any]]:
    closer = aliased(Agent)
    found = session.execute(
        select(AnswerFlag, Agent.username, Agent.name, closer.username, closer.name)
        .join(Agent, Agent.id == AnswerFlag.agent_id)
        .outerjoin(closer, closer.id == AnswerFlag.closed_by_id)
        .where(*conditions)
        .order_by(AnswerFlag.id.desc())
        .limit(limit)
    )
    return [
        {
            "id": flag.id,
            "kind": flag.kind,
            "conversation_id": flag.conversation_id,
            "sequence": flag.sequence,
            "details": flag.details,
            "agent": {"username": username, "name": name},
            "created_at": clock.rfc3339(flag.created_at),
            "closed_by": {"username": closed_by, "name": closer_name} if closed_by else None,
            "closed_at": clock.rfc3339(flag.closed_at) if flag.closed_at else None,
        }
        for flag, username, name, closed_by, closer_name in found
    ]


def _keep(
    session: Session, kind: Kind, event: Event, agent_id: int, details: dict[str, Any]
) -> AnswerFlag:
    flag = session.scalars(
        select(AnswerFlag).where(
            AnswerFlag.conversation_id == event.conversation_id,
            AnswerFlag.sequence == event.sequence,
            AnswerFlag.kind == kind,
            AnswerFlag.closed_at.is_(None),
        )
    ).one_or_none()
    if flag is None:
        flag = AnswerFlag(
            kind=kind,
            conversation_id=event.conversation_id,
            sequence=event.sequence,
            agent_id=agent_id,
            created_at=clock.now(),
        )
        session.add(flag)
    flag.details = details
    _show(session, event.conversation_id)
    return flag


def _show(session: Session, conversation_id: str) -> None:
    session.flush()
    announce(session, detail_topic(conversation_id))
    announce(session, DESK)


def _message(session: Session, conversation_id: str, sequence: int, author: log.Author) -> Event:
    event = log.event_at(session, conversation_id, sequence)
    if event is None or event.kind != "message" or event.author != author:
        reason = f"is no message of the {author}"
        raise Invalid(fields=[FieldError(field="sequence", reason=reason)])
    return event


def _message_before(session: Session, event: Event, author: log.Author) -> Event | None:
    return session.scalars(
        _messages(event.conversation_id, author)
        .where(Event.sequence < event.sequence)
        .order_by(Event.sequence.desc())
        .limit(1)
    ).one_or_none()


def _agents_answer(session: Session, event: Event) -> Event | None:
    return session.scalars(
        _messages(event.conversation_id, "agent")
        .where(Event.sequence > event.sequence)
        .order_by(Event.sequence)
        .limit(1)
    ).one_or_none()


def _messages(conversation_id: str, author: log.Author) -> Any:
    return select(Event).where(
        Event.conversation_id == conversation_id, Event.kind == "message", Event.author == author
    )
