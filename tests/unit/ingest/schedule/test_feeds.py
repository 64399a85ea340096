import itertools
import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.schedule import DAY, HOUR, MINUTE
from services.ingest.schedule.feeds import (
    Bounds,
    FeedState,
    Planned,
    PollOutcome,
    PollResult,
    max_age_seconds,
    next_poll,
    suspicious_304s,
)

T = datetime(2026, 11, 23, 8, tzinfo=UTC)
READ = PollResult(PollOutcome.READ)
UNCHANGED = PollResult(PollOutcome.UNCHANGED)
FAILED = PollResult(PollOutcome.FAILED)


def _rng() -> random.Random:
    return random.Random(5)


def _after(seconds: float) -> datetime:
    return T + timedelta(seconds=seconds)


def _wait(planned: Planned, now: datetime) -> float:
    assert planned.due is not None
    return (planned.due - now).total_seconds()


def _run(
    state: FeedState,
    hours: float,
    gap_hours: float | None,
    bounds: Bounds = Bounds(),  # noqa: B008
) -> tuple[FeedState, float, int]:
    """Goes on polling a feed that gets an entry every `gap_hours`: the state after `hours`, the last wait (s), the polls."""
    start = state.polled_at or T
    now, rng, found, polls, wait = start, _rng(), 0, 0, 0.0
    while now < start + timedelta(hours=hours):
        arrived = int((now - start).total_seconds() / (gap_hours * HOUR)) if gap_hours else 0
        planned = next_poll(state, PollResult(PollOutcome.READ, new_entries=arrived - found), now, rng, bounds)
        state, found, polls, wait = planned.state, arrived, polls + 1, _wait(planned, now)
        now += timedelta(seconds=wait)
    return state, wait, polls


@pytest.mark.parametrize(("gap_hours", "low", "high"), [(0.05, 5, 6), (1, 12, 18), (4, 24, 38), (25, 60, 95), (100, 110, 220)])
def test_the_interval_follows_the_root_of_the_gap_between_entries(gap_hours: float, low: float, high: float) -> None:
    _, wait, _ = _run(FeedState(), 24 * 14, gap_hours)
    assert low * MINUTE <= wait <= high * MINUTE


def test_a_dead_feed_is_slowed_to_a_day_and_never_dropped() -> None:
    state, _, _ = _run(FeedState(), 48, 0.5)
    quiet, wait, polls = _run(state, 24 * 90, None)
    assert DAY * 0.6 <= wait <= DAY * 1.1
    assert 50 <= polls <= 700
    planned = next_poll(quiet, UNCHANGED, _after(91 * DAY), _rng())
    assert planned.due is not None
    assert "nothing new" in planned.note


def test_a_feed_that_wakes_up_is_followed_at_once() -> None:
    state, _, _ = _run(FeedState(), 24 * 10, 48)
    planned = next_poll(
        state, PollResult(PollOutcome.READ, new_entries=6), (state.polled_at or T) + timedelta(hours=20), _rng()
    )
    assert _wait(planned, planned.state.polled_at or T) < HOUR


def test_a_feed_without_dates_and_news_is_given_time_to_show_what_it_is() -> None:
    _, wait, polls = _run(FeedState(), 24, None)
    assert HOUR <= wait <= 3 * HOUR
    assert polls >= 12


def test_a_feed_whose_whole_list_is_new_is_polled_sooner_and_said_to_lose_entries() -> None:
    state = FeedState(known_since=T, polled_at=T, slow_rate=1 / HOUR, fast_rate=1 / HOUR)
    full = next_poll(state, PollResult(PollOutcome.READ, 20, listed=22), _after(5 * HOUR), _rng())
    part = next_poll(state, PollResult(PollOutcome.READ, 20, listed=100), _after(5 * HOUR), _rng())
    assert _wait(full, _after(5 * HOUR)) < _wait(part, _after(5 * HOUR))
    assert "missed" in full.note and not part.note


