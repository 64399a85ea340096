"""Migrations make exactly the tables that the models describe, on both kinds of database."""

from __future__ import annotations

from types import ModuleType

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

import services.ingest.models
import services.ingest.schema
import services.store.models
import services.store.schema
from shared.database import connect

BOTH = [(services.ingest.schema, services.ingest.models), (services.store.schema, services.store.models)]


@pytest.mark.parametrize(("schema", "models"), BOTH, ids=["ingest", "store"])
def test_migrations_and_models_agree(schema: ModuleType, models: ModuleType, database_url: str) -> None:
    schema.upgrade(database_url)
    schema.upgrade(database_url)  # a second time is harmless
    engine = connect(database_url)
    with engine.connect() as connection:
        opts = {"version_table": schema.VERSION_TABLE, "include_name": getattr(schema, "modelled", None)}
        context = MigrationContext.configure(connection, opts={k: v for k, v in opts.items() if v})
        assert compare_metadata(context, models.Base.metadata) == []
    engine.dispose()
