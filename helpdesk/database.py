"""The helpdesk's database: the engine, read transactions and write transactions.

SQLite (WAL, ``synchronous=FULL``) or PostgreSQL. On SQLite a write transaction starts with
BEGIN IMMEDIATE behind a lock of this process: a busy SQLite call blocks the thread, and with it
every greenlet of the server, so writers wait their turn here, where waiting is cooperative.
Another process's write lock is waited for in short steps for the same reason.
"""

import sqlite3
import threading
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any, Protocol, cast

from sqlalchemy import Connection, CursorResult, create_engine, event, make_url, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from helpdesk.errors import DatabaseUnavailable

WRITE_LOCK_SECONDS = 5.0
_BUSY_MILLISECONDS = 20
_BUSY_PAUSE_SECONDS = 0.02
_STATEMENT_TIMEOUT_MILLISECONDS = 10_000

# in WAL mode NORMAL never corrupts: a power cut may only undo the last commits
_SYNCHRONOUS = {True: "FULL", False: "NORMAL"}
_TOPICS = "announced_topics"


class Listener(Protocol):
    """Who is told of announced topics: before the commit, inside it, and after it."""

    def committing(self, session: Session, topics: Collection[str]) -> None:
        """Tell other processes, as part of the transaction that is about to be committed."""

    def committed(self, topics: Collection[str]) -> None:
        """Tell this process: the changes can now be read."""


class Database:
    """One database, reached through one pool of connections."""

    def __init__(
        self,
        url: str,
        *,
        listener: Listener | None = None,
        write_lock_seconds: float = WRITE_LOCK_SECONDS,
    ) -> None:
        self._listener = listener
        self._write_lock_seconds = write_lock_seconds
        self._writer = threading.Lock()
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite":
            self.engine = create_engine(parsed, pool_size=20, max_overflow=40, pool_timeout=5)
            event.listen(self.engine, "connect", _prepare_sqlite)
            event.listen(self.engine, "begin", self._begin_sqlite)
        else:
            arguments: dict[str, Any] = {"connect_timeout": 5}
            if "application_name" not in parsed.query:
                arguments["application_name"] = "ochota-helpdesk"
            self.engine = create_engine(
                parsed.set(drivername="postgresql+psycopg"),
                pool_size=20,
                max_overflow=10,
                pool_timeout=5,
                pool_pre_ping=True,
                connect_args=arguments,
            )
            event.listen(self.engine, "connect", _prepare_postgresql)

    @property
    def is_sqlite(self) -> bool:
        """Whether this is SQLite, where one process writes at a time."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that sees one state of the database and changes nothing."""
        with Session(self.engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def write(self, *, durable: bool = True) -> Iterator[Session]:
        """A session whose changes are committed together at the end, or not at all.

        A commit survives a power cut, unless it is not ``durable``: that one is for changes
        that may be lost whole (a lease, a presence) and saves waiting for the disk.

        The topics given to `announce` are told once they are committed. Raises
        DatabaseUnavailable when another writer holds the database for too long.
        """
        with self._writing(), Session(self.engine, expire_on_commit=False) as session:
            if self.is_sqlite:
                session.connection(execution_options={"helpdesk_write": _SYNCHRONOUS[durable]})
            elif not durable:
                session.execute(text("SET LOCAL synchronous_commit = off"))
            yield session
            topics = cast(dict[str, None], session.info.get(_TOPICS, {}))
            if topics and self._listener is not None:
                self._listener.committing(session, topics)
            session.commit()
        if topics and self._listener is not None:
            self._listener.committed(topics)

    @contextmanager
    def migration(self) -> Iterator[Session]:
        """As `write`, for a session that may also rebuild tables that others refer to.

        SQLite would take dropping such a table for deleting its rows, so references are looked
        at once, before the commit. Raises RuntimeError when one of them leads nowhere.
        """
        try:
            with self._writing(), Session(self.engine, expire_on_commit=False) as session:
                if self.is_sqlite:
                    options = {"helpdesk_write": "FULL", "helpdesk_rebuilds_tables": True}
                    session.connection(execution_options=options)
                yield session
                if self.is_sqlite:
                    broken = session.execute(text("PRAGMA foreign_key_check")).first()
                    if broken is not None:
                        raise RuntimeError(f"a row refers to nothing: {tuple(broken)}")
                session.commit()
        finally:
            self.engine.dispose()  # no connection goes on that does not look at references

    @contextmanager
    def _writing(self) -> Iterator[None]:
        if not self.is_sqlite:
            yield
            return
        if not self._writer.acquire(timeout=self._write_lock_seconds):
            waited = f"another write has not ended within {self._write_lock_seconds:g} s"
            raise DatabaseUnavailable from TimeoutError(waited)
        try:
            yield
        finally:
            self._writer.release()

    def _begin_sqlite(self, connection: Connection) -> None:
        synchronous = connection.get_execution_options().get("helpdesk_write")
        if synchronous is None:
            connection.exec_driver_sql("BEGIN")
            return
        connection.exec_driver_sql(f"PRAGMA synchronous={synchronous}")
        if connection.get_execution_options().get("helpdesk_rebuilds_tables"):
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        give_up_at = time.monotonic() + self._write_lock_seconds
        while True:
            try:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
                return
            except OperationalError as error:
                if not _is_busy(error) or time.monotonic() > give_up_at:
                    raise
            time.sleep(_BUSY_PAUSE_SECONDS)

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def announce(session: Session, topic: str) -> None:
    """Wake whoever waits for ``topic``, here and in other processes, if this is committed."""
    session.info.setdefault(_TOPICS, {})[topic] = None


def changed_rows(result: object) -> int:
    """How many rows an UPDATE or DELETE touched."""
    return cast("CursorResult[Any]", result).rowcount


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # transactions are begun explicitly, in _begin_sqlite
    connection.execute(f"PRAGMA busy_timeout={_BUSY_MILLISECONDS}")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")


def _prepare_postgresql(connection: Any, _record: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET statement_timeout = {_STATEMENT_TIMEOUT_MILLISECONDS}")
        cursor.execute("SET timezone = 'UTC'")
    connection.commit()


def _is_busy(error: OperationalError) -> bool:
    code = getattr(error.orig, "sqlite_errorcode", None)
    return code is not None and code & 0xFF in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
