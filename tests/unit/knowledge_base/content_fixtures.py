"""A content over an empty, migrated database of either kind, and entries to put into it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from knowledge_base.content import Content
from knowledge_base.entry_rules import CategoryFields, EntryFields
from knowledge_base.store import Database
from knowledge_base.store.migrating import migrate
from tests import databases


@contextmanager
def migrated_database(kind: str, folder: Path) -> Iterator[tuple[str, Database]]:
    """An empty database with its tables, and its URL."""
    with databases.migrated_database(kind, folder, _migrate) as url:
        database = Database(url)
        try:
            yield url, database
        finally:
            database.close()


def _migrate(url: str) -> None:
    database = Database(url)
    migrate(database)
    database.close()


def with_category(database: Database, category: str = "returns") -> Content:
    """A content that has one category and no entry."""
    content = Content(database)
    content.put_category(
        CategoryFields.model_validate(
            {"id": category, "names": {"cs": "Vrácení", "en": "Returns"}, "position": 1}
        )
    )
    return content


def entry_fields(**changes: Any) -> EntryFields:
    """An entry about returning goods, in Czech, published unless `changes` says otherwise."""
    return EntryFields.model_validate(entry_document(**changes))


def entry_document(**changes: Any) -> dict[str, Any]:
    """As `entry_fields`, as a writer sends it."""
    return {
        "id": "return-period",
        "category": "returns",
        "tags": ["law"],
        "status": "published",
        "variants": {
            "cs": {
                "question": "Do kdy můžu vrátit zboží?",
                "answer": "Do **14 dnů** od převzetí.",
                "alternatives": ["lhuta na vraceni", "jak dlouho mam na vraceni"],
            }
        },
    } | changes