def test_the_dates_of_the_first_answer_set_the_first_interval() -> None:
    busy = PollResult(PollOutcome.READ, 20, dates=tuple(T - timedelta(minutes=10 * n) for n in range(20)))
    sleepy = PollResult(PollOutcome.READ, 20, dates=tuple(T - timedelta(days=40 + n) for n in range(20)))
    dateless = PollResult(PollOutcome.READ, 20)
    assert _wait(next_poll(FeedState(), busy, T, _rng()), T) < 10 * MINUTE
    assert _wait(next_poll(FeedState(), sleepy, T, _rng()), T) > 5 * HOUR
    assert 27 * MINUTE <= _wait(next_poll(FeedState(), dateless, T, _rng()), T) <= 33 * MINUTE


def test_dates_in_the_future_say_nothing() -> None:
    planned = next_poll(FeedState(), PollResult(PollOutcome.READ, 2, dates=(_after(DAY), _after(2 * DAY))), T, _rng())
    assert planned.state.slow_rate is None


def test_failures_back_off_and_success_resets() -> None:
    state, now, rng, waits = FeedState(polled_at=T, slow_rate=1 / HOUR), T, _rng(), []
    for _ in range(12):
        planned = next_poll(state, FAILED, now, rng)
        state = planned.state
        waits.append(_wait(planned, now))
        now += timedelta(seconds=waits[-1])
    assert waits[0] <= 5.5 * MINUTE
    assert all(later > earlier for earlier, later in itertools.pairwise(waits[:9]))
    assert DAY * 0.9 <= waits[-1] <= DAY * 1.1
    assert "has failed 12 times" in planned.note
    recovered = next_poll(state, READ, now, rng).state
    assert (recovered.failures, recovered.failing_since) == (0, None)


def test_a_failure_does_not_look_like_silence() -> None:
    state = FeedState(polled_at=T, slow_rate=1 / HOUR, fast_rate=1 / HOUR)
    failed = next_poll(state, FAILED, _after(HOUR), _rng()).state
    assert (failed.slow_rate, failed.polled_at) == (state.slow_rate, T), "entries found later are spread over the whole gap"


def test_gone_ends_a_feed_with_a_note() -> None:
    planned = next_poll(FeedState(), PollResult(PollOutcome.GONE), T, _rng())
    assert planned.due is None
    assert planned.state.ended
    assert "410" in planned.note


@pytest.mark.parametrize("outcome", [PollOutcome.READ, PollOutcome.UNCHANGED, PollOutcome.FAILED])
def test_retry_after_is_never_undercut(outcome: PollOutcome) -> None:
    state = FeedState(polled_at=T - timedelta(minutes=5), slow_rate=1 / MINUTE, fast_rate=1 / MINUTE)
    for seed in range(50):
        planned = next_poll(state, PollResult(outcome, 5, retry_after=7200), T, random.Random(seed))
        assert 7200 <= _wait(planned, T) <= 7200 * 1.1
    assert _wait(next_poll(state, PollResult(outcome, 5, retry_after=10**9), T, _rng()), T) <= 1.1 * DAY


def test_cache_hints_are_believed_up_to_an_hour() -> None:
    state = FeedState(polled_at=T - timedelta(minutes=5), slow_rate=1 / MINUTE, fast_rate=1 / MINUTE)
    assert 1200 <= _wait(next_poll(state, PollResult(PollOutcome.READ, 5, max_age=1200), T, _rng()), T) <= 1320
    assert HOUR <= _wait(next_poll(state, PollResult(PollOutcome.READ, 5, ttl=DAY), T, _rng()), T) <= 1.1 * HOUR


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("", None),
        ("public, max-age=300", 300),
        ('MAX-AGE="60"', 60),
        ("no-cache, max-age=300", None),
        ("s-maxage=5", None),
    ],
)
def test_max_age(header: str | None, seconds: float | None) -> None:
    assert max_age_seconds(header) == seconds


