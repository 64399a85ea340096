"""The settings of the store service."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network
from typing import Annotated

from pydantic import Field
from pydantic.functional_validators import BeforeValidator
from pydantic_settings import NoDecode

from shared.settings import Settings


def _split(value: object) -> object:
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


Networks = Annotated[tuple[IPv4Network | IPv6Network, ...], NoDecode, BeforeValidator(_split)]
Names = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)]


class StoreSettings(Settings):
    """What store needs beyond broker and blobs: its database, the manners of its API, where webhooks may go."""

    store_database_url: str = Field("sqlite:///var/store.db", description="Claims: sqlite:///file or postgresql://...")
    api_per_minute: int = Field(600, ge=1, description="Requests a minute that one API key, and one address, may make.")
    api_seconds: float = Field(10, gt=0, le=600, description="Longest time of one query of the API, in PostgreSQL.")
    api_cors_origins: Names = Field((), description="Web origins whose pages may use the API, comma-separated.")
    webhook_allow: Networks = Field((), description="Private networks that webhooks may be sent to, comma-separated.")
    webhook_seconds: float = Field(15, gt=0, le=60, description="Longest time that a webhook's receiver may take to answer.")
