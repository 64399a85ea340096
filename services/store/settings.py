"""The settings of the store service."""

from __future__ import annotations

from pydantic import Field

from shared.settings import Networks, Settings


class StoreSettings(Settings):
    """What store needs beyond broker and blobs: its database, and where webhooks may go."""

    store_database_url: str = Field("sqlite:///var/store.db", description="Claims: sqlite:///file or postgresql://...")
    max_unjoined: int = Field(
        2000, gt=0, description="Stored articles that wait for their figures to be joined, before saving slows down for them."
    )
    webhook_allow: Networks = Field((), description="Private networks that webhooks may be sent to, comma-separated.")
    webhook_seconds: float = Field(15, gt=0, le=60, description="Longest time that a webhook's receiver may take to answer.")
