"""The settings of the ingest service."""

from __future__ import annotations

from datetime import timedelta

from pydantic import Field

from shared.settings import Networks, Settings


class IngestSettings(Settings):
    """What ingest needs: its database, its sources, its manners."""

    ingest_database_url: str = Field("sqlite:///var/ingest.db", description="Ledger: sqlite:///file or postgresql://...")
    sources: str | None = Field(None, description="YAML or OPML file of sources, read at every start of a crawl.")
    user_agent: str = Field(
        "Claimwire/0.1 (+https://github.com/claimwire; contact: set CLAIMWIRE_USER_AGENT)",
        min_length=10,
        description="Who we say we are; name a way to reach you.",
    )
    fetch_allow: Networks = Field((), description="Private networks that may be fetched from, comma-separated: 10.1.0.0/16.")
    fetch_threads: int = Field(32, ge=1, le=256, description="Pages that one ingest worker fetches at a time.")
    fetch_max_bytes: int = Field(10_000_000, ge=10_000, description="Longest body, in bytes after decompression.")
    fetch_seconds: float = Field(30, gt=0, le=90, description="Longest time of one fetch with all its redirects.")
    host_interval_seconds: float = Field(1.0, ge=0, description="Least time between two requests to one host.")
    host_in_flight: int = Field(4, ge=1, description="Most entries of one host that are under way at a time.")
    max_in_flight: int = Field(1000, ge=1, description="Most entries under way in all services: back-pressure.")
    lease_seconds: float = Field(
        15, ge=1, description="Time after which the sweeper looks whether the broker still carries what was sent."
    )
    rechecks_per_hour: float = Field(
        1200, ge=0, description="Most articles looked at again for edits in an hour, of all sources."
    )
    retry_base_seconds: float = Field(30, gt=0, description="First wait after a failed fetch; it doubles each time.")
    retry_cap_seconds: float = Field(3600, gt=0, description="Longest wait after failed fetches.")

    @property
    def lease(self) -> timedelta:
        """With RabbitMQ at least a few minutes, longer than any message is in hand: it does not show what it carries."""
        return timedelta(seconds=max(self.lease_seconds, 300 if self.rabbitmq else 0))
