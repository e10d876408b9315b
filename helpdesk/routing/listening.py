"""Hears what customers write while they wait, and raises their priority where a rule then holds.

The assistant reads no message of a customer who waits for a human, and none of one who left an
address, so nobody has heard their tone. The knowledge base is asked outside any transaction. While
it does not answer, each message is tried again for ten minutes.
"""

import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from helpdesk import clock, handoffs, routing
from helpdesk.conversations import log as conversation_log
from helpdesk.database import Database
from helpdesk.handoffs.states import PRIORITIES
from helpdesk.knowledge_client import KnowledgeBase
from helpdesk.language import Language
from helpdesk.models import Conversation, Event, Handoff
from helpdesk.periodic import Periodic
from helpdesk.routing.conditions import HeardTone
from helpdesk.routing.facts import Heard, latest_messages, strongest, tone_in

log = logging.getLogger(__name__)

# in a handoff's `routing`
_HEARD = "heard_sequence"
_TRIED_FOR = timedelta(minutes=10)
_AT_ONCE = 50
_READ_CHARACTERS = 4000


@dataclass(frozen=True, kw_only=True)
class _Unheard:
    """What a waiting customer wrote that nobody heard yet; `sequence` is the last of it."""

    handoff_id: str
    language: Language
    texts: tuple[str, ...]
    sequence: int


class Listener:
    """Hears waiting customers, once a pause."""

    def __init__(self, database: Database, knowledge: KnowledgeBase, pause_seconds: float) -> None:
        self._database = database
        self._knowledge = knowledge
        self._periodic = Periodic("tone", self.hear, pause_seconds)

    def start(self) -> None:
        """Begin to listen."""
        self._periodic.start()

    def stop(self) -> None:
        """Listen no more."""
        self._periodic.stop()

    def hear(self) -> int:
        """How many waiting customers were heard who had written something new.

        Raises KnowledgeBaseUnavailable; who was not heard is heard by a later call.
        """
        with self._database.read() as session:
            unheard = _unheard(session)
        for one in unheard:
            told = [self._knowledge.tone(text, one.language) for text in one.texts]
            tone = strongest(HeardTone(anger=t.anger, urgency=t.urgency) for t in told)
            with self._database.write() as session:
                _take_in(session, one, tone)
        return len(unheard)


def _unheard(session: Session) -> list[_Unheard]:
    newest = (
        select(func.max(Event.sequence))
        .where(
            Event.conversation_id == Handoff.conversation_id,
            Event.kind == "message",
            Event.author == "customer",
        )
        .scalar_subquery()
    )
    heard = func.coalesce(Handoff.routing[_HEARD].as_integer(), 0)
    waiting = session.execute(
        select(Handoff.id, Conversation.id, Conversation.language, heard)
        .join(Conversation, Conversation.id == Handoff.conversation_id)
        .where(
            Handoff.state == "waiting",
            Conversation.updated_at > clock.now() - _TRIED_FOR,
            newest > heard,
        )
        .order_by(Handoff.rank_at, Handoff.id)
        .limit(_AT_ONCE)
    )
    found = []
    for handoff_id, conversation_id, language, sequence in waiting:
        messages = latest_messages(session, conversation_id, after=sequence)
        found.append(
            _Unheard(
                handoff_id=handoff_id,
                language=cast(Language, language),
                texts=tuple(text[:_READ_CHARACTERS] for _, text in messages if text.strip()),
                sequence=messages[0][0],
            )
        )
    return found


def _take_in(session: Session, unheard: _Unheard, tone: HeardTone | None) -> None:
    """Let the rules decide with what was heard. A priority is raised only, never lowered."""
    conversation_id = session.scalar(
        select(Handoff.conversation_id).where(Handoff.id == unheard.handoff_id)
    )
    assert conversation_id is not None, "handoffs are never deleted"
    conversation = conversation_log.lock(session, conversation_id)
    handoff = session.get_one(Handoff, unheard.handoff_id, populate_existing=True)
    before = _heard(handoff)
    if handoff.state != "waiting" or before.sequence >= unheard.sequence:
        return  # taken, gone, or heard by another process
    heard = Heard(
        tone=strongest(one for one in (before.tone, tone) if one is not None),
        sequence=unheard.sequence,
    )
    decision = routing.decision_on(session, conversation, handoff, heard)
    if PRIORITIES.index(decision.priority) <= handoff.priority:
        # what was decided stands; only what was heard is new
        kept = routing.routing_of(decision, heard)
        handoff.routing = {**kept, "rules": (handoff.routing or {}).get("rules", [])}
        session.flush()
        return
    handoff.routing = routing.routing_of(decision, heard)
    session.flush()
    handoffs.reroute(
        session,
        handoff.id,
        None,
        priority=decision.priority,
        actor="system",
        cause="customer_wrote",
    )
    log.info("action=priority_raised handoff=%s priority=%s", handoff.id, decision.priority)


def _heard(handoff: Handoff) -> Heard:
    kept = handoff.routing or {}
    return Heard(tone=tone_in(kept), sequence=int(kept.get(_HEARD, 0)))
