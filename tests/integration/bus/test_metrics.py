"""Counts of many workers, summed in a real Redis."""

from __future__ import annotations

import pytest
import redis

from shared import metrics


@pytest.fixture
def server(broker_url: str) -> redis.Redis:
    client = redis.Redis.from_url(broker_url)
    client.flushall()
    metrics.write(client)  # what other tests left behind
    client.flushall()
    return client


def test_counts_and_times_of_several_writers_add_up(server: redis.Redis) -> None:
    for _ in range(2):
        metrics.count(metrics.RETRIES, "extract.read", "failed")
        metrics.observe(metrics.READ, 0.003, "article")
        metrics.observe(metrics.READ, 0.3, "article")
        metrics.observe(metrics.READ, 99.0, "article")
        metrics.write(server)
    metrics.write(server)  # nothing new: nothing is added
    sums = metrics.read(server)
    assert sums.counts["claimwire_retries"] == {("extract.read", "failed"): 2}
    buckets, total = sums.times["claimwire_read_seconds"]["article",]
    assert dict(zip((*metrics.READ.buckets, float("inf")), buckets, strict=True)) | {} == {
        **dict.fromkeys(metrics.READ.buckets, 0),
        0.005: 2,
        0.5: 2,
        float("inf"): 2,
    }
    assert total == pytest.approx(2 * 99.303)


def test_a_redis_that_is_away_loses_no_count(server: redis.Redis) -> None:
    away = redis.Redis(port=1, retry=None)
    metrics.count(metrics.JOINED, by=3)
    metrics.write(away)
    metrics.write(server)
    assert metrics.read(server).counts["claimwire_joined"] == {(): 3}


def test_what_another_version_wrote_is_left_out(server: redis.Redis) -> None:
    server.hset(metrics.KEY, '["claimwire_future", "x"]', 1)
    server.hset(metrics.KEY, '["claimwire_read_seconds", "article", 99]', 1)
    assert metrics.read(server).counts.keys() == {counter.name for counter in metrics.COUNTERS}
