"""Summaries of conversations, kept in this process until their customer says more.

The knowledge base chooses the sentences; five or fewer need no choosing. It is asked outside any
transaction.
"""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import cast

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from helpdesk.conversations import log
from helpdesk.database import Database
from helpdesk.knowledge_client import KnowledgeBase
from helpdesk.language import Language
from helpdesk.models import Event
from helpdesk.summary.sentences import sentences

MOST_LINES = 5
# how a long conversation began and how it stands now; choosing among more would take seconds
_FIRST_SENTENCES = 30
_LAST_SENTENCES = 70
# what the knowledge base reads of a sentence, and what is shown of one
_LONGEST_READ = 1000
_LONGEST_SHOWN = 240
_KEPT = 1000


@dataclass(frozen=True, kw_only=True)
class Line:
    """One sentence of the customer's, and the message it is from."""

    text: str
    sequence: int


@dataclass(frozen=True, kw_only=True)
class _Said:
    language: Language
    last_sequence: int
    lines: tuple[Line, ...]


class Summaries:
    """Summaries of at most five lines; safe to share between threads."""

    def __init__(self, knowledge: KnowledgeBase) -> None:
        """`knowledge` chooses the sentences."""
        self._knowledge = knowledge
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, tuple[int, tuple[Line, ...]]] = OrderedDict()

    def of(self, database: Database, conversation_id: str) -> tuple[Line, ...]:
        """The customer's sentences that say the most, in their order.

        Raises UnknownConversation, and KnowledgeBaseUnavailable where there is one to be made.
        """
        with database.read() as session:
            log.get(session, conversation_id)
            last_sequence = _last_sequence(session, conversation_id)
            kept = self._kept_of(conversation_id, last_sequence)
            if kept is not None:
                return kept
            said = _said(session, conversation_id, last_sequence)
        lines = self._chosen(said)
        with self._lock:
            self._kept[conversation_id] = (said.last_sequence, lines)
            self._kept.move_to_end(conversation_id)
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return lines

    def _kept_of(self, conversation_id: str, last_sequence: int) -> tuple[Line, ...] | None:
        with self._lock:
            sequence, lines = self._kept.get(conversation_id, (-1, ()))
            return lines if sequence == last_sequence else None

    def _chosen(self, said: _Said) -> tuple[Line, ...]:
        lines = said.lines
        if len(lines) > MOST_LINES:
            read = [line.text[:_LONGEST_READ] for line in lines]
            numbers = self._knowledge.chosen_sentences(read, said.language)
            lines = tuple(lines[number] for number in numbers[:MOST_LINES])
        return tuple(Line(text=_shown(line.text), sequence=line.sequence) for line in lines)


def _last_sequence(session: Session, conversation_id: str) -> int:
    newest = session.scalar(select(func.max(Event.sequence)).where(*_by_customer(conversation_id)))
    return newest or 0


def _said(session: Session, conversation_id: str, last_sequence: int) -> _Said:
    query = select(Event).where(*_by_customer(conversation_id), Event.sequence <= last_sequence)
    lines = [
        Line(text=sentence, sequence=message.sequence)
        for message in session.scalars(query.order_by(Event.sequence))
        for sentence in sentences(log.text_of(message))
    ]
    if len(lines) > _FIRST_SENTENCES + _LAST_SENTENCES:
        lines = [*lines[:_FIRST_SENTENCES], *lines[-_LAST_SENTENCES:]]
    language = cast(Language, log.get(session, conversation_id).language)
    return _Said(language=language, last_sequence=last_sequence, lines=tuple(lines))


def _by_customer(conversation_id: str) -> tuple[ColumnElement[bool], ...]:
    return (
        Event.conversation_id == conversation_id,
        Event.kind == "message",
        Event.author == "customer",
    )


def _shown(sentence: str) -> str:
    if len(sentence) <= _LONGEST_SHOWN:
        return sentence
    return sentence[:_LONGEST_SHOWN].rsplit(" ", 1)[0] + " …"
