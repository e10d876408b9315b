"""A database that is locked, full, read-only or damaged: 503, and nothing half-written."""

import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import event, text

from helpdesk.app import create_app
from helpdesk.database import Database
from helpdesk.migrations.command import upgrade
from helpdesk.models import Base, Event, Turn
from helpdesk.settings import Settings
from tests.contract.helpdesk.core.conftest import Customer, all_of, parts
from tests.databases import DATABASE_KINDS, empty_database


@pytest.fixture(params=["sqlite"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'helpdesk.db'}"


def assert_unavailable(customer: Customer) -> None:
    response = customer.says("Haló?")
    assert response.status_code == 503, response.text
    assert response.json["error"]["code"] == "database_unavailable"
    assert int(response.headers["Retry-After"]) >= 1
    assert "Traceback" not in response.text
    assert "sqlite" not in response.text.lower()


def test_a_locked_database_is_waited_for_and_then_said_to_be_busy(
    customer: Customer, app: Flask, tmp_path: Path
) -> None:
    parts(app).database._write_lock_seconds = 0.2
    locker = sqlite3.connect(tmp_path / "helpdesk.db", isolation_level=None)
    locker.execute("BEGIN IMMEDIATE")
    assert_unavailable(customer)
    locker.execute("ROLLBACK")
    locker.close()

    assert customer.says("Haló?").status_code == 201
    assert [e["sequence"] for e in customer.sees()] == [1]


def test_a_write_that_waits_in_vain_for_another_says_so_in_the_log(
    customer: Customer, app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    database = parts(app).database
    database._write_lock_seconds = 0.1
    with database.write():
        assert_unavailable(customer)
    assert "reason=another write has not ended within 0.1 s" in caplog.text


def test_a_full_disk_stores_nothing_by_halves(customer: Customer, database: Database) -> None:
    with database.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    database.engine.dispose()

    def leave_no_room(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute(f"PRAGMA max_page_count={pages}")

    event.listen(database.engine, "connect", leave_no_room)
    codes = [customer.says("x" * 4000).status_code for _ in range(60)]
    assert 503 in codes
    event.remove(database.engine, "connect", leave_no_room)
    database.engine.dispose()

    stored = all_of(database, Event)
    assert len(stored) == codes.count(201)
    assert len(all_of(database, Turn)) == len(stored)
    assert [e.sequence for e in stored] == list(range(1, len(stored) + 1))
    assert customer.says("zase místo").status_code == 201


def test_a_read_only_database_is_said_to_be_unavailable(
    customer: Customer, database: Database
) -> None:
    database.engine.dispose()

    def forbid_writing(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA query_only=ON")

    event.listen(database.engine, "connect", forbid_writing)
    assert_unavailable(customer)
    assert customer.sees() == []


def test_a_damaged_database_is_said_to_be_unavailable(
    customer: Customer, database: Database, tmp_path: Path
) -> None:
    database.engine.dispose()
    for name in ("helpdesk.db-wal", "helpdesk.db-shm"):
        (tmp_path / name).unlink(missing_ok=True)
    (tmp_path / "helpdesk.db").write_bytes(b"no database at all " * 500)
    assert_unavailable(customer)


def test_a_database_that_was_never_migrated_is_not_ready(tmp_path: Path) -> None:
    app = create_app(Settings(state=tmp_path))
    response = app.test_client().get("/health")
    assert (response.status_code, response.json["status"]) == (503, "starting")
    parts(app).database.close()


def test_a_helpdesk_without_its_neighbours_is_degraded_and_says_why(
    app: Flask, settings: Settings
) -> None:
    body = app.test_client().get("/health").json
    assert body["status"] == "degraded"
    assert "knowledge base" in body["reason"]
    assert body["parts"]["assistant"] == "ready"


def test_a_message_is_on_the_disk_before_it_is_confirmed(database: Database) -> None:
    synchronous = text("PRAGMA synchronous")
    for _ in range(3):  # whatever the pool's connection was used for before
        with database.write(durable=False) as session:
            assert session.execute(synchronous).scalar_one() == 1  # NORMAL
        with database.write() as session:
            assert session.execute(synchronous).scalar_one() == 2  # FULL
            assert session.execute(text("PRAGMA journal_mode")).scalar_one() == "wal"


@pytest.mark.parametrize("kind", DATABASE_KINDS)
def test_the_migrations_make_the_tables_of_the_models(kind: str, tmp_path: Path) -> None:
    with empty_database(kind, tmp_path) as url:
        database = Database(url)
        assert upgrade(database)[0] is None
        first, second = upgrade(database)
        assert first == second
        with database.engine.connect() as connection:
            options = {"version_table": "helpdesk_version"}
            context = MigrationContext.configure(connection, opts=options)
            assert compare_metadata(context, Base.metadata) == []
        database.close()
