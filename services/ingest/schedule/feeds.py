"""When a feed is polled again: by what it really yields.

A feed's arrivals are taken as a Poisson process with a slowly drifting rate, estimated twice, over three days and over three
hours, so that a burst is followed at once and a night does not make a feed look dead. The interval falls with the square root
of the rate: with interval I and rate r, entries wait r * I / 2 in all and polls cost 1 / I, and the sum of the two is least at
I = k / sqrt(r). The constant k is set so that a feed with one entry an hour is polled every 15 minutes.
"""

from __future__ import annotations

import math
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from services.ingest.schedule import DAY, HOUR, JITTER, MINUTE

_HOURLY_INTERVAL = 15 * MINUTE  # for a feed that brings one entry an hour
_SLOW_HALF_LIFE, _FAST_HALF_LIFE = 3 * DAY, 3 * HOUR
_FIRST_INTERVAL = 30 * MINUTE
_SILENCE_BELIEVED = 6.0  # where six entries were due and none came (one chance in 400), the rate has fallen
_UNSEEN = 0.5  # of an entry: the least that is to be expected of a feed in the time we know it, even if none came
_OVERFLOW = 0.8  # where so much of what a feed lists is new, more may have come and gone
_FAILURE_BASE = 5 * MINUTE
_HINT_CAP = HOUR  # how much of a publisher's max-age or ttl is believed: many say a day and publish hourly
_SUSPICIOUS_STREAK, _SUSPICIOUS_EXPECTED, _FULL_AT_LEAST = 4, 3.0, DAY
_DISTRUST = 7 * DAY


class PollOutcome(StrEnum):
    """How a poll of a feed, sitemap or front page ended."""

    READ = "read"  # 200 and readable
    UNCHANGED = "unchanged"  # 304
    FAILED = "failed"  # anything that may pass, 404 included
    GONE = "gone"  # 410


@dataclass(frozen=True, slots=True)
class Bounds:
    """The shortest and longest interval of a source, in seconds."""

    shortest: float = 5 * MINUTE
    longest: float = DAY

    def clamp(self, seconds: float) -> float:
        """`seconds` within the bounds."""
        return min(max(seconds, self.shortest), max(self.longest, self.shortest))


@dataclass(frozen=True, slots=True)
class FeedState:
    """What is remembered of a feed between polls. Rates are entries a second; `None` where nothing is known yet.

    `full_at` is the last 200, `unchanged` counts the 304s since; until `distrust_until` no conditional requests are made.
    """

    known_since: datetime | None = None
    polled_at: datetime | None = None
    slow_rate: float | None = None
    fast_rate: float | None = None
    last_new: datetime | None = None
    failures: int = 0
    failing_since: datetime | None = None
    full_at: datetime | None = None
    unchanged: int = 0
    asked_unconditionally: bool = False
    distrust_until: datetime | None = None
    ended: bool = False


@dataclass(frozen=True, slots=True)
class PollResult:
    """What a poll found: `new_entries` of `listed` (None: not counted), and `dates`, the publication times or sitemap lastmods
    of all that is listed, as far as known.

    `retry_after`, `max_age` (Cache-Control) and `ttl` (the feed's own) in seconds.
    """

    outcome: PollOutcome
    new_entries: int = 0
    listed: int | None = None
    dates: tuple[datetime, ...] = ()
    retry_after: float | None = None
    max_age: float | None = None
    ttl: float | None = None


@dataclass(frozen=True, slots=True)
class Planned:
    """The next poll: `due` is None for a feed that has ended. `conditional`: whether to send the validators.

    `note` says in plain words what an operator should know, or is empty.
    """

    state: FeedState
    due: datetime | None
    conditional: bool = True
    note: str = ""


