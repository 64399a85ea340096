"""The endpoint over real servers: what it tells, what it costs to ask, and what it says when a server is away."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from wsgiref.util import setup_testing_defaults

import pytest
import redis
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import Engine, insert

from services.ingest import ledger
from services.ingest.models import FeedEntry, Quarantined
from services.ingest.settings import IngestSettings
from services.ingest.sources import SourceSpec
from services.metrics.collector import Part
from services.metrics.serving import application, parts
from services.store import schema as store_schema
from services.store.settings import StoreSettings
from shared import health, metrics
from shared.bus import Bus, create_app
from shared.messages import FetchDue
from shared.settings import Settings

NOW = datetime.now(UTC)


@pytest.fixture
def server(broker_url: str) -> Iterator[redis.Redis]:
    with redis.Redis.from_url(broker_url) as client:
        metrics.write(client)
        client.flushall()
        yield client
        client.flushall()


def get(app: Any, path: str) -> tuple[str, str]:
    """Status and body of an answer of a WSGI application."""
    environment: dict[str, Any] = {"PATH_INFO": path}
    setup_testing_defaults(environment)
    said: list[str] = []
    body = b"".join(app(environment, lambda status, headers, *_: said.append(status)))
    return said[0], body.decode()


def samples(text: str) -> dict[tuple[str, ...], float]:
    """Values by name and label values, the labels in alphabetical order."""
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def settings_for(ingest_engine: Engine, database_url: str, broker_url: str) -> tuple[IngestSettings, StoreSettings]:
    store_schema.upgrade(database_url)
    return (
        IngestSettings(redis_url=broker_url, ingest_database_url=database_url),
        StoreSettings(store_database_url=database_url),
    )


def test_it_tells_how_everything_is(server: redis.Redis, broker_url: str, ingest_engine: Engine, database_url: str) -> None:
    names = {"name": "Harbour Times", "feeds": ["https://harbour.example/feed"]}
    ledger.sync_sources(ingest_engine, [SourceSpec.model_validate(names)], NOW)
    entry = {"source_id": 1, "host": "h", "authors": [], "discovered_at": NOW, "due_at": NOW, "attempts": 0, "failures": 0}
    with ingest_engine.begin() as connection:
        for n, (state, outcome) in enumerate((("settled", "stored"), ("settled", "stored"), ("pending", None))):
            row = {**entry, "url": f"u{n}", "found_url": f"u{n}", "state": state, "outcome": outcome, "priority": 0}
            connection.execute(insert(FeedEntry).values(row))
        case = {"key": "entry:1", "task": "extract.read", "reason": "page_timeout", "detail": "", "tries": 3, "at": NOW}
        connection.execute(insert(Quarantined).values(case))
    health.write(server, "extract", "quay")
    metrics.observe(metrics.READ, 0.02, "article")
    metrics.count(metrics.RETRIES, "extract.read", "failed")
    metrics.write(server)
    settings = Settings(redis_url=broker_url)
    Bus(create_app("ingest", settings), settings).publish(FetchDue(ids=(1,)))
    with parts(*settings_for(ingest_engine, database_url, broker_url)) as collector:
        status, text = get(application(collector), "/metrics")
    told = samples(text)
    assert status == "200 OK"
    assert [told["claimwire_up", part] for part in ("ledger", "books", "store", "redis", "broker")] == [1.0] * 5
    assert told["claimwire_entries", "stored", "Harbour Times"] == 2
    assert told["claimwire_entries", "pending", "Harbour Times"] == 1
    assert told["claimwire_quarantine", "page_timeout"] == 1
    assert told["claimwire_under_way", "pending"] == 1
    assert told["claimwire_sources", "ok"] == 1
    assert told["claimwire_overdue_seconds", "poll"] >= 0
    assert (told["claimwire_workers", "extract"], told["claimwire_workers", "store"]) == (1, 0)
    assert (told["claimwire_queue_depth", "ingest.fetch"], told["claimwire_queue_depth", "store.save"]) == (1, 0)
    assert 0 <= told["claimwire_queue_oldest_seconds", "ingest.fetch"] < 60
    assert told["claimwire_read_seconds_bucket", "0.01", "article"] == 0
    assert told["claimwire_read_seconds_bucket", "0.025", "article"] == 1
    assert told["claimwire_read_seconds_bucket", "+Inf", "article"] == told["claimwire_read_seconds_count", "article"] == 1
    assert told["claimwire_retries_total", "extract.read", "failed"] == 1
    assert told["claimwire_unjoined_articles",] == told["claimwire_unjoined_seconds",] == 0
    assert told["claimwire_contradictions",] == told["claimwire_webhooks_waiting",] == 0


def test_a_server_that_is_away_costs_only_its_own_part(broker_url: str, ingest_engine: Engine, database_url: str) -> None:
    ingest, store = settings_for(ingest_engine, database_url, broker_url)
    with parts(ingest.model_copy(update={"redis_url": "redis://127.0.0.1:1/0"}), store) as collector:
        app = application(collector)
        told = samples(get(app, "/metrics")[1])
        assert [told["claimwire_up", part] for part in ("ledger", "store", "redis", "broker")] == [1, 1, 0, 0]
        assert ("claimwire_workers", "extract") not in told
        assert get(app, "/readyz") == ("503 Service Unavailable", "away: redis, broker\n")
        assert get(app, "/livez")[0] == "200 OK"
        assert get(app, "/")[0] == "404 Not Found"


def test_what_is_dear_is_asked_rarely_and_what_failed_at_once() -> None:
    asked: list[float] = []

    def dear() -> Iterator[Any]:
        asked.append(time.monotonic())
        if len(asked) == 1:
            raise OSError("away")
        time.sleep(0.02)
        yield "metric"

    part = Part("books", dear, rest=50)
    assert [part.tell() for _ in range(5)] == [[], ["metric"], ["metric"], ["metric"], ["metric"]]
    assert len(asked) == 2 and part.up
