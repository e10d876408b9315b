"""The sweep for what time alone brings about: gone customers, ended snoozes, vanished agents.

The times are in the database, so any process may sweep, several may, and none has to live long.
"""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from helpdesk import clock
from helpdesk.conversations import log as conversation_log
from helpdesk.database import Database
from helpdesk.handoffs import presence, queue
from helpdesk.handoffs.refusals import HandoffRefused
from helpdesk.handoffs.transitions.guarded import locked
from helpdesk.handoffs.transitions.handing_in import release
from helpdesk.handoffs.transitions.requesting import abandon
from helpdesk.handoffs.transitions.snoozing import wake_up
from helpdesk.models import Handoff
from helpdesk.notices import notify
from helpdesk.periodic import Periodic

log = logging.getLogger(__name__)

SWEEP_SECONDS = 5.0


def abandon_gone(database: Database, abandon_after: timedelta) -> list[str]:
    """Abandon the waiting chats whose customers have gone; their ids."""

    def act(session: Session, handoff_id: str) -> bool:
        handoff = session.get_one(Handoff, handoff_id)
        # looked at again under the lock: the customer may just have come back
        conversation = conversation_log.lock(session, handoff.conversation_id)
        now = clock.now()
        if conversation.customer_seen_at >= now - abandon_after:
            return False
        abandon(session, handoff_id, at=now)
        return True

    with database.read() as session:
        due = queue.gone_customers(session, clock.now() - abandon_after)
    return _each(database, due, act, "handoff_abandoned")


def wake_snoozed(database: Database, at: datetime | None = None) -> list[str]:
    """Wake the handoffs whose time has come; their ids."""
    at = at or clock.now()

    def act(session: Session, handoff_id: str) -> bool:
        conversation, handoff = locked(session, handoff_id)
        if handoff.snoozed_until is None or handoff.snoozed_until > at:
            return False
        wake_up(session, conversation, handoff, actor="timer", at=at)
        return True

    with database.read() as session:
        due = queue.ended_snoozes(session, at)
    return _each(database, due, act, "handoff_woken")


def return_left_behind(
    database: Database, gone_after: timedelta, at: datetime | None = None
) -> list[str]:
    """Return to the queue what vanished agents left behind (`presence.left_behind`); their ids.

    The agent finds a notice of each.
    """
    at = at or clock.now()

    def act(session: Session, handoff_id: str) -> bool:
        conversation, handoff = locked(session, handoff_id)
        # looked at again under the lock: the agent may just have come back
        if not presence.left_behind(session, at - gone_after, handoff_id):
            return False
        agent_id = handoff.agent_id
        assert agent_id is not None, "an assigned handoff without its agent"
        release(session, handoff_id, None, actor="timer", cause="agent_gone", at=at)
        notify(
            session,
            agent_id,
            "agent_gone",
            conversation_id=conversation.id,
            handoff_id=handoff_id,
        )
        return True

    with database.read() as session:
        due = presence.left_behind(session, at - gone_after)
    return _each(database, due, act, "handoff_returned_of_gone_agent")


def _each(
    database: Database,
    handoff_ids: Iterable[str],
    act: Callable[[Session, str], bool],
    action: str,
) -> list[str]:
    """Those of the handoffs for which it was done, each in a transaction of its own."""
    done = []
    for handoff_id in handoff_ids:
        try:
            with database.write() as session:
                is_done = act(session, handoff_id)
        except HandoffRefused:
            continue
        if is_done:
            log.info("action=%s handoff_id=%s", action, handoff_id)
            done.append(handoff_id)
    return done


class Timers:
    """Sweeps from time to time.

    Agents are taken for gone only after this process has swept without a break for as long as
    that takes: when the system comes back (a restart, a database that was down, a computer that
    slept), nobody's desk has had a chance to give a sign of life yet.
    """

    def __init__(
        self,
        database: Database,
        *,
        abandon_after: timedelta,
        agent_gone_after: timedelta,
        pause_seconds: float = SWEEP_SECONDS,
    ) -> None:
        self._database = database
        self._abandon_after = abandon_after
        self._agent_gone_after = agent_gone_after
        shortest = min(abandon_after, agent_gone_after).total_seconds()
        pause = min(pause_seconds, max(shortest / 4, 0.05))
        self._longest_break = timedelta(seconds=4 * pause + 10)
        self._swept_since = self._swept_at = clock.now()
        self._periodic = Periodic("sweep", self.sweep, pause)

    def start(self) -> None:
        """Begin to sweep."""
        self._swept_since = self._swept_at = clock.now()
        self._periodic.start()

    def stop(self) -> None:
        """Sweep no more."""
        self._periodic.stop()

    def sweep(self) -> None:
        """Do what is due now."""
        abandon_gone(self._database, self._abandon_after)
        wake_snoozed(self._database)
        now = clock.now()
        if now - self._swept_at > self._longest_break:
            self._swept_since = now
        self._swept_at = now
        if now - self._swept_since >= self._agent_gone_after:
            return_left_behind(self._database, self._agent_gone_after)
