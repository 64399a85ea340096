"""Stalls on a clock of our own: found within a day, fair to weekends, small sources and new ones."""

import random
from collections import Counter
from collections.abc import Callable

import pytest

from services.ingest.stalls import Lately, Stall, Yield, find_stall, lately, poisson_at_most

WEEK = 168
START = 1000 * WEEK  # a week's first hour; days 5 and 6 of each are its weekend
Rate = Callable[[int], float]


def source(per_day: Rate, hours: int, seed: int = 1) -> Counter[int]:
    """Random arrivals, as many a day as `per_day` says for the hour (counted from START), more by day than by night."""
    chance = random.Random(seed)
    found: Counter[int] = Counter()
    for hour in range(hours):
        mean = per_day(hour) / 24 * (1.6 if 7 <= hour % 24 < 19 else 0.4)
        count = sum(chance.random() < mean / 50 for _ in range(50))
        if count:
            found[START + hour] = count
    return found


def judged(
    found: Counter[int], at: int, first: int = 0, kept: Counter[int] | None = None, since: int | None = None
) -> Stall | None:
    stalled = None if since is None else START + since
    return find_stall(Yield(found, found if kept is None else kept, START + first), START + at, stalled)


def until(end: int, rate: float) -> Rate:
    return lambda hour: rate if hour < end else 0.0


@pytest.mark.parametrize("rate", [10, 40, 400])
def test_silence_is_found_within_a_day(rate: float) -> None:
    found = source(until(6 * WEEK + 50, rate), 7 * WEEK)
    assert all(judged(found, hour) is None for hour in range(3 * WEEK, 6 * WEEK + 50))
    stall = judged(found, 6 * WEEK + 50 + 24)
    assert stall is not None
    assert (stall.what, stall.days) == ("found", 1)
    assert stall.got < 0.2 * stall.usual


def test_a_trickle_below_a_fifth_is_a_stall_and_a_third_is_not() -> None:
    for share, stalls in ((0.1, True), (0.35, False)):
        found = source(lambda hour, share=share: 60.0 if hour < 5 * WEEK else 60.0 * share, 6 * WEEK)  # type: ignore[misc]
        assert (judged(found, 5 * WEEK + 25) is not None) is stalls


def test_a_small_source_is_given_time() -> None:
    found = source(until(6 * WEEK, 1.5), 9 * WEEK)
    assert judged(found, 6 * WEEK + 24) is None
    stall = judged(found, 7 * WEEK + 24)
    assert stall is not None and stall.days > 1


def test_a_quiet_weekend_is_no_stall() -> None:
    found = source(lambda hour: 50.0 if hour // 24 % 7 < 5 else 2.0, 8 * WEEK)
    assert [hour for hour in range(3 * WEEK, 8 * WEEK) if judged(found, hour)] == []


def test_few_false_alarms_in_a_year_of_a_hundred_sources() -> None:
    alarms = days = 0
    for seed in range(100):
        found = source(lambda _, rate=1 + seed % 30: rate, 10 * WEEK, seed)  # type: ignore[misc]
        for day in range(4 * 7, 10 * 7):
            days += 1
            alarms += judged(found, day * 24) is not None
    assert alarms <= days / 1000


def test_a_stall_is_not_forgotten_when_it_lasts_for_months() -> None:
    found = source(until(6 * WEEK, 40), 6 * WEEK)
    for weeks in (1, 5, 20):
        assert judged(found, (6 + weeks) * WEEK, since=6 * WEEK + 22) is not None
    assert judged(found, 20 * WEEK) is None  # which is why the start is written down


def test_a_source_that_comes_back_has_recovered() -> None:
    found = source(lambda hour: 0.0 if 6 * WEEK < hour < 8 * WEEK else 40.0, 10 * WEEK)
    assert judged(found, 8 * WEEK - 1, since=6 * WEEK + 22) is not None
    assert judged(found, 8 * WEEK + 20, since=6 * WEEK + 22) is None


def test_pages_that_are_found_and_never_kept_are_a_stall_too() -> None:
    found = source(lambda _: 40.0, 6 * WEEK)
    kept = Counter({hour: count for hour, count in found.items() if hour < START + 5 * WEEK})
    stall = judged(found, 5 * WEEK + 26, kept=kept)
    assert stall is not None and stall.what == "kept"
    assert str(stall).startswith("kept 0 in the last day, usually ")


def test_what_was_there_before_we_came_is_no_measure() -> None:
    found = source(lambda _: 3.0, 3 * WEEK)
    found[START] += 500  # the first poll
    assert [hour for hour in range(3 * WEEK) if judged(found, hour)] == []


def test_a_young_source_is_only_judged_by_a_day_without_anything() -> None:
    found = source(until(5 * 24, 40), 10 * 24)
    assert [hour for hour in range(5 * 24) if judged(found, hour)] == []
    assert judged(found, 6 * 24) is not None
    quiet = source(lambda hour: 40.0 if hour < 5 * 24 else 4.0, 10 * 24)
    assert judged(quiet, 6 * 24) is None


def test_the_chance_of_few_arrivals() -> None:
    assert poisson_at_most(0, 7.0) == pytest.approx(0.000912, rel=1e-3)
    assert poisson_at_most(3, 2.0) == pytest.approx(0.857123, rel=1e-5)


def seen(found: Counter[int], at: int, since: int | None = None) -> Lately:
    return lately(Yield(found, found, START), START + at, None if since is None else START + since)


def test_what_came_lately_is_told_beside_what_is_usual() -> None:
    steady = Counter({START + hour: 1 for hour in range(0, 7 * WEEK, 2)})
    assert seen(steady, 6 * WEEK) == Lately(12, 12, 1, (12,) * 14)
    gone = Counter({hour: 1 for hour in steady if hour < START + 6 * WEEK})
    late = seen(gone, 6 * WEEK + 47)
    assert (late.got, late.usual, late.daily[-3:]) == (0, 12, (12, 0, 0))
    assert seen(gone, 7 * WEEK + 47, since=6 * WEEK + 24).usual == 12, "a stall is measured against the time before it"


def test_a_small_source_is_told_by_the_week_and_a_new_one_without_what_is_usual() -> None:
    weekly = Counter({START + week * WEEK + 30: 1 for week in range(8)})
    assert (seen(weekly, 7 * WEEK).days, seen(weekly, 7 * WEEK).usual) == (7, 1)
    new = seen(Counter({START + 1: 5}), 3)
    assert (new.got, new.usual, new.days, sum(new.daily)) == (5, None, 1, 5)
