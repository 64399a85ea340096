"""Counts and times of all workers on all machines, summed in Redis; `claimwire metrics` shows them to Prometheus.

A worker collects in its own memory and writes once a message, in one round trip: a hash of whole numbers. A wiped Redis sets
all counters back to nothing, which Prometheus takes for a restart. Label values are words of closed lists, never of pages.
"""

from __future__ import annotations

import json
import threading
import time
from bisect import bisect_left
from collections import Counter as Tally
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import redis

KEY = "claimwire:metrics"
MICRO = 1_000_000


@dataclass(frozen=True, slots=True)
class Histogram:
    """Times in seconds. `buckets` are upper bounds, ascending; what is longer than the last is counted in "+Inf"."""

    name: str
    help: str
    labels: tuple[str, ...]
    buckets: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Counter:
    """How often something happened. The name has no "_total": Prometheus' exposition adds it."""

    name: str
    help: str
    labels: tuple[str, ...]


_SHORT = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
_LONG = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0)

FETCH = Histogram("claimwire_fetch_seconds", "Time of one fetch with its redirects, by how it ended.", ("result",), _LONG)
READ = Histogram(
    "claimwire_read_seconds", "Time of reading one page: article and claims, by what came of it.", ("result",), _SHORT
)
SAVE = Histogram("claimwire_save_seconds", "Time of saving one batch of articles.", (), _SHORT)
JOIN = Histogram("claimwire_join_seconds", "Time of joining the figures of one batch of articles.", (), _LONG)
TASK = Histogram(
    "claimwire_task_seconds", "Time that a worker spent on one message, by how that ended.", ("task", "end"), _LONG
)
WAIT = Histogram(
    "claimwire_queue_seconds", "Time that messages waited in a queue before a worker took them.", ("queue",), _LONG
)
SAVED = Counter("claimwire_saved", "Articles that went through saving, by what became of them.", ("outcome",))
JOINED = Counter("claimwire_joined", "Articles whose figures joined their series.", ())
RETRIES = Counter(
    "claimwire_retries", "Messages that went round again: failed, unavailable, split or time_limit.", ("task", "why")
)
REJECTED = Counter("claimwire_rejected", "Messages set aside for a person.", ("task", "reason"))

HISTOGRAMS = (FETCH, READ, SAVE, JOIN, TASK, WAIT)
COUNTERS = (SAVED, JOINED, RETRIES, REJECTED)

_Field = tuple[str | int, ...]
_lock = threading.Lock()
_pending: Tally[_Field] = Tally()


def count(counter: Counter, *labels: str, by: int = 1) -> None:
    """Something happened `by` times. `labels` in the counter's order."""
    with _lock:
        _pending[(counter.name, *labels)] += by


def observe(histogram: Histogram, seconds: float, *labels: str) -> None:
    """Something took `seconds`. `labels` in the histogram's order."""
    with _lock:
        _pending[(histogram.name, *labels, bisect_left(histogram.buckets, seconds))] += 1
        _pending[(histogram.name, *labels, "sum")] += round(seconds * MICRO)


@contextmanager
def timed(histogram: Histogram, *labels: str) -> Iterator[None]:
    """Observe how long the block takes, however it ends."""
    begun = time.perf_counter()
    try:
        yield
    finally:
        observe(histogram, time.perf_counter() - begun, *labels)


def write(client: redis.Redis) -> None:
    """Add what was collected since the last time to the sums in Redis; where that is away, it is kept for the next time."""
    global _pending
    with _lock:  # no thread waits for Redis
        collected, _pending = _pending, Tally()
    if not collected:
        return
    pipe = client.pipeline(transaction=False)
    for field, amount in collected.items():
        pipe.hincrby(KEY, json.dumps(field), amount)
    try:
        pipe.execute()
    except redis.RedisError:
        with _lock:
            _pending.update(collected)


@dataclass(frozen=True, slots=True)
class Sums:
    """What all workers have counted: by metric name and label values, a count, or bucket counts (the last one is +Inf) and a
    sum of seconds."""

    counts: Mapping[str, Mapping[tuple[str, ...], int]]
    times: Mapping[str, Mapping[tuple[str, ...], tuple[list[int], float]]]


def read(client: redis.Redis) -> Sums:
    """The sums in Redis. Raises redis.RedisError where it is away. What an older or newer version wrote and we do not know is
    left out."""
    fields = {tuple(json.loads(field)): int(amount) for field, amount in client.hgetall(KEY).items()}
    counts: dict[str, dict[tuple[str, ...], int]] = {counter.name: {} for counter in COUNTERS}
    times: dict[str, dict[tuple[str, ...], tuple[list[int], float]]] = {histogram.name: {} for histogram in HISTOGRAMS}
    known = {histogram.name: histogram for histogram in HISTOGRAMS}
    for (name, *rest), amount in fields.items():
        if name in counts:
            counts[name][tuple(rest)] = amount
        elif name in known:
            *labels, slot = rest
            buckets, total = times[name].get(tuple(labels), ([0] * (len(known[name].buckets) + 1), 0.0))
            if slot == "sum":
                total = amount / MICRO
            else:
                with suppress(IndexError):
                    buckets[slot] += amount
            times[name][tuple(labels)] = (buckets, total)
    return Sums(counts, times)
