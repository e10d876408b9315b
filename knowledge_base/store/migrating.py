"""Bringing a database to the newest version of the content's tables."""

import logging
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from knowledge_base.logs import line
from knowledge_base.store.database import Database

log = logging.getLogger(__name__)

# Not Alembic's default: the helpdesk's tables may live in the same PostgreSQL database.
VERSION_TABLE = "knowledge_base_version"
MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"
ADVISORY_LOCK = 0x0C07A001


def migrate(database: Database) -> None:
    """Bring the database's tables to the newest version, in one transaction; idempotent."""
    with database.connecting() as connection:
        if not database.is_sqlite:
            # two processes that start together must not both create the tables
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})
        command.upgrade(_configuration(connection), "head")
    log.info(line("database_migrated"))


def downgrade(database: Database, revision: str) -> None:
    """Take the tables back to `revision` ("base": remove them all)."""
    with database.connecting() as connection:
        command.downgrade(_configuration(connection), revision)


def _configuration(connection: Connection) -> Config:
    configuration = Config()
    configuration.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    configuration.attributes["connection"] = connection
    return configuration
