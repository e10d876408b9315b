"""The one stream of an agent's desk: the board, the logs of open handoffs, what concerns the agent.

Nothing is resumed: each connection begins with the whole board, whose `last_sequence`s tell the
desk which logs it is behind on. From there on every change of a row and every event of those logs
is shown once, in order. What all desks are shown alike comes from `desk.board`; only unread marks
and notices are this agent's own. While the stream is read, its agent counts as present.
"""

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from sqlalchemy.exc import SQLAlchemyError

from helpdesk import notices
from helpdesk.agents import sessions
from helpdesk.database import Database
from helpdesk.desk.board import Batch, Board
from helpdesk.desk.notice_views import notices_view
from helpdesk.desk.unread import unread_of
from helpdesk.errors import HelpdeskError
from helpdesk.streams.frames import COMMENT, OPENING, frame
from helpdesk.streams.wakeups import (
    AGENTS,
    DESK,
    HANDOFFS,
    NOTICES,
    Subscription,
    Wakeups,
    agent_topic,
)

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Reader:
    """The agent at whose desk the stream is read, and whether their sign-in still holds."""

    agent_id: int
    username: str
    is_signed_in: Callable[[], bool]


@dataclass(kw_only=True)
class _Shown:
    """What this desk has been shown so far."""

    number: int = -1
    unread: dict[str, int] = field(default_factory=dict)
    # number of unread notices and id of the newest
    notices: tuple[int, int] | None = None
    checked_at: float = field(default_factory=time.monotonic)


class _DeskStream:
    def __init__(self, database: Database, wakeups: Wakeups, board: Board, reader: Reader) -> None:
        self._database = database
        self._wakeups = wakeups
        self._board = board
        self._reader = reader
        self._shown = _Shown()

    def frames(self, subscription: Subscription, heartbeat_seconds: float) -> Iterator[str]:
        """Everything as it is, and from there on what changes, until an end is due."""
        time.sleep(self._board.pause())
        self._board.look()
        yield from self._whole_board()
        yield from self._own_notices()
        while not self._wakeups.closing.is_set():
            yield from self._next(subscription, heartbeat_seconds)
            if time.monotonic() >= self._shown.checked_at + heartbeat_seconds:
                if not self._reader.is_signed_in():
                    return
                sessions.mark_seen(self._database, self._reader.agent_id)
                self._shown.checked_at = time.monotonic()
                yield COMMENT

    def _next(self, subscription: Subscription, heartbeat_seconds: float) -> Iterator[str]:
        """Wait for something to happen, and show it."""
        due_in = self._shown.checked_at + heartbeat_seconds - time.monotonic()
        woken = subscription.wait(max(0.0, due_in))
        for signal in subscription.signals():
            if self._board.shows(signal.conversation_id):
                yield frame(signal.kind, {"conversation_id": signal.conversation_id, **signal.data})
        # a heartbeat looks too: a wake-up may have been lost
        is_due = time.monotonic() >= self._shown.checked_at + heartbeat_seconds
        if not woken and not is_due:
            return
        if woken & {DESK, HANDOFFS, AGENTS} or is_due:
            time.sleep(self._board.pause())
            self._board.look()
            yield from self._news_of_board()
        if is_due or agent_topic(self._reader.agent_id) in woken:
            yield from self._unread(None)
        if is_due or NOTICES in woken:
            yield from self._own_notices()

    def _news_of_board(self) -> Iterator[str]:
        batches = self._board.since(self._shown.number)
        if batches is None:
            yield from self._whole_board()
        elif batches:
            self._shown.number = batches[-1].number
            yield "".join(batch.frames for batch in batches)
            if concerned := self._concerned(batches):
                yield from self._unread(concerned)

    def _whole_board(self) -> Iterator[str]:
        self._shown.number, frames = self._board.whole()
        yield frames
        with self._database.read() as session:
            self._shown.unread = unread_of(session, self._reader.agent_id)
        yield frame("unread", {"conversations": self._shown.unread})

    def _concerned(self, batches: list[Batch]) -> set[str]:
        """The conversations among those that changed whose unread messages are counted."""
        changed = {one for batch in batches for one in batch.conversation_ids}
        username = self._reader.username
        return {
            one
            for one in changed
            if one in self._shown.unread or self._board.belongs_to(one, username)
        }

    def _unread(self, conversation_ids: set[str] | None) -> Iterator[str]:
        """What changed in the unread messages of these conversations, or of all."""
        with self._database.read() as session:
            counted = unread_of(session, self._reader.agent_id, conversation_ids)
        known = self._shown.unread
        looked_at = known.keys() if conversation_ids is None else known.keys() & conversation_ids
        over = dict.fromkeys(looked_at - counted.keys(), 0)
        # what was counted and is no more ends with a zero, once
        changed = {one: n for one, n in {**over, **counted}.items() if known.get(one) != n}
        told = {one: n for one, n in changed.items() if n or known.get(one)}
        known.update(counted)
        for one in over:
            del known[one]
        if told:
            yield frame("unread", {"conversations": told})

    def _own_notices(self) -> Iterator[str]:
        with self._database.read() as session:
            newest = notices.newest(session, self._reader.agent_id)
            mark = (
                notices.unread(session, self._reader.agent_id),
                newest[0].id if newest else 0,
            )
            if mark == self._shown.notices:
                return
            view = notices_view(session, newest, unread=mark[0])
        self._shown.notices = mark
        yield frame("notices", view)


def desk_frames(
    database: Database,
    wakeups: Wakeups,
    board: Board,
    reader: Reader,
    *,
    heartbeat_seconds: float,
) -> Iterator[str]:
    """Frames of the board, of the logs of open handoffs, of typing and notices, without end.

    It ends when the agent is signed out, the process shuts down or the database fails.
    """
    topics = [DESK, HANDOFFS, AGENTS, NOTICES, agent_topic(reader.agent_id)]
    with wakeups.subscribe(topics) as subscription, board.watched():
        yield OPENING
        try:
            yield from _DeskStream(database, wakeups, board, reader).frames(
                subscription, heartbeat_seconds
            )
        except (SQLAlchemyError, HelpdeskError) as error:
            reason = (str(error).splitlines() or [""])[0]
            logger.error("action=desk_stream_ended reason=%s", reason)
