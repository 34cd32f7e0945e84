"""Runs migrations on the connection that the ledger hands over; there is no alembic.ini and no command line."""

from alembic import context

from linewarden.store.ledger.tables import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
