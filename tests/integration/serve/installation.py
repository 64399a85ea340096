"""A small installation for tests: a store and a ledger in one database, with something of everything in it, and clients."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Engine
from starlette.testclient import TestClient

from services.ingest import ledger
from services.ingest import schema as ingest_schema
from services.ingest.ledger.visits import Visit
from services.ingest.settings import IngestSettings
from services.serve.composition import compose
from services.store import keys
from services.store import schema as store_schema
from shared.database import connect
from shared.messages import MessageRejected, Settlement
from shared.outcomes import DropReason
from shared.web.holders import Scope
from shared.web.settings import WebSettings
from tests.integration.ingest.ledgers import PAGE, SETTINGS, discover, fetched, stored

HERE = "http://127.0.0.1:8000"
THERE = "https://news.example"
REJECTED = MessageRejected(
    task="store.join", reason="handler_failed", detail="KeyError: 'x'", traceback="the traceback", body='{"n": 1}', tries=3
)


def tables(url: str) -> Engine:
    """A database with the tables of both services."""
    store_schema.upgrade(url)
    ingest_schema.upgrade(url)
    return connect(url)


def fill_ledger(engine: Engine, now: datetime | None = None) -> None:
    """Two sources: of five pages one is stored, one dropped, one in quarantine, two pending; and a message in quarantine."""
    now = now or datetime.now(UTC) - timedelta(minutes=5)
    discover(engine, 4, at=now)
    kept, gone, broken, _ = ledger.lease_entries(engine, now, SETTINGS)
    ledger.record_visits(engine, [fetched(kept, at=now), fetched(broken, at=now)], SETTINGS, now)
    ledger.record_visits(engine, [Visit(gone, "dropped", now, reason=DropReason.GONE, detail="status 410")], SETTINGS, now)
    ledger.settle(engine, [stored(kept)], now)
    failed = Settlement.quarantined(
        broken, PAGE, "extraction_failed", "ValueError: <b>hostile</b>", "Traceback <script>alert(1)"
    )
    ledger.settle(engine, [failed], now)
    discover(engine, 1, "Lake Gazette", now)
    ledger.quarantine_message(engine, REJECTED, now)


@contextmanager
def client(
    engine: Engine, *, open_to_all: bool = True, base: str | None = None, ingest: IngestSettings | None = None, **settings: Any
) -> Iterator[TestClient]:
    """A browser, or a program, before the whole application; on loopback, or from outside where keys are needed."""
    web = WebSettings(**({"api_per_minute": 100_000} | settings))
    app = compose(engine, web, open_to_all=open_to_all, ledger=(engine, ingest or IngestSettings()))
    base = base or (HERE if open_to_all else THERE)
    with TestClient(app, base_url=base, raise_server_exceptions=False, follow_redirects=False) as made:
        yield made


def make_key(engine: Engine, scope: Scope) -> str:
    return keys.create(engine, "tests", scope, datetime.now(UTC))


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}
