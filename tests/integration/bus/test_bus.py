"""The bus with a real broker and a real worker: poison is set aside, nothing else suffers."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import redis

from shared import health
from shared.bus import Bus, create_app
from shared.messages import FetchedPage, PagesFetched, SourceRef
from shared.settings import Settings

HERE = Path(__file__).parent
KEY = "claimwire:"


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


@pytest.fixture
def worker(broker_url: str, settings: Settings, server: redis.Redis) -> Iterator[subprocess.Popen[bytes]]:
    command = ["worker", "-n", "extract@test", "-c", "1", "-Q", "extract.read", "--without-gossip", "--without-mingle"]
    process = subprocess.Popen(
        [sys.executable, "-m", "celery", "--quiet", "-A", "worker_app", *command],
        cwd=HERE,
        env={**os.environ, "CLAIMWIRE_REDIS_URL": broker_url, "PYTHONPATH": str(HERE.parents[2])},
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
    )
    wait_until(lambda: health.alive(settings, "extract"), 30)
    yield process
    process.terminate()
    process.communicate(timeout=30)


def wait_until(condition: Any, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.1)


def pages(*paths: str) -> PagesFetched:
    source = SourceRef(name="Harbour Times", publisher="Harbour Media")
    return PagesFetched(
        pages=tuple(
            FetchedPage(
                entry_id=n, url=f"https://harbour.example/{path}", page="ab" * 32, fetched_at=datetime.now(UTC), source=source
            )
            for n, path in enumerate(paths, 1)
        )
    )


class Mailbox:
    """What the worker has published so far, read off the broker's queues."""

    def __init__(self, server: redis.Redis) -> None:
        self.server = server
        self.settled: list[int] = []
        self.rejected: list[dict[str, Any]] = []

    def read(self) -> None:
        while raw := self.server.rpop(f"{KEY}ingest.settle"):
            message = json.loads(raw)  # type: ignore[arg-type]
            body = json.loads(base64.b64decode(message["body"]))[0][0]
            if "results" in body:
                self.settled += [result["entry_id"] for result in body["results"]]
            else:
                self.rejected.append(body)

    def wait_for(self, settled: list[int], rejected: int = 0, seconds: float = 60) -> None:
        def done() -> bool:
            self.read()
            return len(self.settled) >= len(settled) and len(self.rejected) >= rejected

        wait_until(done, seconds)
        assert sorted(self.settled) == settled
        assert len(self.rejected) == rejected


@pytest.mark.parametrize(
    ("path", "reason"), [("crash", "poison_message"), ("raise", "handler_failed"), ("loop", "poison_message")]
)
def test_poison_in_a_batch_is_set_aside_alone_after_three_tries(
    bus: Bus, server: redis.Redis, worker: subprocess.Popen[bytes], path: str, reason: str
) -> None:
    bus.publish(pages("one", path, "three"))
    mailbox = Mailbox(server)
    mailbox.wait_for([1, 3], rejected=1)
    (rejected,) = mailbox.rejected
    assert (rejected["reason"], rejected["tries"], rejected["entries"], rejected["task"]) == (reason, 3, [2], "extract.read")
    assert ("ValueError" in rejected["traceback"]) == (path == "raise")
    assert worker.poll() is None
    bus.publish(pages("well"))
    mailbox.wait_for([1, 1, 3], rejected=1)


def test_an_outage_makes_nothing_a_poison(bus: Bus, server: redis.Redis, worker: subprocess.Popen[bytes]) -> None:
    bus.publish(pages("away"))
    Mailbox(server).wait_for([1], seconds=90)


@pytest.mark.parametrize(
    "body",
    [{}, {"pages": []}, {"pages": "all"}, None, 7, "text", {"pages": [{"entry_id": 1, "page": "../../etc/passwd"}]}],
    ids=repr,
)
def test_a_malformed_message_is_set_aside_at_once(
    bus: Bus, server: redis.Redis, worker: subprocess.Popen[bytes], body: object
) -> None:
    bus.app.send_task("extract.read", args=[body], queue="extract.read")
    bus.publish(pages("well"))
    mailbox = Mailbox(server)
    mailbox.wait_for([1], rejected=1)
    assert mailbox.rejected[0]["reason"] == "invalid_message"


def test_a_stopped_worker_finishes_what_it_has(bus: Bus, server: redis.Redis, worker: subprocess.Popen[bytes]) -> None:
    bus.publish(pages("slow"))
    wait_until(lambda: server.keys(f"{KEY}tries:*"), 10)
    worker.terminate()
    assert worker.wait(timeout=20) == 0
    Mailbox(server).wait_for([1])
    assert server.llen(f"{KEY}extract.read") == 0


def test_a_broker_that_is_away_fails_quickly() -> None:
    settings = Settings(redis_url="redis://127.0.0.1:1/0")
    bus = Bus(create_app("ingest", settings), settings)
    begun = time.monotonic()
    with pytest.raises(Exception, match=r"Error 111|refused"):
        bus.publish(pages("well"))
    assert time.monotonic() - begun < 10
