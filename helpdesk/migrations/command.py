"""Bringing the database up to date, all in one transaction."""

import argparse
import sys
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import SQLAlchemyError

from helpdesk.database import Database
from helpdesk.settings import Settings

# two processes that migrate at once on PostgreSQL wait for each other under this number
_POSTGRESQL_LOCK = 0x0C407A


def upgrade(database: Database) -> tuple[str | None, str]:
    """Bring the database up to date; the revision it had (None: empty) and the one it has."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    head = ScriptDirectory.from_config(config).get_current_head()
    if head is None:
        raise RuntimeError("there are no migrations")
    with database.migration() as session:
        connection = session.connection()
        if connection.dialect.name == "postgresql":
            connection.execute(
                text("SELECT pg_advisory_xact_lock(:number)"), {"number": _POSTGRESQL_LOCK}
            )
        before = current_revision(connection)
        if before != head:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    return before, head


def current_revision(connection: Connection) -> str | None:
    """The revision a database is at; None where nothing was ever migrated."""
    if not inspect(connection).has_table("helpdesk_version"):
        return None
    revision: str | None = connection.scalar(text("SELECT version_num FROM helpdesk_version"))
    return revision


def migrate(settings: Settings, _options: argparse.Namespace) -> int:
    """The command: say what was done, in one line."""
    if settings.database_url is None:
        settings.state.mkdir(parents=True, exist_ok=True, mode=0o700)
    database = Database(settings.sqlalchemy_url)
    try:
        before, after = upgrade(database)
    except SQLAlchemyError as error:
        print(f"The helpdesk's database cannot be brought up to date: {error}", file=sys.stderr)
        return 1
    finally:
        database.close()
    if before == after:
        print(f"The helpdesk's database is up to date ({after}).")
    else:
        print(f"The helpdesk's database went from {before or 'empty'} to {after}.")
    return 0
