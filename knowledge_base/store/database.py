"""Connections and transactions on SQLite or PostgreSQL, and the mapping of their failures.

Knows no table; every driver error leaves this module as StoreUnavailable, except a violated
constraint, which the caller who wrote the row understands better.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy
from sqlalchemy import URL, Connection, Engine, event, make_url
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from knowledge_base.errors import StoreUnavailable
from knowledge_base.logs import line

log = logging.getLogger(__name__)

BUSY_TIMEOUT_SECONDS = 3
CONNECT_TIMEOUT_SECONDS = 5
STATEMENT_TIMEOUT_SECONDS = 30
POOL_TIMEOUT_SECONDS = 5


class Database:
    """One SQLite file or PostgreSQL database, safe to use from several threads."""

    def __init__(self, url: str) -> None:
        """Connects to nothing yet; `url` is `sqlite:///path` or `postgresql://…`."""
        parsed = _with_driver(make_url(url))
        self.is_sqlite = parsed.get_backend_name() == "sqlite"
        self._engine = _sqlite_engine(parsed) if self.is_sqlite else _postgresql_engine(parsed)
        self._writing_engine = self._engine.execution_options(writes=True)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one unchanging state of the database."""
        with _failures_mapped(), Session(self._engine) as session, session.begin():
            if not self.is_sqlite:
                # several queries of one answer must see one state; SQLite's WAL does so anyway
                session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session whose changes are stored together at the end, or not at all."""
        with _failures_mapped(), Session(self._writing_engine) as session, session.begin():
            yield session

    @contextmanager
    def connecting(self) -> Iterator[Connection]:
        """A bare connection in a writing transaction, for migrations."""
        with _failures_mapped(), self._writing_engine.begin() as connection:
            yield connection

    def close(self) -> None:
        """Close every connection that is not in use."""
        self._engine.dispose()


def _with_driver(url: URL) -> URL:
    if url.get_backend_name() in ("postgresql", "postgres"):
        return url.set(drivername="postgresql+psycopg")
    return url


def _sqlite_engine(url: URL) -> Engine:
    if url.database and not url.database.startswith("file:"):
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = sqlalchemy.create_engine(
        url,
        connect_args={"timeout": BUSY_TIMEOUT_SECONDS},
        pool_timeout=POOL_TIMEOUT_SECONDS,
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        # the driver would begin its transactions late and without IMMEDIATE: we begin them
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # a deferred transaction that reads first fails at once where another one writes;
        # IMMEDIATE waits for its turn instead
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _postgresql_engine(url: URL) -> Engine:
    engine = sqlalchemy.create_engine(
        url,
        connect_args={"connect_timeout": CONNECT_TIMEOUT_SECONDS},
        pool_pre_ping=True,
        pool_timeout=POOL_TIMEOUT_SECONDS,
    )

    @event.listens_for(engine, "connect")
    def limit_waits(connection: Any, _record: object) -> None:
        connection.autocommit = True
        connection.execute(f"SET lock_timeout = '{BUSY_TIMEOUT_SECONDS}s'")
        connection.execute(f"SET statement_timeout = '{STATEMENT_TIMEOUT_SECONDS}s'")
        connection.autocommit = False

    return engine


@contextmanager
def _failures_mapped() -> Iterator[None]:
    try:
        yield
    except (IntegrityError, DataError):
        raise
    except DBAPIError as error:
        reason = str(error.orig).strip()
        log.error(line("store_unavailable", reason=reason))
        raise StoreUnavailable(f"the database refused: {reason}") from error
    except PoolTimeout as error:
        log.error(line("store_unavailable", reason="all connections are busy"))
        raise StoreUnavailable("all connections to the database are busy") from error
