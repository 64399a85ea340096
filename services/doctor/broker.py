"""Checks of Redis or Valkey: reachable, durable, roomy; workers alive; queues short."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import redis
from kombu.exceptions import OperationalError

from services.doctor.findings import Finding, error, ok, warning
from services.doctor.limits import MEMORY_SHARE, QUEUE_LONG, TICKS_LONG
from shared.brokers import redis_client, shown, waiting
from shared.health import workers
from shared.pipeline import SERVICES
from shared.settings import Settings


def check_broker(settings: Settings) -> list[Finding]:
    """All checks that need Redis; where it is away there is only that to tell."""
    client = redis_client(settings)
    try:
        info: Mapping[str, Any] = client.info()
        saves = _saves(client)
        alive = {service: workers(client, service) for service in SERVICES}
    except redis.RedisError as away:
        advice = "Start Redis or Valkey, or correct CLAIMWIRE_REDIS_URL."
        return [error("broker", f"{shown(settings.redis_url)} does not answer: {away}", advice)]
    finally:
        client.close()
    return [
        ok("broker", f"{info.get('server_name', 'redis')} {info.get('redis_version', '?')} answers"),
        *judge_memory(info),
        *judge_persistence(info, saves),
        *judge_workers(alive),
        *_queues(settings),
    ]


def _queues(settings: Settings) -> Iterator[Finding]:
    """What waits, wherever the messages are."""
    try:
        depths = {queue: found.count for queue, found in waiting(settings).items()}
    except (redis.RedisError, OperationalError) as away:
        where = shown(settings.messages_url)
        yield error("queues", f"{where} does not answer: {away}", "Start the broker, or correct CLAIMWIRE_BROKER_URL.")
    else:
        yield from judge_queues(depths)


def _saves(client: redis.Redis) -> str | None:
    """When snapshots are taken; null where the server does not tell (managed ones forbid the question)."""
    try:
        return str(client.config_get("save").get("save", ""))
    except redis.ResponseError:
        return None


def judge_memory(info: Mapping[str, Any]) -> Iterator[Finding]:
    """Messages must never be evicted, and there must be room for more."""
    limit, used = int(info.get("maxmemory", 0)), int(info.get("used_memory", 0))
    policy = str(info.get("maxmemory_policy", "noeviction"))
    if policy != "noeviction":
        advice = (
            "Set maxmemory-policy to noeviction: messages must not be thrown away (the ledger would send them again, late)."
        )
        yield warning("broker memory", f"the eviction policy is {policy}", advice)
    if limit and used > MEMORY_SHARE * limit:
        words = f"{used / 2**20:.0f} of {limit / 2**20:.0f} MB are used"
        yield warning("broker memory", words, "Give it more memory (maxmemory), or look at the queues below.")
    elif policy == "noeviction":
        yield ok("broker memory", f"{used / 2**20:.0f} MB used" + (f" of {limit / 2**20:.0f}" if limit else ", no limit"))


def judge_persistence(info: Mapping[str, Any], saves: str | None) -> Iterator[Finding]:
    """A restart should not forget paces and messages; that it may, without loss, is for the ledger to mend."""
    if int(info.get("loading", 0)):
        yield warning("broker persistence", "it is still loading its data", "Wait until it has started.")
    elif int(info.get("aof_enabled", 0)):
        healthy = info.get("aof_last_write_status", "ok") == "ok"
        advice = "Look at its disk and its log: nothing is being kept."
        yield ok("broker persistence", "append-only file") if healthy else error("broker persistence", "writing failed", advice)
    elif saves:
        yield ok("broker persistence", f"snapshots ({saves})")
    elif saves is not None:
        advice = "Set appendonly to yes. Nothing is lost without it, but after a restart work waits for its lease to run out."
        yield warning("broker persistence", "a restart forgets queues and the pace of hosts", advice)


def judge_workers(alive: Mapping[str, list[str]]) -> Iterator[Finding]:
    """Each service needs at least one worker."""
    for service, names in alive.items():
        if names:
            yield ok(f"{service} workers", f"{len(names)} alive: {', '.join(names)}")
        else:
            advice = f"Start it: `claimwire run`, or `docker compose up -d {service}`, and look at its log."
            yield error(f"{service} workers", "none wrote a heartbeat in the last half minute", advice)


def judge_queues(depths: Mapping[str, int]) -> Iterator[Finding]:
    """Queues are bounded by back-pressure; a long one has no worker that keeps up."""
    long = {q: n for q, n in depths.items() if n > (TICKS_LONG if q == "ingest.tick" else QUEUE_LONG)}
    for queue, count in long.items():
        service = queue.partition(".")[0]
        advice = f"Start more {service} workers, or see in the log of {service} what they are waiting for."
        yield warning("queues", f"{count} messages wait in {queue}", advice)
    if not long:
        yield ok("queues", ", ".join(f"{queue} {count}" for queue, count in depths.items() if count) or "empty")
