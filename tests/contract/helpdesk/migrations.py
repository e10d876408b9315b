"""How a test's database gets the helpdesk's tables."""

from helpdesk.database import Database
from helpdesk.migrations.command import upgrade


def migrate(url: str) -> None:
    """Give the database at this URL the helpdesk's tables."""
    database = Database(url)
    upgrade(database)
    database.close()
