"""An empty helpdesk in a state folder of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from helpdesk.database import Database
from helpdesk.settings import Settings
from tests.contract.helpdesk.migrations import migrate
from tests.databases import migrated_database


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(_env_file=None, state=tmp_path, database_url=None)  # type: ignore[call-arg]


@pytest.fixture
def database(settings: Settings, tmp_path: Path) -> Iterator[Database]:
    with migrated_database("sqlite", tmp_path, migrate) as url:
        Path(url.removeprefix("sqlite:///")).rename(tmp_path / "helpdesk.db")
        database = Database(settings.sqlalchemy_url)
        yield database
        database.close()
