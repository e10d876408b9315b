"""Wake-ups from other processes on SQLite: a look at what was written down, once a second.

On SQLite writers follow each other, so numbers grow in the order of the commits and none is
passed over.
"""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from helpdesk.database import Database
from helpdesk.models import AgentNotice, Event, HandoffTransition, PrivateNote
from helpdesk.periodic import Periodic
from helpdesk.streams.wakeups import (
    DESK,
    HANDOFFS,
    NOTICES,
    TURNS,
    Wakeups,
    conversation_topic,
    detail_topic,
)

POLL_SECONDS = 1.0

_Numbered = Event | HandoffTransition | AgentNotice | PrivateNote
_TABLES: tuple[type[_Numbered], ...] = (Event, HandoffTransition, AgentNotice, PrivateNote)


class Poller:
    """Looks for what other processes stored, once a pause."""

    def __init__(
        self, database: Database, wakeups: Wakeups, pause_seconds: float = POLL_SECONDS
    ) -> None:
        self._database = database
        self._wakeups = wakeups
        # the newest number seen of each table; None before the first look
        self._last_ids: dict[type[_Numbered], int] | None = None
        self._periodic = Periodic("poll", self.look, pause_seconds)

    def start(self) -> None:
        """Begin to look; whatever is stored from now on wakes."""
        self._periodic.act_once()
        self._periodic.start()

    def stop(self) -> None:
        """Look no more."""
        self._periodic.stop()

    def look(self) -> None:
        """Wake those who wait for what is new since the last look; the first look wakes nobody."""
        with self._database.read() as session:
            before = self._last_ids
            self._last_ids = {
                table: session.scalar(select(func.max(table.id))) or 0 for table in _TABLES
            }
            if before is None:
                return
            topics = {topic for table in _TABLES for topic in _topics(session, table, before)}
        if topics:
            self._wakeups.committed(topics)


def _topics(
    session: Session, table: type[_Numbered], before: dict[type[_Numbered], int]
) -> set[str]:
    """The topics of what was stored in a table since then."""
    new = session.execute(
        select(table.conversation_id, *([Event.kind] if table is Event else []))
        .where(table.id > before[table])
        .order_by(table.id)
    ).all()
    if not new:
        return set()
    conversation_ids = {row.conversation_id for row in new}
    if table is AgentNotice:
        return {NOTICES}
    if table is PrivateNote:
        return {DESK, *map(detail_topic, conversation_ids)}
    topics = {DESK, *map(conversation_topic, conversation_ids)}
    if table is Event:
        is_handoff = any(row.kind.startswith("handoff_") for row in new)
        return topics | {TURNS} | ({HANDOFFS} if is_handoff else set())
    return topics | {HANDOFFS}
