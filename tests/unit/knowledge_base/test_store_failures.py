"""A database that is locked, full, read-only or not migrated: refused, with nothing half done."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from knowledge_base.content import Content
from knowledge_base.errors import StoreUnavailable
from knowledge_base.store import Database
from knowledge_base.store.migrating import downgrade, migrate
from tests.databases import DATABASE_KINDS, empty_database
from tests.unit.knowledge_base.content_fixtures import (
    entry_fields,
    migrated_database,
    with_category,
)


@pytest.fixture
def sqlite_content(tmp_path: Path) -> Iterator[tuple[Content, Path]]:
    with migrated_database("sqlite", tmp_path) as (url, database):
        yield with_category(database), Path(url.removeprefix("sqlite:///"))


def test_a_locked_database_refuses_writes_and_goes_on_reading(
    sqlite_content: tuple[Content, Path],
) -> None:
    content, path = sqlite_content
    content.create(entry_fields(), by="jana")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")

        with pytest.raises(StoreUnavailable, match="locked"):
            content.edit(entry_fields(tags=["new"]), version=1, by="petr")
        assert content.entry("return-period").version == 1

    assert content.edit(entry_fields(tags=["new"]), version=1, by="petr").version == 2


def test_a_full_database_keeps_what_it_had(sqlite_content: tuple[Content, Path]) -> None:
    content, _ = sqlite_content
    content.create(entry_fields(), by="jana")
    with content._database.writing() as session:
        pages = session.scalar(text("PRAGMA page_count"))
        session.execute(text(f"PRAGMA max_page_count = {pages}"))
    many = [
        entry_fields(id=f"e{n}", variants={"cs": {"question": "Q", "answer": "a" * 9000}})
        for n in range(50)
    ]

    with pytest.raises(StoreUnavailable, match="full"):
        content.import_all(many, by="jana")
    assert content.entries().total == 1
    assert content.content_version() == 1


def test_a_read_only_database_refuses_writes(
    sqlite_content: tuple[Content, Path], tmp_path: Path
) -> None:
    content, path = sqlite_content
    content.create(entry_fields(), by="jana")
    read_only = Content(Database(f"sqlite:///file:{path}?mode=ro&uri=true"))

    with pytest.raises(StoreUnavailable, match="readonly"):
        read_only.create(entry_fields(id="other"), by="petr")
    assert read_only.entries().total == 1


def test_a_damaged_database_file_is_said_to_be_damaged(tmp_path: Path) -> None:
    path = tmp_path / "knowledge.db"
    path.write_bytes(b"this is no database" * 1000)

    with pytest.raises(StoreUnavailable, match="not a database"):
        Content(Database(f"sqlite:///{path}")).entries()


def test_a_database_out_of_reach_is_refused_in_time() -> None:
    away = Content(Database("postgresql://nobody@127.0.0.1:1/nothing"))

    with pytest.raises(StoreUnavailable):
        away.entries()


@pytest.mark.parametrize("kind", DATABASE_KINDS)
def test_a_database_that_was_not_migrated_is_unavailable(kind: str, tmp_path: Path) -> None:
    with empty_database(kind, tmp_path) as url:
        database = Database(url)
        with pytest.raises(StoreUnavailable):
            Content(database).entries()
        database.close()


@pytest.mark.parametrize("kind", DATABASE_KINDS)
def test_migrating_twice_changes_nothing_and_can_be_undone(kind: str, tmp_path: Path) -> None:
    with empty_database(kind, tmp_path) as url, closing(Database(url)) as database:
        migrate(database)
        with_category(database).create(entry_fields(), by="jana")
        migrate(database)
        assert Content(database).entries().total == 1

        downgrade(database, "base")
        with pytest.raises(StoreUnavailable):
            Content(database).entries()
