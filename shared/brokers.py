"""Which servers carry messages and counts: Redis, the master that Sentinels name, or RabbitMQ for the messages alone.

Redis counts starts and holds heartbeats, metrics and the pace of hosts, whatever carries the messages. `celery_settings` says
what Celery must know of a broker, `redis_client` gives the client for the rest: the same code over other settings.
"""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

import redis
from kombu import Connection, Exchange, Queue
from redis.sentinel import Sentinel

from shared.pipeline import QUEUES
from shared.settings import Settings
from shared.transit import PREFIX, VISIBILITY_SECONDS

_SENTINEL_PORT = 26379

# Measured in ../shared/celery.md; each line is there because its absence lost or repeated work, or hung.
_REDIS_OPTIONS: dict[str, Any] = {
    "unacked_restore_throttle": 1,
    "unacked_mutex_expire": 10,
    "socket_timeout": 5,
    "socket_connect_timeout": 5,
    "socket_keepalive": True,
    "health_check_interval": 10,
    "max_connections": 100,
    "priority_steps": [0],
    "global_keyprefix": PREFIX,
}
_RABBITMQ_OPTIONS = {"confirm_publish": True}  # a publish returns when a majority of its nodes has the message
_QUORUM = {"x-queue-type": "quorum"}


def celery_settings(
    settings: Settings, *, visibility_seconds: float = VISIBILITY_SECONDS, restore_seconds: float = 3
) -> dict[str, Any]:
    """What Celery is told of the broker that `settings` name: its address, its options, and the queues as it needs them.

    What a worker has in hand, and has not renewed (`shared.transit`) for `visibility_seconds`, goes back to its queue; in Redis
    each worker looks for such messages every `restore_seconds`.
    """
    url = settings.messages_url
    if settings.rabbitmq:
        return {
            "broker_url": url,
            "broker_transport_options": _RABBITMQ_OPTIONS,
            "broker_heartbeat": 30,
            # Celery sees that these are quorum queues and sets no prefetch count for whole channels, which they do not know.
            # With a topic exchange, messages with a countdown wait in RabbitMQ and not in a worker.
            "task_queues": [Queue(name, Exchange("claimwire", "topic"), name, queue_arguments=_QUORUM) for name in QUEUES],
            "task_default_queue_type": "quorum",
        }
    options = _REDIS_OPTIONS | {"visibility_timeout": visibility_seconds, "unacked_restore_interval": restore_seconds}
    if _scheme(url) == "sentinel":
        options |= {"master_name": settings.sentinel_master, "sentinel_kwargs": _sentinel_options(settings, 5)}
    return {"broker_url": url, "broker_transport_options": options, "task_queues": [Queue(name) for name in QUEUES]}


def redis_client(settings: Settings, timeout: float = 5) -> redis.Redis:
    """A client for our own keys, with `timeout` seconds for connecting and for an answer.

    With Sentinels it asks them for the present master whenever it connects. Nothing is connected to yet.
    """
    options: dict[str, Any] = {"socket_timeout": timeout, "socket_connect_timeout": timeout}
    if _scheme(settings.redis_url) != "sentinel":
        return redis.Redis.from_url(settings.redis_url, **options)
    nodes = [urlsplit(part) for part in settings.redis_url.split(";")]
    sentinel = Sentinel(  # type: ignore[no-untyped-call] # redis-py gives its Sentinel no types
        [(node.hostname or "localhost", node.port or _SENTINEL_PORT) for node in nodes],
        sentinel_kwargs=_sentinel_options(settings, timeout),
    )
    first = nodes[0]
    account = {name: unquote(value) for name in ("username", "password") if (value := getattr(first, name))}
    client: redis.Redis = sentinel.master_for(  # type: ignore[no-untyped-call] # the same
        settings.sentinel_master, db=int(first.path.strip("/") or 0), **account, **options
    )
    return client


def carrier(settings: Settings) -> redis.Redis | None:
    """A client for the Redis that carries the messages; null where RabbitMQ does."""
    return None if settings.rabbitmq else redis_client(settings.model_copy(update={"redis_url": settings.messages_url}))


def _sentinel_options(settings: Settings, timeout: float) -> dict[str, Any]:
    password = settings.sentinel_password
    return {
        "socket_timeout": timeout,
        "socket_connect_timeout": timeout,
        **({"password": password.get_secret_value()} if password else {}),
    }


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many messages wait in a queue, and when (Unix time) the oldest was sent: null where none waits, and with RabbitMQ,
    which shows no message without handing it out."""

    count: int
    since: float | None


def waiting(settings: Settings) -> dict[str, Waiting]:
    """What waits in each queue. Raises redis.RedisError, or kombu's OperationalError, where the broker is away."""
    client = carrier(settings)
    if client is None:
        return _in_rabbitmq(settings.messages_url)
    with closing(client):
        pipe = client.pipeline(transaction=False)
        for queue in QUEUES:
            pipe.llen(PREFIX + queue)
            pipe.lindex(PREFIX + queue, -1)  # the next to be taken
        answers = iter(pipe.execute())
        return {queue: Waiting(next(answers), _sent_at(next(answers))) for queue in QUEUES}


def _sent_at(message: bytes | None) -> float | None:
    try:
        return float(json.loads(message or b"")["headers"]["sent_at"])
    except (ValueError, KeyError, TypeError, RecursionError):  # no message, or one that is not ours
        return None


def _in_rabbitmq(url: str) -> dict[str, Waiting]:
    with Connection(url, connect_timeout=5) as connection:
        connection.ensure_connection(max_retries=1)
        return {name: Waiting(_depth(connection, name), None) for name in QUEUES}


def _depth(connection: Any, queue: str) -> int:
    with connection.channel() as channel:  # a question after a queue that was never used closes the channel that asked it
        try:
            return int(channel.queue_declare(queue, passive=True).message_count)
        except connection.channel_errors:
            return 0


def shown(url: str) -> str:
    """A URL, or several, without accounts: for people to read."""
    return ";".join(part.partition("://")[2].rpartition("@")[2] for part in url.split(";"))


def _scheme(url: str) -> str:
    return url.partition("://")[0]
