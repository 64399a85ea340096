"""Bringing the store's tables to their newest version."""

from __future__ import annotations

from pathlib import Path

from shared.database import migrate

VERSION_TABLE = "store_schema"


def upgrade(url: str) -> None:
    """Create or upgrade the store's tables at `url`."""
    migrate(url, Path(__file__).parent / "migrations", VERSION_TABLE)
