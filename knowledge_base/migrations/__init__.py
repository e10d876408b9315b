"""Alembic migrations of the content's tables, run from the package without a configuration file."""
