"""What Alembic runs: the migrations on the connection that `command.upgrade` hands over."""

from alembic import context

from helpdesk.models import Base

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    version_table="helpdesk_version",
    transaction_per_migration=False,
    render_as_batch=connection.dialect.name == "sqlite",
)
with context.begin_transaction():
    context.run_migrations()