def next_poll(
    state: FeedState,
    result: PollResult,
    now: datetime,
    rng: random.Random,
    bounds: Bounds = Bounds(),
) -> Planned:
    """Plans the poll after `result`, which came at `now`."""
    if result.outcome is PollOutcome.GONE:
        return Planned(replace(state, polled_at=now, ended=True), None, note="the feed is gone for good (410); it has ended")
    if result.outcome is PollOutcome.FAILED:
        return _after_failure(state, result, now, rng, bounds)
    known = _learn(state, result, now)
    overflowed = _overflowed(state, result)
    interval = bounds.clamp(_interval(known, now, bounds) / (2.0 if overflowed else 1.0))
    floor = max(_hint(result.max_age), _hint(result.ttl), min(result.retry_after or 0.0, DAY))
    conditional, known = _conditional(known, interval, now)
    return Planned(known, now + _jittered(interval, floor, rng, bounds), conditional, _note(known, now, overflowed))


def max_age_seconds(cache_control: str | None) -> float | None:
    """`max-age` of a Cache-Control header in seconds, or None where it has none or forbids caching."""
    directives = (cache_control or "").lower()
    found = re.search(r"\bmax-age\s*=\s*\"?(\d{1,9})", directives)
    return float(found[1]) if found and not re.search(r"\bno-(?:store|cache)\b", directives) else None


def _after_failure(state: FeedState, result: PollResult, now: datetime, rng: random.Random, bounds: Bounds) -> Planned:
    failures = state.failures + 1
    since = state.failing_since or now
    known = replace(state, polled_at=state.polled_at, failures=failures, failing_since=since)
    delay = bounds.clamp(_FAILURE_BASE * 2.0 ** min(failures - 1, 16))
    due = now + _jittered(delay, min(result.retry_after or 0.0, DAY), rng, bounds)
    days = (now - since).total_seconds() / DAY
    note = f"has failed {failures} times since {since:%Y-%m-%d %H:%M}" if failures >= 5 or days >= 1 else ""
    return Planned(known, due, conditional=_trusted(known, now), note=note)


def _learn(state: FeedState, result: PollResult, now: datetime) -> FeedState:
    """The state with this answer's arrivals in its rates, and with what a full answer says about earlier 304s."""
    slow, fast = _rates(state, result, now)
    read = result.outcome is PollOutcome.READ
    lied = read and state.asked_unconditionally and _disproved(state, result)
    return replace(
        state,
        known_since=state.known_since or min((now, *result.dates)),
        polled_at=now,
        slow_rate=slow,
        fast_rate=fast,
        last_new=now if result.new_entries else state.last_new,
        failures=0,
        failing_since=None,
        full_at=now if read else state.full_at,
        unchanged=0 if read else state.unchanged + 1,
        asked_unconditionally=False,
        distrust_until=now + timedelta(seconds=_DISTRUST) if lied else state.distrust_until,
    )


def _disproved(state: FeedState, result: PollResult) -> bool:
    """Whether what an unconditional request brought was there when the server said 304: dated in the first half of the row of
    304s (an honest server may list an entry a little late), or, without dates, more than came by chance since the last one.

    More such dates than new entries prove nothing: a feed with a wrong time zone dates what is known into the future.
    """
    if state.full_at is None or state.polled_at is None or not result.new_entries:
        return False
    if not result.dates:
        return result.new_entries >= 3
    middle = state.full_at + (state.polled_at - state.full_at) / 2
    return 0 < sum(state.full_at < date < middle for date in result.dates) <= result.new_entries


def _rates(state: FeedState, result: PollResult, now: datetime) -> tuple[float | None, float | None]:
    if state.polled_at is None:
        rate = _rate_of_dates(result.dates, now)
        return rate, rate
    elapsed = max((now - state.polled_at).total_seconds(), 1.0)
    seen = result.new_entries / elapsed
    if state.slow_rate is None:  # one entry in the first half-hour is not yet 48 a day
        return result.new_entries / max(elapsed, DAY), seen
    fast = seen if state.fast_rate is None else state.fast_rate
    return _blend(state.slow_rate, seen, elapsed, _SLOW_HALF_LIFE), _blend(fast, seen, elapsed, _FAST_HALF_LIFE)


