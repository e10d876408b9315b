"""Wake-ups between processes on PostgreSQL: LISTEN and NOTIFY.

A notification is part of the transaction that changed something. When the connection that
listens breaks, everybody here is woken after it is back: something may have been missed.
"""

import json
import logging
import threading
from collections.abc import Collection
from uuid import uuid4

import psycopg
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from helpdesk.database import Database
from helpdesk.streams.wakeups import Signal, Wakeups

log = logging.getLogger(__name__)

CHANNEL = "ochota_helpdesk"
_NOTIFY = text(f"SELECT pg_notify('{CHANNEL}', :payload)")
_LISTEN_SECONDS = 1.0
_RECONNECT_SECONDS = 1.0


class PostgresqlRelay:
    """Tells other processes of topics and signals, and hears of theirs."""

    def __init__(self, database: Database, wakeups: Wakeups) -> None:
        self._database = database
        self._wakeups = wakeups
        self._own_name = uuid4().hex
        self._stopping = threading.Event()
        self.listening = threading.Event()
        self._thread = threading.Thread(target=self._run, name="listener", daemon=True)

    def start(self) -> None:
        """Begin to listen, and pass on what this process announces."""
        self._wakeups.relay_through(self)
        self._thread.start()

    def stop(self) -> None:
        """Listen no more."""
        self._stopping.set()
        self._thread.join(timeout=5)

    def committing(self, session: Session, topics: Collection[str]) -> None:
        """Notify as part of the transaction."""
        payload = {"from": self._own_name, "topics": sorted(topics)}
        session.execute(_NOTIFY, {"payload": json.dumps(payload)})

    def signal(self, signal: Signal) -> None:
        """Notify of an ephemeral signal; one that cannot be sent is dropped."""
        payload = {
            "from": self._own_name,
            "signal": {
                "conversation_id": signal.conversation_id,
                "kind": signal.kind,
                "data": signal.data,
            },
        }
        try:
            with self._database.engine.begin() as connection:
                connection.execute(_NOTIFY, {"payload": json.dumps(payload)})
        except SQLAlchemyError as error:
            log.warning("action=signal_dropped reason=%s", str(error).splitlines()[0])

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._listen()
            except psycopg.Error as error:
                log.warning("action=listener_reconnects reason=%s", str(error).strip())
                self._stopping.wait(_RECONNECT_SECONDS)
            finally:
                self.listening.clear()

    def _listen(self) -> None:
        url = self._database.engine.url.set(drivername="postgresql")
        address = url.render_as_string(hide_password=False)
        with psycopg.connect(address, autocommit=True, connect_timeout=5) as connection:
            connection.execute(f"LISTEN {CHANNEL}")
            self.listening.set()
            self._wakeups.wake_all()
            while not self._stopping.is_set():
                for notification in connection.notifies(timeout=_LISTEN_SECONDS):
                    self._hear(notification.payload)

    def _hear(self, payload: str) -> None:
        message = json.loads(payload)
        if message.get("from") == self._own_name:
            return
        if "signal" in message:
            self._wakeups.receive(Signal(**message["signal"]))
        else:
            self._wakeups.committed(message["topics"])
