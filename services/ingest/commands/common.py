"""What the commands share."""

from __future__ import annotations

from typing import Annotated

import typer
from sqlalchemy import Engine

from services.ingest.settings import IngestSettings
from shared.database import connect
from shared.settings import load_or_exit

Json = Annotated[bool, typer.Option("--json", help="JSON instead of a table.")]


def engine() -> Engine:
    """The ledger's database, as the settings name it."""
    return connect(load_or_exit(IngestSettings).ingest_database_url)