def test_a_source_can_narrow_the_bounds() -> None:
    bounds = Bounds(shortest=20 * MINUTE, longest=2 * HOUR)
    assert _run(FeedState(), 48, 0.05, bounds)[1] >= 20 * MINUTE
    assert _run(FeedState(), 24 * 20, None, bounds)[1] <= 2.2 * HOUR


def test_a_server_that_always_says_304_is_found_within_a_day() -> None:
    state, now, rng, conditional = _run(FeedState(), 48, 1)[0], _after(48 * HOUR), _rng(), True
    started = now
    while conditional:
        planned = next_poll(state, UNCHANGED, now, rng)
        state, conditional = planned.state, planned.conditional
        now += timedelta(seconds=_wait(planned, now))
    assert (now - started) < timedelta(hours=12)
    caught = next_poll(state, PollResult(PollOutcome.READ, new_entries=9), now, rng)
    assert not caught.conditional
    assert "304" in caught.note
    later = next_poll(caught.state, READ, now + timedelta(days=8), rng)
    assert later.conditional, "after a week the server is given another chance"


def test_an_entry_that_came_just_now_does_not_make_a_server_a_liar() -> None:
    state = FeedState(T, T + timedelta(hours=23), 1 / DAY, 1 / DAY, T, full_at=T, unchanged=9, asked_unconditionally=True)
    now = T + timedelta(hours=25)
    fresh = next_poll(state, PollResult(PollOutcome.READ, 1, dates=(T + timedelta(hours=22),)), now, _rng())
    assert fresh.conditional
    old = next_poll(state, PollResult(PollOutcome.READ, 1, dates=(T + timedelta(hours=3),)), now, _rng())
    assert not old.conditional
    assert next_poll(state, PollResult(PollOutcome.READ, 1), now, _rng()).conditional
    known = tuple(T + timedelta(hours=hour) for hour in (1, 2, 3))
    assert next_poll(state, PollResult(PollOutcome.READ, 0, dates=known), now, _rng()).conditional
    assert next_poll(state, PollResult(PollOutcome.READ, 1, dates=known), now, _rng()).conditional, "its time zone is wrong"


def test_an_honest_server_is_asked_in_full_no_more_than_once_a_day() -> None:
    state, now, rng, full = _run(FeedState(), 24 * 10, 6)[0], _after(10 * DAY), _rng(), 0
    conditional = True
    while now < _after(20 * DAY):
        planned = next_poll(state, UNCHANGED if conditional else READ, now, rng)
        full += not planned.conditional
        state, conditional = planned.state, planned.conditional
        now += timedelta(seconds=_wait(planned, now))
    assert 1 <= full <= 12
    assert state.distrust_until is None


def test_304s_without_a_full_answer_before_them_are_not_judged() -> None:
    assert not suspicious_304s(100, None, T)
    assert not suspicious_304s(3, T, _after(10 * DAY))
    assert suspicious_304s(4, T, _after(DAY))


def test_jitter_spreads_the_feeds_of_one_host() -> None:
    state = FeedState(polled_at=T - timedelta(hours=1), slow_rate=0.5 / HOUR, fast_rate=0.5 / HOUR)
    waits = {round(_wait(next_poll(state, READ, T, random.Random(seed)), T)) for seed in range(40)}
    assert len(waits) > 30
    assert max(waits) - min(waits) > 180


@given(
    st.lists(st.tuples(st.sampled_from(list(PollOutcome)[:3]), st.integers(0, 10**6), st.floats(0, 10**8)), max_size=30),
    st.integers(0, 1000),
)
def test_whatever_happens_the_next_poll_is_between_five_minutes_and_a_day(
    steps: list[tuple[PollOutcome, int, float]], seed: int
) -> None:
    state, now, rng = FeedState(), T, random.Random(seed)
    for outcome, entries, hint in steps:
        planned = next_poll(state, PollResult(outcome, entries, entries, (T, now), max_age=hint, ttl=hint), now, rng)
        assert 5 * MINUTE <= _wait(planned, now) <= 1.1 * DAY
        state, now = planned.state, planned.due or now
