"""Alembic's environment for the ingest tables."""

from alembic import context

from services.ingest.models import Base
from shared.migrations import run_migrations

run_migrations(context, Base.metadata)
