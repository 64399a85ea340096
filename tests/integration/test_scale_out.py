"""More machines and other engines: the same line over Sentinels, over RabbitMQ, and on machines that share no folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from kombu import Connection
from sqlalchemy import Engine

from services.ingest import ledger
from services.ingest.ledger.accounts import account, progress, total
from services.ingest.sources import SourceSpec
from shared.brokers import redis_client, waiting
from shared.database import connect
from shared.pipeline import QUEUES
from shared.settings import Settings
from tests.support.servers import RABBITMQ, REDIS, object_store, rabbitmq, sentinels, wait_until
from tests.support.site import Site, article_page, serving
from tests.support.workers import Machine, wait_for_workers

PAGES = 60
QUICK = {
    "CLAIMWIRE_HOST_IN_FLIGHT": "8",
    "CLAIMWIRE_RETRY_BASE_SECONDS": "0.5",
}
pytestmark = pytest.mark.timeout(240)


@pytest.fixture
def site() -> Iterator[Site]:
    with serving(Site()) as running:
        for n in range(PAGES):
            running.pages[f"/{n}"] = article_page(
                f"Ward {n} counts its bridges",
                [
                    f"Mayor Ada Lund said on Monday that at least {n + 2} bridges of ward {n} were closed after the storm.",
                    f"Repairs in ward {n} are expected to cost {n + 3} million dollars, according to the transport ministry.",
                    "Schools will stay shut until Thursday and ferries run twice a day while engineers inspect the piers.",
                ],
            )
            running.pages[f"/{n}"].seconds = 0.05
        yield running


@pytest.fixture
def engine(postgres_databases: dict[str, str]) -> Iterator[Engine]:
    ledger_engine = connect(postgres_databases["CLAIMWIRE_INGEST_DATABASE_URL"])
    yield ledger_engine
    ledger_engine.dispose()


def wait_for_the_crawl(engine: Engine, *machines: Machine, seconds: float = 150) -> None:
    """To the last outcome, with what ends meanwhile started again."""

    def ended() -> bool:
        for machine in machines:
            machine.watch()
        return crawled(engine)

    wait_until(ended, seconds, "the crawl")


def begin(engine: Engine, site: Site) -> None:
    now = datetime.now(UTC)
    spec = {"name": "Site", "feeds": [f"{site.url}/feed.xml"], "interval_seconds": 0}
    ledger.sync_sources(engine, [SourceSpec.model_validate(spec)], now)
    ledger.make_all_due(engine, now, recheck=False)


def crawled(engine: Engine) -> bool:
    state = progress(engine, datetime(2020, 1, 1, tzinfo=UTC))
    return not state.polls_left and state.discovered == PAGES and not state.pending


def books(engine: Engine) -> dict[str, Any]:
    whole = total(account(engine))
    assert whole.balanced
    return {"stored": whole.stored, "quarantined": whole.quarantined, "dropped": whole.dropped}


@pytest.mark.skipif(not REDIS, reason="needs redis-server with its Sentinel")
def test_sentinels_name_another_master_in_the_middle_and_nothing_is_lost(
    tmp_path: Path, site: Site, engine: Engine, postgres_databases: dict[str, str]
) -> None:
    with sentinels(tmp_path / "sentinels") as servers:
        settings = Settings(redis_url=servers.url)
        machine = Machine(tmp_path / "machine", QUICK | postgres_databases | {"CLAIMWIRE_REDIS_URL": servers.url})
        for service in ("ingest", "extract", "store"):
            machine.work(service)
        machine.tick()
        try:
            wait_for_workers(settings, "ingest", "extract", "store")
            begin(engine, site)
            wait_until(lambda: len(site.log) > PAGES // 3, 60, "a third of the pages")
            assert not crawled(engine)
            lost = servers.kill_master()
            wait_for_the_crawl(engine, machine)
            assert servers.master() != lost
            assert books(engine) == {"stored": PAGES, "quarantined": 0, "dropped": 0}
            with closing(redis_client(settings)) as client:
                assert client.info("replication")["role"] == "master"
            assert set(waiting(settings)) == set(QUEUES)
        finally:
            machine.stop()


@pytest.mark.skipif(not RABBITMQ, reason="needs rabbitmq-server")
def test_rabbitmq_carries_the_messages_in_quorum_queues(
    tmp_path: Path, site: Site, broker_url: str, engine: Engine, postgres_databases: dict[str, str]
) -> None:
    with rabbitmq(tmp_path / "rabbitmq") as url, closing(redis_client(Settings(redis_url=broker_url))) as client:
        client.flushall()
        settings = Settings(redis_url=broker_url, broker_url=url)
        servers = {"CLAIMWIRE_REDIS_URL": broker_url, "CLAIMWIRE_BROKER_URL": url}
        machine = Machine(tmp_path / "machine", QUICK | postgres_databases | servers)
        machine.work("ingest")
        machine.work("store")
        machine.tick()
        try:
            wait_for_workers(settings, "ingest", "store")
            begin(engine, site)
            wait_until(lambda: waiting(settings)["extract.read"].count > 2, 60, "messages that nobody reads")
            machine.work("extract")
            wait_until(lambda: progress_of(engine) > PAGES // 4, 60, "the first articles")
            machine.kill("extract")
            machine.work("extract")
            wait_for_the_crawl(engine, machine)
            assert machine.died == []
            assert books(engine) == {"stored": PAGES, "quarantined": 0, "dropped": 0}
            kinds = {key: client.type(key) for key in client.scan_iter("claimwire:*")}
            assert b"list" not in kinds.values(), kinds
            assert_quorum(url)
            log = machine.log("extract").read_text()
            assert "PRECONDITION" not in log and "Direct exchanges" not in log
        finally:
            machine.stop()


def progress_of(engine: Engine) -> int:
    return total(account(engine)).stored


def assert_quorum(url: str) -> None:
    """That every queue is a quorum queue: to declare it as a classic one is refused."""
    for name in QUEUES:
        with (
            Connection(url) as connection,
            connection.channel() as channel,
            pytest.raises(connection.channel_errors, match="x-queue-type"),
        ):
            channel.queue_declare(name, durable=True, auto_delete=False)


def test_machines_that_share_no_folder_work_on_one_crawl(
    tmp_path: Path, site: Site, broker_url: str, engine: Engine, postgres_databases: dict[str, str]
) -> None:
    with object_store(tmp_path) as storage, closing(redis_client(Settings(redis_url=broker_url))) as client:
        client.flushall()
        settings = Settings(redis_url=broker_url)
        shared_by_all = QUICK | postgres_databases | storage | {"CLAIMWIRE_REDIS_URL": broker_url}
        places = [Machine(tmp_path / name, shared_by_all) for name in ("north", "south")]
        north, south = places
        for service in ("ingest", "extract"):
            north.work(service)
        for service in ("extract", "store"):
            south.work(service)
        north.tick()
        south.tick()  # two clocks do no harm
        try:
            wait_for_workers(settings, "ingest", "extract", "store")
            begin(engine, site)
            wait_for_the_crawl(engine, *places)
            assert [place.died for place in places] == [[], []]
            assert books(engine) == {"stored": PAGES, "quarantined": 0, "dropped": 0}
            readers = [place.log("extract").read_text().count('"page.read"') for place in places]
            assert min(readers) > 0 and sum(readers) >= PAGES
            assert not [path for place in places for path in place.folder.rglob("*.zst")]
        finally:
            for place in places:
                place.stop()
