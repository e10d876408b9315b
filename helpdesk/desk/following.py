"""What changed of the open handoffs since it was last looked at: rows and the logs' new events.

Owns what was last seen of each open handoff. Knows nothing of streams or wake-ups: it is told
which conversations to look at again, and looks at nothing else.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from helpdesk.conversations import views
from helpdesk.desk.rows import IS_OPEN, open_rows
from helpdesk.models import Conversation, Event, Handoff
from helpdesk.streams.frames import as_json

# conversations looked at in one go: some milliseconds
CHUNK = 200


@dataclass(frozen=True, kw_only=True)
class Seen:
    """An open handoff as it was last seen."""

    handoff_id: str
    agent: str | None
    last_sequence: int
    read_sequence: int
    # the row as JSON, but for how far the customer has read
    text_without_reading: str

    @property
    def text(self) -> str:
        """The whole row as JSON."""
        start = self.text_without_reading.removesuffix("}")
        return f'{start}, "customer_read_sequence": {self.read_sequence}}}'


@dataclass(kw_only=True)
class Changes:
    """What became of some conversations."""

    # rows as JSON, handoff ids, and the views of events
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)
    # conversation → number of the last event its customer has read, where only that moved
    readings: dict[str, int] = field(default_factory=dict)
    conversation_ids: set[str] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.changed or self.removed or self.events or self.readings)


class Following:
    """Every open handoff as it was last seen, by conversation, and the way to what is new."""

    def __init__(self) -> None:
        self.seen: dict[str, Seen] = {}
        # whether everything was looked at once; before that an event is no news
        self.has_begun = False

    def everything(self, session: Session) -> list[list[str]]:
        """Ids, in chunks, of all conversations that are or were open."""
        opened = session.scalars(select(Handoff.conversation_id).where(IS_OPEN))
        ids = list({**dict.fromkeys(self.seen), **dict.fromkeys(opened)})
        return [ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK)]

    def changes(self, session: Session, conversation_ids: Collection[str]) -> Changes:
        """What differs in these conversations from what was last seen; from now on it is seen."""
        found = Changes()
        rows = {row["conversation_id"]: _seen(row) for row in open_rows(session, conversation_ids)}
        last_sequences = self._last_sequences(session, rows, conversation_ids)
        found.events = self._new_events(session, last_sequences) if self.has_begun else []
        for conversation_id in conversation_ids:
            before, now = self.seen.get(conversation_id), rows.get(conversation_id)
            _compare(found, conversation_id, before, now)
            if now is not None:
                self.seen[conversation_id] = now
            else:
                self.seen.pop(conversation_id, None)
        found.conversation_ids.update(event["conversation_id"] for event in found.events)
        return found

    def _last_sequences(
        self, session: Session, rows: dict[str, Seen], conversation_ids: Collection[str]
    ) -> dict[str, int]:
        """Number of the last event of those that are open, and of those that just were."""
        over = [one for one in conversation_ids if one in self.seen and one not in rows]
        ended = session.execute(
            select(Conversation.id, Conversation.last_sequence).where(Conversation.id.in_(over))
        )
        return {
            **{row.id: row.last_sequence for row in (ended if over else ())},
            **{conversation_id: row.last_sequence for conversation_id, row in rows.items()},
        }

    def _new_events(self, session: Session, last_sequences: dict[str, int]) -> list[dict[str, Any]]:
        """The logs' events up to these numbers, beyond what was seen, each log in its order."""
        unknown = [one for one in last_sequences if one not in self.seen]
        known = {one: self.seen[one].last_sequence for one in last_sequences if one in self.seen}
        known |= _before_their_requests(session, unknown)
        wanted = [
            and_(
                Event.conversation_id == conversation_id,
                Event.sequence > known[conversation_id],
                Event.sequence <= last,
            )
            for conversation_id, last in last_sequences.items()
            if last > known[conversation_id]
        ]
        if not wanted:
            return []
        events = session.scalars(
            select(Event).where(or_(*wanted)).order_by(Event.conversation_id, Event.sequence)
        )
        return [views.event_view(event) for event in events]


def _compare(found: Changes, conversation_id: str, before: Seen | None, now: Seen | None) -> None:
    """Write down what became of one conversation."""
    if before is not None and (now is None or now.handoff_id != before.handoff_id):
        found.removed.append(before.handoff_id)
    elif before is not None and now is not None and _are_alike(before, now):
        if now.read_sequence != before.read_sequence:
            found.readings[conversation_id] = now.read_sequence
            found.conversation_ids.add(conversation_id)
        return
    if now is not None:
        found.changed.append(now.text)
    if before is not None or now is not None:
        found.conversation_ids.add(conversation_id)


def _are_alike(before: Seen, now: Seen) -> bool:
    return now.text_without_reading == before.text_without_reading


def _seen(row: dict[str, Any]) -> Seen:
    return Seen(
        handoff_id=row["id"],
        agent=row["agent"]["username"] if row["agent"] else None,
        last_sequence=row["last_sequence"],
        read_sequence=row["customer_read_sequence"],
        text_without_reading=as_json(
            {name: value for name, value in row.items() if name != "customer_read_sequence"}
        ),
    )


def _before_their_requests(session: Session, conversation_ids: Sequence[str]) -> dict[str, int]:
    """The number of the event before the one that brought each conversation into the queue."""
    if not conversation_ids:
        return {}
    requested = session.execute(
        select(Event.conversation_id, func.max(Event.sequence))
        .where(Event.conversation_id.in_(conversation_ids), Event.kind != "message")
        .group_by(Event.conversation_id)
    )
    return {**dict.fromkeys(conversation_ids, 0), **{one: last - 1 for one, last in requested}}


def iterate_frames(changes: Changes) -> Iterator[tuple[str, str]]:
    """Event name and JSON of each frame that tells the changes: the queue first.

    An event of a handoff that a desk has not heard of would mean nothing to it.
    """
    if changes.changed or changes.removed:
        changed, removed = ",".join(changes.changed), as_json(changes.removed)
        yield "handoff_changes", f'{{"changed":[{changed}],"removed":{removed}}}'
    for event in changes.events:
        yield "log", as_json(event)
    for conversation_id, sequence in changes.readings.items():
        reading = {"conversation_id": conversation_id, "customer_read_sequence": sequence}
        yield "reading", as_json(reading)
