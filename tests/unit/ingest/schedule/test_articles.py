import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.schedule import DAY, HOUR
from services.ingest.schedule.articles import DueRecheck, choose_rechecks, next_recheck, recheck_interval, retry_delay, spend

T = datetime(2026, 11, 23, 8, tzinfo=UTC)


def _rng() -> random.Random:
    return random.Random(5)


def _after(seconds: float) -> datetime:
    return T + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("age_hours", "interval"),
    [(0, 900), (2.9, 900), (3, 3600), (23, 3600), (24, 10_800), (167, 10_800), (168, 259_200), (719, 259_200), (720, None)],
)
def test_recheck_by_age(age_hours: float, interval: float | None) -> None:
    assert recheck_interval(T - timedelta(hours=age_hours), T, None, T) == interval


def test_recheck_of_a_lively_article_is_one_step_quicker() -> None:
    change = T - timedelta(hours=1)
    assert recheck_interval(T - timedelta(hours=20), T, change, T) == 900
    assert recheck_interval(T - timedelta(days=3), T, change, T) == 3600
    assert recheck_interval(T - timedelta(days=3), T, T - timedelta(hours=4), T) == 10_800
    assert recheck_interval(T - timedelta(days=31), T, change, T) is None


def test_recheck_without_a_believable_date_counts_from_the_first_sight() -> None:
    seen = T - timedelta(hours=5)
    assert recheck_interval(None, seen, None, T) == 3600
    assert recheck_interval(_after(DAY), seen, None, T) == 3600
    assert next_recheck(None, seen, None, T) == _after(3600)
    assert next_recheck(T - timedelta(days=40), seen, None, T) is None
    jittered = next_recheck(None, seen, None, T, _rng())
    assert jittered is not None and jittered != _after(3600)


def test_the_budget_goes_to_what_has_waited_longest_by_its_own_measure() -> None:
    due = [
        DueRecheck("old", 3 * DAY, 3 * HOUR),
        DueRecheck("young", 900, 800),
        DueRecheck("mid", 3600, 3600),
        DueRecheck("new", 900, 0),
    ]
    assert [one.key for one in choose_rechecks(due, 2)] == ["young", "mid"]
    assert choose_rechecks(due, 0) == []


def test_spending_carries_fractions() -> None:
    granted, carried = 0, 0.0
    for _ in range(60):
        now, carried = spend(10, 60, carried)
        granted += now
    assert granted in (9, 10)
    assert spend(10, 100 * HOUR, 0.5)[0] == 10, "an idle week earns no flood"


@given(st.integers(-5, 10**6), st.integers(0, 100))
def test_retry_delay_doubles_to_its_cap(attempt: int, seed: int) -> None:
    full = min(600.0, 30.0 * 2 ** min(max(attempt, 1) - 1, 30))
    assert full / 2 <= retry_delay(attempt, 30, 600, random.Random(seed)) <= full
