"""Empty databases for tests: a SQLite file, or a schema of its own in a real PostgreSQL.

Use it from a fixture that is parametrised over both kinds, so that the same tests run on both::

    @pytest.fixture(params=DATABASE_KINDS)
    def database_url(request, tmp_path):
        with empty_database(request.param, tmp_path) as url:
            yield url

PostgreSQL is looked for at ``OCHOTA_TEST_POSTGRESQL`` (default: database ``test`` on 127.0.0.1).
Where it cannot be reached the tests that need it are skipped, or, under ``CI=true``, fail.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

DATABASE_KINDS = ("sqlite", "postgresql")
CONNECT_TIMEOUT_SECONDS = 5


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
            # a connection that a failed test left open would block the drop for ever
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE application_name = %s",
                [schema],
            )
            connection.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(schema)))
