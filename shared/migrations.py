"""Bringing tables to their newest version with Alembic. Apart from `database`, since only few that use tables change them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import alembic.command
import alembic.config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData

from shared.database import connect


def migrate(url: str, scripts: Path, version_table: str, version: str = "head") -> None:
    """Bring the tables of one service to their newest version, or up to another. Several services may share a database: each
    has its own version table."""
    config = alembic.config.Config()
    config.set_main_option("script_location", str(scripts))
    config.attributes["url"] = url
    config.attributes["version_table"] = version_table
    alembic.command.upgrade(config, version)


def run_migrations(context: Any, metadata: MetaData, **compare: Any) -> None:
    """What a service's `migrations/env.py` does: one online run on the URL that `migrate` passed in. `context` is Alembic's.

    `compare` narrows what Alembic compares with the models (`include_name`).
    """
    attributes = context.config.attributes
    engine = connect(attributes["url"])
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":  # a table that is rebuilt is dropped on the way: nothing may cascade from it
            connection.connection.cursor().execute("PRAGMA foreign_keys=OFF")
        context.configure(
            connection=connection,
            target_metadata=metadata,
            version_table=attributes["version_table"],
            render_as_batch=True,
            transaction_per_migration=True,
            **compare,
        )
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


def schema_versions(url: str, scripts: Path, version_table: str) -> tuple[str | None, str | None]:
    """The version that the tables of one service have (null: there are none), and the newest there is.

    Raises SQLAlchemyError where the database does not answer.
    """
    engine = connect(url)
    try:
        with engine.connect().execution_options(read_only=True) as connection:
            context = MigrationContext.configure(connection, opts={"version_table": version_table})
            current = context.get_current_revision()
    finally:
        engine.dispose()
    return current, ScriptDirectory(str(scripts)).get_current_head()
