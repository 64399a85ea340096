"""The settings of what is served over HTTP: the API and the pages."""

from __future__ import annotations

from pydantic import Field

from shared.settings import Names, Settings


class WebSettings(Settings):
    """Where to listen, who may ask, how often and how long."""

    port: int = Field(8000, ge=1, le=65535, description="Port of the pages and the API.")
    api_per_minute: int = Field(600, ge=1, description="Requests a minute that one API key, and one address, may make.")
    api_seconds: float = Field(10, gt=0, le=600, description="Longest time of one query of the API, in PostgreSQL.")
    api_cors_origins: Names = Field((), description="Web origins whose pages may use the API, comma-separated.")
    session_hours: float = Field(12, gt=0, le=720, description="Hours after which who logged in logs in again.")
    public_reading: bool = Field(False, description="Whether lists and readers' pages are open to all when published.")
    trusted_proxies: Names = Field(
        ("127.0.0.1",), description="Addresses or networks of proxies that are believed who asks, and whether by https."
    )
