"""Databases for tests: a SQLite file, or a schema of its own in a real PostgreSQL.

Use them from a fixture that is parametrised over both kinds, so that the same tests run on both::

    @pytest.fixture(params=DATABASE_KINDS)
    def database_url(request, tmp_path):
        with migrated_database(request.param, tmp_path, migrate) as url:
            yield url

`migrated_database` runs the migrations once and makes every further database from the first one's
outcome: migrating for each test would take most of its time. A test that changes tables takes an
`empty_database`.

PostgreSQL is looked for at ``OCHOTA_TEST_POSTGRESQL`` (default: database ``test`` on 127.0.0.1; a
superuser, who may undo rows in any order).
Where it cannot be reached the tests that need it are skipped, or, under ``CI=true``, fail.
"""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

DATABASE_KINDS = ("sqlite", "postgresql")
CONNECT_TIMEOUT_SECONDS = 5

Migrate = Callable[[str], None]


@dataclass
class _Kept:
    """What was migrated in this run, by the function that did it."""

    sqlite_files: dict[Migrate, bytes] = field(default_factory=dict)
    free_schemas: dict[Migrate, list[str]] = field(default_factory=dict)
    until_the_end: ExitStack = field(default_factory=ExitStack)


_kept = _Kept()


@contextmanager
def empty_database(kind: str, folder: Path) -> Iterator[str]:
    """The URL of an empty database, as `DATABASE_URL` would hold it; removed afterwards.

    Close every connection before leaving the context: what is still open is cut off.
    """
    if kind == "sqlite":
        yield f"sqlite:///{folder / f'{uuid4().hex}.db'}"
    elif kind == "postgresql":
        with _own_schema(_reachable_postgresql()) as url:
            yield url
    else:
        raise ValueError(f"no database of kind {kind!r}; there are {DATABASE_KINDS}")


@contextmanager
def migrated_database(kind: str, folder: Path, migrate: Migrate) -> Iterator[str]:
    """The URL of a database as `migrate` leaves an empty one, which is called with its URL.

    Close every connection before leaving the context, and leave the tables as they are.
    """
    if kind == "sqlite":
        with empty_database(kind, folder) as url:
            _copy_sqlite(Path(url.removeprefix("sqlite:///")), url, migrate)
            yield url
    elif kind == "postgresql":
        free = _kept.free_schemas.setdefault(migrate, [])
        url = free.pop() if free else _new_migrated_schema(migrate)
        yield url
        _undo_all_rows(url)
        free.append(url)
    else:
        raise ValueError(f"no database of kind {kind!r}; there are {DATABASE_KINDS}")


def drop_kept_databases() -> None:
    """Leave nothing of this run's behind in PostgreSQL."""
    _kept.until_the_end.close()


def _copy_sqlite(path: Path, url: str, migrate: Migrate) -> None:
    if migrate in _kept.sqlite_files:
        path.write_bytes(_kept.sqlite_files[migrate])
        return
    migrate(url)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    _kept.sqlite_files[migrate] = path.read_bytes()


def _new_migrated_schema(migrate: Migrate) -> str:
    url = _kept.until_the_end.enter_context(_own_schema(_reachable_postgresql()))
    migrate(url)
    with psycopg.connect(url) as connection:
        for table in _tables(connection):
            # what the migrations themselves wrote, such as their version
            connection.execute(
                sql.SQL("CREATE TABLE {} AS TABLE {}").format(
                    sql.Identifier(_AS_MIGRATED + table), sql.Identifier(table)
                )
            )
    return url


def _undo_all_rows(url: str) -> None:
    """Make the schema's rows and sequences what they were after the migrations."""
    with psycopg.connect(url, application_name="ochota-tests") as connection:
        _cut_off(connection, _schema_of(connection))
        connection.execute("SET LOCAL session_replication_role = replica")  # in any order
        for table in _tables(connection):
            name, kept = sql.Identifier(table), sql.Identifier(_AS_MIGRATED + table)
            connection.execute(sql.SQL("DELETE FROM {}").format(name))
            connection.execute(
                sql.SQL("INSERT INTO {} OVERRIDING SYSTEM VALUE TABLE {}").format(name, kept)
            )
        connection.execute(
            "SELECT setval(quote_ident(sequencename)::regclass, start_value, false)"
            " FROM pg_sequences WHERE schemaname = current_schema()"
        )


_AS_MIGRATED = "as_migrated_"


def _tables(connection: psycopg.Connection) -> list[str]:
    rows = connection.execute(
        "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
    ).fetchall()
    return [name for (name,) in rows if not name.startswith(_AS_MIGRATED)]


def _schema_of(connection: psycopg.Connection) -> str:
    row = connection.execute("SELECT current_schema()").fetchone()
    assert row is not None
    return str(row[0])


def _cut_off(connection: psycopg.Connection, schema: str) -> None:
    # a connection that a failed test left open would block us for ever
    connection.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = %s",
        [schema],
    )


def _reachable_postgresql() -> str:
    url = os.environ.get("OCHOTA_TEST_POSTGRESQL", "postgresql://root@127.0.0.1:5432/test")
    try:
        psycopg.connect(url, connect_timeout=CONNECT_TIMEOUT_SECONDS).close()
    except psycopg.OperationalError as error:
        reason = f"PostgreSQL for the tests cannot be reached at {url}: {error}"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return url


@contextmanager
def _own_schema(url: str) -> Iterator[str]:
    schema = f"ochota_test_{uuid4().hex}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(schema)))
    separator = "&" if "?" in url else "?"
    try:
        yield f"{url}{separator}options=-csearch_path%3D{schema}&application_name={schema}"
    finally:
        with psycopg.connect(url, autocommit=True) as connection:
            _cut_off(connection, schema)
            connection.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(schema)))
