"""Health of workers by heartbeat: the worker's own loop writes that it lives, so a hung loop is seen (a ping would queue).

Each beat is a key in Redis that expires; `alive` asks whether any worker of a service beat lately.
"""

from __future__ import annotations

import socket
import time
from typing import Any

import redis
import structlog
from celery.signals import heartbeat_sent, worker_ready, worker_shutting_down

from shared.settings import Settings

log = structlog.get_logger()
BEAT_SECONDS = 5.0
KEPT_SECONDS = 30


def _key(service: str, worker: str) -> str:
    return f"claimwire:alive:{service}:{worker}"


def beat_for(service: str, settings: Settings) -> None:
    """Let this process, once it is a Celery worker, write its heartbeat. A Redis that is away only means no heartbeat."""
    client = redis.Redis.from_url(settings.redis_url, socket_timeout=2, socket_connect_timeout=2)
    key, last = _key(service, socket.gethostname()), [0.0]

    def beat(**_: Any) -> None:
        if time.monotonic() - last[0] < BEAT_SECONDS:
            return
        last[0] = time.monotonic()
        try:
            client.set(key, int(time.time()), ex=KEPT_SECONDS)
        except redis.RedisError as error:
            log.warning("heartbeat.failed", error=str(error))

    def end(**_: Any) -> None:
        try:
            client.delete(key)
        except redis.RedisError as error:
            log.warning("heartbeat.failed", error=str(error))

    worker_ready.connect(beat, weak=False)
    heartbeat_sent.connect(beat, weak=False)
    worker_shutting_down.connect(end, weak=False)


def alive(settings: Settings, service: str, worker: str = "*") -> bool:
    """Whether a worker of `service` (with `worker`: the one on that host) wrote a heartbeat in the last half minute.

    Raises redis.RedisError when Redis is away.
    """
    client = redis.Redis.from_url(settings.redis_url, socket_timeout=5, socket_connect_timeout=5)
    return next(client.scan_iter(_key(service, worker), count=1000), None) is not None


def workers(settings: Settings, service: str) -> list[str]:
    """The hosts on which workers of `service` wrote a heartbeat in the last half minute. Raises redis.RedisError."""
    client = redis.Redis.from_url(settings.redis_url, socket_timeout=5, socket_connect_timeout=5)
    found = client.scan_iter(_key(service, "*"), count=1000)
    return sorted((key.decode() if isinstance(key, bytes) else str(key)).rpartition(":")[2] for key in found)