def _blend(rate: float, seen: float, elapsed: float, half_life: float) -> float:
    kept = math.pow(2.0, -elapsed / half_life)
    return rate * kept + seen * (1.0 - kept)


def _rate_of_dates(dates: Sequence[datetime], now: datetime) -> float | None:
    """The rate that the dates of a first answer show: entries over the time from the oldest of them to now.

    Where the newest is over a week old, one entry in that time is all that is expected.
    """
    past = sorted(date for date in dates if date <= now)
    if not past:
        return None
    if (now - past[-1]).total_seconds() > 7 * DAY:
        return 1.0 / (now - past[-1]).total_seconds()
    recent = [date for date in past if (now - date).total_seconds() <= 7 * DAY]
    return len(recent) / max((now - recent[0]).total_seconds(), 6 * HOUR)


def _interval(state: FeedState, now: datetime, bounds: Bounds) -> float:
    if state.slow_rate is None:
        return bounds.clamp(_FIRST_INTERVAL)
    rate = max(state.slow_rate, (state.slow_rate + (state.fast_rate or 0.0)) / 2)
    silence = (now - state.last_new).total_seconds() if state.last_new else 0.0
    if silence > 0:
        rate = min(rate, _SILENCE_BELIEVED / silence)
    known = (now - (state.known_since or now)).total_seconds()
    rate = max(rate, _UNSEEN / max(known, HOUR))
    return bounds.clamp(_HOURLY_INTERVAL / math.sqrt(rate * HOUR))


def _overflowed(state: FeedState, result: PollResult) -> bool:
    """Whether nearly everything that a feed lists was new, so that entries may have come and gone between two polls."""
    first = state.polled_at is None
    return not first and result.listed is not None and result.new_entries >= max(3.0, _OVERFLOW * result.listed)


def _hint(seconds: float | None) -> float:
    return min(max(seconds or 0.0, 0.0), _HINT_CAP)


def _jittered(interval: float, floor: float, rng: random.Random, bounds: Bounds) -> timedelta:
    """The interval give or take a tenth, never below the source's bound or what the server asked for."""
    spread = interval * rng.uniform(1 - JITTER, 1 + JITTER)
    lowest = max(floor, bounds.shortest)
    return timedelta(seconds=spread if spread >= lowest else lowest * rng.uniform(1.0, 1.0 + JITTER))


def _conditional(state: FeedState, interval: float, now: datetime) -> tuple[bool, FeedState]:
    """Whether the next poll may be conditional; a suspicious row of 304s makes one that is not."""
    if not _trusted(state, now):
        return False, state
    if suspicious_304s(state.unchanged, state.full_at, now, state.slow_rate, interval):
        return False, replace(state, asked_unconditionally=True)
    return True, state


def _trusted(state: FeedState, now: datetime) -> bool:
    return state.distrust_until is None or now >= state.distrust_until


def suspicious_304s(
    streak: int, full_at: datetime | None, now: datetime, rate: float | None = None, interval: float = HOUR
) -> bool:
    """Whether a row of `streak` 304s since the last full answer wants checking by an unconditional request.

    Suspicious: at least four where three entries were to be expected by now, or no full answer for a day (for slow feeds:
    for four intervals). An honest server loses one body a day by it; a server that always says 304 is found within a day.
    """
    if streak < _SUSPICIOUS_STREAK or full_at is None:
        return False
    elapsed = (now - full_at).total_seconds()
    expected = rate is not None and rate * elapsed >= _SUSPICIOUS_EXPECTED
    return expected or elapsed >= max(_FULL_AT_LEAST, 4 * interval)


def _note(state: FeedState, now: datetime, overflowed: bool) -> str:
    if state.distrust_until and now < state.distrust_until:
        return "the server answers 304 although there are new entries; conditional requests are off for a week"
    if overflowed:
        return "nearly all entries listed were new: some may have been missed between two polls"
    silent = (now - state.last_new).total_seconds() / DAY if state.last_new else 0.0
    return f"nothing new for {silent:.0f} days" if silent >= 14 else ""
