"""Alembic's environment for the store tables."""

from alembic import context

from services.store.models import Base
from services.store.schema import modelled
from shared.migrations import run_migrations

run_migrations(context, Base.metadata, include_name=modelled)
