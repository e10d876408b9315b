"""What Alembic runs for each command: the migrations, on the connection it was given."""

from alembic import context

from knowledge_base.store.migrating import VERSION_TABLE
from knowledge_base.store.tables import Table

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Table.metadata,
    version_table=VERSION_TABLE,
    render_as_batch=True,  # SQLite cannot alter most of a table in place
)
with context.begin_transaction():
    context.run_migrations()
