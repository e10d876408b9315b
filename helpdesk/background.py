"""What runs beside the requests: wake-ups of other processes, timers, outcomes, turns."""

import logging
from typing import Protocol

from sqlalchemy.exc import SQLAlchemyError

from helpdesk.assistant_client import AssistantClient
from helpdesk.database import Database
from helpdesk.errors import HelpdeskError
from helpdesk.handoffs.dispatcher import Dispatcher
from helpdesk.handoffs.timers import Timers
from helpdesk.knowledge_client import KnowledgeBase
from helpdesk.labels.outcome_sender import OutcomeSender
from helpdesk.mail.mailer import Mailer
from helpdesk.routing.listening import Listener
from helpdesk.settings import Settings
from helpdesk.sla.sweep import SlaSweeper
from helpdesk.streams.poller import Poller
from helpdesk.streams.postgresql import PostgresqlRelay
from helpdesk.streams.wakeups import Wakeups
from helpdesk.turns import lease
from helpdesk.turns.runner import TurnRunner

log = logging.getLogger(__name__)


class _Part(Protocol):
    def start(self) -> None: ...

    def stop(self) -> None: ...


class Background:
    """The parts that run by themselves, started and stopped together.

    Without ``knowledge`` nobody is told of live answers' outcomes from here, and nobody hears those
    who write while they wait.
    """

    def __init__(
        self,
        settings: Settings,
        database: Database,
        wakeups: Wakeups,
        assistant: AssistantClient,
        *,
        knowledge: KnowledgeBase | None = None,
        runs_turns: bool,
    ) -> None:
        self._database = database
        self._wakeups = wakeups
        self._runs_turns = runs_turns
        relay = Poller if database.is_sqlite else PostgresqlRelay
        self._parts: list[_Part] = [
            relay(database, wakeups),
            Dispatcher(
                database,
                wakeups,
                present_for=settings.agent_present_for,
                pause_seconds=settings.sweep_seconds,
            ),
            Timers(
                database,
                abandon_after=settings.abandon_after,
                agent_gone_after=settings.agent_gone_after,
                pause_seconds=settings.sweep_seconds,
            ),
            SlaSweeper(
                database,
                present_for=settings.agent_present_for,
                pause_seconds=settings.sweep_seconds,
            ),
            Mailer(database, settings),
        ]
        if knowledge is not None:
            self._parts.append(OutcomeSender(database, knowledge, settings.outcome_seconds))
            self._parts.append(Listener(database, knowledge, settings.sweep_seconds))
        if runs_turns:
            self._parts.append(
                TurnRunner(
                    database,
                    wakeups,
                    assistant,
                    lease_seconds=settings.lease_seconds,
                    at_once=settings.turns_at_once,
                    session_turns=settings.session_turns,
                    agent_present_for=settings.agent_present_for,
                )
            )

    def start(self) -> None:
        """Start every part. Turns that a killed runner of this database held are taken at once."""
        if self._runs_turns and self._database.is_sqlite:
            # one process runs turns on SQLite: whoever holds a lease is dead
            try:
                with self._database.write() as session:
                    expired = lease.expire_all(session)
            except (SQLAlchemyError, HelpdeskError) as error:
                log.error("action=leases_not_expired reason=%s", str(error).splitlines()[0])
            else:
                if expired:
                    log.warning("action=leases_expired count=%s", expired)
        for part in self._parts:
            part.start()

    def stop(self) -> None:
        """End the streams, finish the turns under way and stop."""
        self._wakeups.close()
        for part in reversed(self._parts):
            part.stop()
