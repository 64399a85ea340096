"""What Redis and the broker tell: workers, queues, memory, and all that the workers have counted."""

from __future__ import annotations

import time
from collections.abc import Iterator

import redis
from prometheus_client.metrics_core import Metric

from services.metrics.families import gauge, gauges, sums
from shared import metrics
from shared.brokers import waiting
from shared.health import workers
from shared.pipeline import SERVICES
from shared.settings import Settings


def counted(client: redis.Redis) -> Iterator[Metric]:
    """What is kept in Redis."""
    alive = {(service,): len(workers(client, service)) for service in SERVICES}
    yield gauges("claimwire_workers", "Workers that wrote a heartbeat in the last half minute.", ("service",), alive.items())
    memory = client.info("memory")
    yield gauge("claimwire_redis_memory_bytes", "Memory that Redis uses.", int(memory["used_memory"]))
    yield gauge("claimwire_redis_memory_limit_bytes", "Redis' own limit; 0 where there is none.", int(memory["maxmemory"]))
    yield from sums(metrics.read(client))


def queues(settings: Settings) -> Iterator[Metric]:
    """What waits. RabbitMQ tells no ages: its own exposition has more of it."""
    found, now = waiting(settings), time.time()
    depths = {(queue,): state.count for queue, state in found.items()}
    yield gauges("claimwire_queue_depth", "Messages that wait.", ("queue",), depths.items())
    if not settings.rabbitmq:
        ages = {(queue,): max(now - state.since, 0.0) if state.since else 0.0 for queue, state in found.items()}
        yield gauges("claimwire_queue_oldest_seconds", "Age of the oldest message that waits.", ("queue",), ages.items())
