"""Alembic's environment for the store tables: one online run on the URL that `shared.database.migrate` passes in."""

from alembic import context

from services.store.models import Base
from services.store.schema import modelled
from shared.database import connect

config = context.config
engine = connect(config.attributes["url"])
with engine.connect() as connection:
    if engine.dialect.name == "sqlite":  # a table that is rebuilt is dropped on the way: nothing may cascade from it
        connection.connection.cursor().execute("PRAGMA foreign_keys=OFF")
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        version_table=config.attributes["version_table"],
        include_name=modelled,
        render_as_batch=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()
engine.dispose()
