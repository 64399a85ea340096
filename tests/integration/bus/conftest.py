"""A bus over a broker with nothing in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import redis

from shared.bus import Bus, create_app
from shared.settings import Settings


@pytest.fixture
def settings(broker_url: str) -> Settings:
    return Settings(redis_url=broker_url)


@pytest.fixture
def server(broker_url: str) -> Iterator[redis.Redis]:
    client = redis.Redis.from_url(broker_url)
    client.flushall()
    yield client
    client.flushall()
    client.close()


@pytest.fixture
def bus(settings: Settings, server: redis.Redis) -> Bus:
    return Bus(create_app("ingest", settings), settings)
