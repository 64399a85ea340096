import threading
import time

import pytest
from redis import Redis

from services.ingest.pace import Breaker, Pace, Refusal, Slot

T = 1_800_000_000.0
HOST = "example.org"


@pytest.fixture
def pace(redis: Redis) -> Pace:
    return Pace(
        redis, breaker=Breaker(failures=3, rest_seconds=60, longest_seconds=200, probe_seconds=30), share=2, lease_seconds=20
    )


def _take(pace: Pace, now: float, *, interval: float = 2.0, patience: float = 0.0) -> Slot:
    slot = pace.reserve(HOST, interval, patience_seconds=patience, now=now)
    if slot.granted:
        pace.success(HOST, slot.token, now=now)
    return slot


def test_places_stand_one_interval_apart(pace: Pace) -> None:
    assert _take(pace, T).granted
    refused = _take(pace, T + 0.5)
    assert (refused.granted, refused.reason) == (False, Refusal.PACE)
    assert refused.seconds == pytest.approx(1.5)
    assert _take(pace, T + 2.0).granted


def test_a_patient_caller_gets_a_place_ahead(pace: Pace) -> None:
    waits = [_take(pace, T, patience=5.0) for _ in range(4)]
    assert [slot.seconds for slot in waits[:3]] == pytest.approx([0, 2, 4])
    assert not waits[3].granted
    assert waits[3].seconds == pytest.approx(1.0), "in one second the next place will be within its patience"


def test_idle_time_earns_no_burst(pace: Pace) -> None:
    _take(pace, T)
    assert _take(pace, T + 1000).granted
    assert not _take(pace, T + 1000).granted


def test_hosts_do_not_wait_for_one_another(pace: Pace) -> None:
    assert pace.reserve("a.org", 10, now=T).granted
    assert pace.reserve("b.org", 10, now=T).granted


def test_retry_after_closes_the_host_and_is_never_shortened(pace: Pace) -> None:
    assert pace.penalise(HOST, 120, now=T) == pytest.approx(120)
    assert pace.penalise(HOST, 5, now=T + 1) == pytest.approx(119)
    slot = _take(pace, T + 60)
    assert (slot.reason, slot.seconds) == (Refusal.CLOSED, pytest.approx(60))
    assert _take(pace, T + 120).granted


def test_a_penalty_is_capped_at_a_day(pace: Pace) -> None:
    assert pace.penalise(HOST, 10**9, now=T) == pytest.approx(86_400)


def test_circuit_opens_doubles_probes_and_closes(pace: Pace) -> None:
    assert [pace.failure(HOST, now=T) for _ in range(3)] == pytest.approx([0, 0, 60])
    assert _take(pace, T + 59).reason is Refusal.CIRCUIT
    probe = pace.reserve(HOST, 1, now=T + 60)
    assert probe.granted
    other = pace.reserve(HOST, 1, now=T + 65)
    assert (other.reason, other.seconds) == (Refusal.CIRCUIT, pytest.approx(25)), "one probe at a time"
    assert pace.failure(HOST, probe.token, now=T + 66) == pytest.approx(120)
    assert pace.failure(HOST, now=T + 66) == pytest.approx(200), "capped"
    probe = pace.reserve(HOST, 1, now=T + 266)
    assert probe.granted
    pace.success(HOST, probe.token, now=T + 267)
    assert _take(pace, T + 268).granted
    assert pace.failure(HOST, now=T + 268) == 0, "the count starts again"


def test_one_slow_host_holds_no_more_than_its_share_of_workers(pace: Pace) -> None:
    first, second = (pace.reserve(HOST, 0.1, now=T + n) for n in (0, 1))
    third = pace.reserve(HOST, 0.1, now=T + 2)
    assert first.granted and second.granted and third.reason is Refusal.SHARE
    assert 0 < third.seconds <= 0.25
    pace.release(HOST, first.token, now=T + 3)
    assert pace.reserve(HOST, 0.1, now=T + 3).granted


def test_the_place_of_a_lost_worker_comes_back(pace: Pace) -> None:
    for n in range(2):
        assert pace.reserve(HOST, 0.1, now=T + n).granted
    assert pace.reserve(HOST, 0.1, now=T + 10).reason is Refusal.SHARE
    assert pace.reserve(HOST, 0.1, now=T + 22).granted


def test_a_wiped_redis_starts_afresh(pace: Pace, redis: Redis) -> None:
    pace.penalise(HOST, 1000, now=T)
    redis.flushall()
    redis.script_flush()
    assert _take(pace, T + 1).granted


def test_nothing_is_kept_for_ever(pace: Pace, redis: Redis) -> None:
    pace.reserve(HOST, 1)
    pace.failure(HOST)
    pace.penalise("other.org", 10)
    keys = list(redis.scan_iter("*"))
    assert keys
    assert all(0 < redis.pttl(key) <= 7 * 3_600_000 for key in keys)


def test_many_threads_on_the_servers_clock_keep_one_pace(redis: Redis) -> None:
    pace = Pace(redis, share=100)
    starts: list[float] = []

    def work() -> None:
        for _ in range(5):
            slot = pace.reserve(HOST, 0.02, patience_seconds=5)
            assert slot.granted
            starts.append(time.monotonic() + slot.seconds)
            pace.success(HOST, slot.token)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    starts.sort()
    assert starts[-1] - starts[0] >= 0.02 * 19 - 0.015
