"""What is served over a ledger of two sources, on both kinds of database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from tests.integration.serve.installation import client, fill_ledger, tables


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """All tables in one database, the ledger filled."""
    made = tables(database_url)
    fill_ledger(made)
    yield made
    made.dispose()


@pytest.fixture
def desk(engine: Engine) -> Iterator[TestClient]:
    """An operator's client: pages and API, open to all."""
    with client(engine) as made:
        yield made
