"""Health of workers by heartbeat: the worker's own loop writes that it lives, so a hung loop is seen (a ping would queue).

A service's heartbeats are one sorted set in Redis, worker by moment; the moments are those of Redis' clock, so that machines
need not agree on theirs.
"""

from __future__ import annotations

import socket
import time
from typing import Any

import redis
import structlog
from celery.signals import heartbeat_sent, worker_ready, worker_shutting_down

from shared.brokers import redis_client
from shared.settings import Settings

log = structlog.get_logger()
BEAT_SECONDS = 5.0
KEPT_SECONDS = 30


def _key(service: str) -> str:
    return f"claimwire:alive:{service}"


def beat_for(service: str, settings: Settings) -> None:
    """Let this process, once it is a Celery worker, write its heartbeat. A Redis that is away only means no heartbeat."""
    client, name, last = redis_client(settings, timeout=2), socket.gethostname(), [0.0]

    def beat(**_: Any) -> None:
        if time.monotonic() - last[0] < BEAT_SECONDS:
            return
        last[0] = time.monotonic()
        try:
            write(client, service, name)
        except redis.RedisError as error:
            log.warning("heartbeat.failed", error=str(error))

    def end(**_: Any) -> None:
        try:
            client.zrem(_key(service), name)
        except redis.RedisError as error:
            log.warning("heartbeat.failed", error=str(error))

    worker_ready.connect(beat, weak=False)
    heartbeat_sent.connect(beat, weak=False)
    worker_shutting_down.connect(end, weak=False)


def write(client: redis.Redis, service: str, worker: str) -> None:
    """One heartbeat. Raises redis.RedisError."""
    now = _now(client)
    pipe = client.pipeline(transaction=False)
    pipe.zadd(_key(service), {worker: now})
    pipe.zremrangebyscore(_key(service), "-inf", now - 10 * KEPT_SECONDS)
    pipe.execute()


def alive(settings: Settings, service: str, worker: str = "*") -> bool:
    """Whether a worker of `service` (with `worker`: the one on that host) wrote a heartbeat in the last half minute.

    Raises redis.RedisError when Redis is away.
    """
    found = workers(redis_client(settings), service)
    return bool(found) if worker == "*" else worker in found


def workers(client: redis.Redis, service: str) -> list[str]:
    """The hosts on which workers of `service` wrote a heartbeat in the last half minute. Raises redis.RedisError."""
    found = client.zrangebyscore(_key(service), _now(client) - KEPT_SECONDS, "+inf")
    return sorted(name.decode() for name in found if isinstance(name, bytes))


def _now(client: redis.Redis) -> float:
    seconds, micro = client.time()
    return float(seconds) + micro / 1e6
