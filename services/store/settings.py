"""The settings of the store service."""

from __future__ import annotations

from pydantic import Field

from shared.settings import Settings


class StoreSettings(Settings):
    """What store needs beyond broker and blobs: its database."""

    store_database_url: str = Field("sqlite:///var/store.db", description="Claims: sqlite:///file or postgresql://...")
