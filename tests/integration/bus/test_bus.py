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
def worker(broker_url: str, settings: Settings, server: redis.Redis, tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    command = ["worker", "-n", "extract@test", "-c", "1", "-Q", "extract.read", "--without-gossip", "--without-mingle"]
    with (tmp_path / "worker.log").open("wb") as written:  # a file: a pipe that nobody empties would stop the worker
        process = subprocess.Popen(
            [sys.executable, "-m", "celery", "--quiet", "-A", "worker_app", *command],
            cwd=HERE,
            env={**os.environ, "CLAIMWIRE_REDIS_URL": broker_url, "PYTHONPATH": str(HERE.parents[2])},
            stderr=written,
            stdout=subprocess.DEVNULL,
        )
    wait_until(lambda: health.alive(settings, "extract"), 100)
    yield process
    process.terminate()
    process.wait(timeout=30)


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


@pytest.mark.threat("queue-poison")
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


@pytest.mark.threat("queue-malformed")
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


RUBBISH = [
    *(b"", b"\x00\xff no JSON", b"[]", b"7", b"null", b"{}", b"[" * 100_000, b"1" * 10_000, b"x" * 9_000_000),
    *(b'{"__type__": "uuid", "__value__": 7}', b'{"properties": {}}', b'{"headers": "x", "properties": {"delivery_tag": {}}}'),
]


@pytest.mark.threat("queue-malformed", "queue-oversized")
def test_what_is_no_message_at_all_is_set_aside_and_the_worker_goes_on(
    bus: Bus, server: redis.Redis, worker: subprocess.Popen[bytes]
) -> None:
    server.lpush(f"{KEY}extract.read", *RUBBISH)
    bus.publish(pages("well"))
    mailbox = Mailbox(server)
    mailbox.wait_for([1], rejected=len(RUBBISH))
    assert {rejected["reason"] for rejected in mailbox.rejected} == {"no_message"}
    assert {rejected["task"] for rejected in mailbox.rejected} == {"extract.read"}
    assert worker.poll() is None


@pytest.mark.threat("queue-malformed")
def test_headers_of_the_wrong_kind_end_no_worker(bus: Bus, server: redis.Redis, worker: subprocess.Popen[bytes]) -> None:
    bus.app.send_task("extract.read", args=[pages("forged").model_dump(mode="json")], queue="store.save")
    message = json.loads(server.rpop(f"{KEY}store.save") or b"")  # type: ignore[arg-type]
    for header in (*message["headers"], "compression"):
        for value in (7, "x", [1], {}, True, "gzip"):
            server.lpush(f"{KEY}extract.read", json.dumps(message | {"headers": message["headers"] | {header: value}}))
    bus.publish(pages("one", "two"))
    mailbox = Mailbox(server)
    wait_until(lambda: mailbox.read() or 2 in mailbox.settled, 100)
    assert worker.poll() is None


@pytest.mark.threat("queue-malformed")
def test_a_forged_record_of_what_is_in_hand_is_taken_out(
    bus: Bus, server: redis.Redis, worker: subprocess.Popen[bytes]
) -> None:
    for tag, record in {"a": b"\xff", "b": b"[]", "c": b'["no envelope", "", "extract.read"]'}.items():
        server.hset(f"{KEY}unacked", tag, record)  # type: ignore[arg-type]
        server.zadd(f"{KEY}unacked_index", {tag: 1})
    wait_until(lambda: not server.zcard(f"{KEY}unacked_index"), 40)
    assert worker.poll() is None
    bus.publish(pages("well"))
    mailbox = Mailbox(server)
    wait_until(lambda: mailbox.read() or 1 in mailbox.settled, 100)
    wait_until(lambda: not server.hlen(f"{KEY}unacked"), 10)


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
