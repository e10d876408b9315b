"""The database's migrations, kept by Alembic in the table ``helpdesk_version``."""
