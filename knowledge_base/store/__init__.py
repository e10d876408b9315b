"""The content's tables and the connection to the database that holds them."""

from knowledge_base.store.database import Database

__all__ = ["Database"]
