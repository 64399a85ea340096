"""What a dead worker held comes back soon, what a living one holds is its own, and the broker tells what it carries."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
import redis

from shared import transit
from shared.bus import Bus
from shared.errors import UnavailableError
from shared.messages import FetchDue, PollDue

WORKER = """
import os, time
from shared.brokers import celery_settings
from shared.bus import Bus, create_app
from shared.messages import FetchDue
from shared.settings import Settings
settings = Settings()
app = create_app("ingest", settings, **celery_settings(settings, visibility_seconds=3.0, restore_seconds=0.5))
bus = Bus(app, settings)

@bus.handles(FetchDue)
def fetch(event):
    bus._redis.rpush("starts", event.ids[0])
    bus._redis.rpush("starters", os.getpid())
    for _ in range(80 if event.ids[0] < 100 else 6000):
        time.sleep(0.1)
        if bus.stopping and event.ids[0] >= 200:
            break
    bus._redis.rpush("ends", event.ids[0])
"""


@pytest.fixture
def workers(broker_url: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Two workers, of which each takes one message at a time and eight seconds for it: ten minutes from number 100 on.

    From number 200 on the handler ends when its worker is told to stop.
    """
    (tmp_path / "slow_app.py").write_text(WORKER)
    path = f"{tmp_path}:{Path(__file__).parents[3]}"
    command = [
        sys.executable,
        "-m",
        "celery",
        "--quiet",
        "-A",
        "slow_app",
        "worker",
        "-P",
        getattr(request, "param", "threads"),
        "-c",
        "1",
        "-Q",
        "ingest.fetch",
    ]
    started = [
        subprocess.Popen(
            [*command, "-n", f"{name}@test", "--without-gossip", "--without-mingle"],
            env={**os.environ, "CLAIMWIRE_REDIS_URL": broker_url, "PYTHONPATH": path},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for name in ("one", "two")
    ]
    yield started
    for process in started:
        process.kill()
        process.wait()


def wait_for(server: redis.Redis, name: str, count: int) -> list[bytes]:
    deadline = time.monotonic() + 60
    while server.llen(name) < count:
        assert time.monotonic() < deadline, f"{name}: {server.lrange(name, 0, -1)!r}"
        time.sleep(0.05)
    return sorted(server.lrange(name, 0, -1))


def test_a_task_that_outlasts_the_visibility_timeout_runs_once(
    bus: Bus, server: redis.Redis, workers: list[subprocess.Popen[bytes]]
) -> None:
    bus.publish(FetchDue(ids=(1,)))  # the other worker would take it up at once
    assert wait_for(server, "ends", 1) == [b"1"]
    assert wait_for(server, "starts", 1) == [b"1"]


def test_what_a_dead_worker_held_is_taken_up_by_another(
    bus: Bus, server: redis.Redis, workers: list[subprocess.Popen[bytes]]
) -> None:
    bus.publish(FetchDue(ids=(1,)))
    bus.publish(FetchDue(ids=(2,)))
    wait_for(server, "starts", 2)
    workers[0].send_signal(signal.SIGKILL)
    assert len(wait_for(server, "starts", 3)) == 3
    assert wait_for(server, "ends", 2) == [b"1", b"2"]


def test_a_polite_stop_takes_no_longer_than_what_is_in_hand_and_repeats_nothing(
    bus: Bus, server: redis.Redis, workers: list[subprocess.Popen[bytes]]
) -> None:
    for n in range(1, 5):
        bus.publish(FetchDue(ids=(n,)))
    wait_for(server, "starts", 2)
    workers[0].terminate()
    assert workers[0].wait(timeout=20) == 0
    assert wait_for(server, "ends", 4) == [b"1", b"2", b"3", b"4"]
    assert wait_for(server, "starts", 4) == [b"1", b"2", b"3", b"4"]
    assert server.lrange("starters", 0, -1).count(str(workers[0].pid).encode()) == 1


def test_a_handler_knows_that_its_worker_is_told_to_stop(
    bus: Bus, server: redis.Redis, workers: list[subprocess.Popen[bytes]]
) -> None:
    for n in (200, 201):
        bus.publish(FetchDue(ids=(n,)))
    wait_for(server, "starts", 2)
    for worker in workers:
        worker.terminate()
    assert [worker.wait(timeout=15) for worker in workers] == [0, 0]
    assert len(wait_for(server, "ends", 2)) == 2


@pytest.mark.parametrize("workers", ["threads", "prefork"], indirect=True)
def test_a_stop_waits_for_no_task_without_end(bus: Bus, server: redis.Redis, workers: list[subprocess.Popen[bytes]]) -> None:
    for n in (100, 101):
        bus.publish(FetchDue(ids=(n,)))
    wait_for(server, "starts", 2)
    children = [child for worker in workers for child in psutil.Process(worker.pid).children()]
    for worker in workers:
        worker.terminate()
    assert [worker.wait(timeout=60) for worker in workers] == [1, 1]
    assert psutil.wait_procs(children, timeout=10)[1] == []
    assert server.zcard(transit.TAKEN_AT) + server.llen(f"{transit.PREFIX}ingest.fetch") == 2  # for the next worker


def test_the_broker_tells_what_waits_and_what_is_in_hand(
    bus: Bus, server: redis.Redis, workers: list[subprocess.Popen[bytes]]
) -> None:
    assert bus.carried() == []
    for n in range(1, 5):
        bus.publish(FetchDue(ids=(n,)))
    bus.publish(PollDue(feed_ids=(7,)))
    bus.app.send_task("ingest.fetch", args=[{"ids": "nonsense"}], queue="ingest.fetch")
    wait_for(server, "starts", 2)
    messages = bus.carried()
    assert sorted(i for message in messages for i in message.entry_ids()) == [1, 2, 3, 4]
    assert [message.feed_ids for message in messages if isinstance(message, PollDue)] == [(7,)]
    wait_for(server, "ends", 2)
    assert len({i for message in bus.carried() for i in message.entry_ids()}) <= 3


def test_a_broker_that_is_away_is_told() -> None:
    with pytest.raises(UnavailableError):
        transit.carried(redis.Redis.from_url("redis://127.0.0.1:1/0"))
