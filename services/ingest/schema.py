"""Bringing the ledger's tables to their newest version."""

from __future__ import annotations

from pathlib import Path

from shared.migrations import migrate

VERSION_TABLE = "ingest_schema"
SCRIPTS = Path(__file__).parent / "migrations"


def upgrade(url: str, version: str = "head") -> None:
    """Create or upgrade the ledger's tables at `url`, to their newest version or up to another one."""
    migrate(url, SCRIPTS, VERSION_TABLE, version)
