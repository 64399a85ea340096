"""Which sources have fallen silent: far less than usual, measured against their own past. Pure functions over hourly counts.

The usual yield of a window that ends now is the (lower) median of the same hours of the weeks before, so that a Sunday is
compared with Sundays. A source is stalled below a fifth of it, if chance does not explain so little: arrivals are taken as a
Poisson process. A source with ten articles a day is so found within a day; one with an article a day within a week.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median_low
from typing import Literal

HOURS_A_WEEK = 168
WEEKS = 4
WINDOW_DAYS = (1, 3, 7)
FRACTION, CHANCE = 0.2, 0.001
HISTORY_HOURS = (WEEKS + 1) * HOURS_A_WEEK + 24
_YOUNG_DAYS = 3
_SHOWN_DAYS = 14

What = Literal["found", "kept"]
Hours = Mapping[int, int]
"""Entries by the hour in which they were discovered, as whole hours since 1970."""


@dataclass(frozen=True, slots=True)
class Yield:
    """What a source brought: entries `found`, and those of them that were `kept` as articles (or may still be)."""

    found: Hours
    kept: Hours
    first_hour: int


@dataclass(frozen=True, slots=True)
class Stall:
    """Too little of `what`: `got` in the last `days`, where `usual` was to be expected."""

    what: What
    got: int
    usual: float
    days: int

    def __str__(self) -> str:
        time = "day" if self.days == 1 else f"{self.days} days"
        return f"{self.what} {self.got} in the last {time}, usually {self.usual:g}"


@dataclass(frozen=True, slots=True)
class Lately:
    """What a source `got` in the last `days`, what is `usual` for them (null while its past is too short), and the entries
    found on each of the last two weeks' days, the last one ending now."""

    got: int
    usual: float | None
    days: int
    daily: tuple[int, ...]


def lately(brought: Yield, now_hour: int, stalled_hour: int | None = None) -> Lately:
    """How a source does against its own past, over the shortest time in which anything is to be expected of it."""
    daily = tuple(_sum(brought.found, now_hour - 24 * ago, 1) for ago in reversed(range(_SHOWN_DAYS)))
    for days in WINDOW_DAYS:
        usual = _usual(brought.found, brought.first_hour, now_hour, days, stalled_hour)
        if usual is not None and (usual >= 1 or days == WINDOW_DAYS[-1]):
            return Lately(_sum(brought.found, now_hour, days), usual, days, daily)
    return Lately(_sum(brought.found, now_hour, 1), None, 1, daily)


def find_stall(brought: Yield, now_hour: int, stalled_hour: int | None = None) -> Stall | None:
    """Whether a source has stalled at the end of `now_hour`.

    `stalled_hour` is when a stall that goes on was first seen: its past is what was before that, however long it lasts.
    """
    return _judge("found", brought.found, brought.first_hour, now_hour, stalled_hour) or _judge(
        "kept", brought.kept, brought.first_hour, now_hour, stalled_hour
    )


def _judge(what: What, hours: Hours, first_hour: int, now_hour: int, stalled_hour: int | None) -> Stall | None:
    """The shortest window in which silence would be no chance decides, so that a source that is back has recovered at once."""
    for days in WINDOW_DAYS:
        usual = _usual(hours, first_hour, now_hour, days, stalled_hour)
        if usual is not None and poisson_at_most(0, usual) < CHANCE:
            got = _sum(hours, now_hour, days)
            silent = got < FRACTION * usual and poisson_at_most(got, usual) < CHANCE
            return Stall(what, got, usual, days) if silent else None
    return None


def _usual(hours: Hours, first_hour: int, now_hour: int, days: int, stalled_hour: int | None) -> float | None:
    begin = first_hour + 24  # the first poll brings what was there before we came
    ends = _weeks_before(now_hour, now_hour if stalled_hour is None else stalled_hour - 24)
    past = [_sum(hours, end, days) for end in ends if end - 24 * days >= begin]
    if past:
        return median_low(past)
    return _usual_of_a_young_source(hours, begin, now_hour) if days == 1 else None


def _usual_of_a_young_source(hours: Hours, begin: int, now_hour: int) -> float | None:
    """The least of the days so far. Its weekends are not known yet, so only a day without anything counts."""
    ends: Sequence[int] = range(now_hour - 24, begin + 23, -24)
    if len(ends) < _YOUNG_DAYS or _sum(hours, now_hour, 1):
        return None
    return min(_sum(hours, end, 1) for end in ends)


def _weeks_before(now_hour: int, reference: int) -> list[int]:
    """The ends of the windows to compare with: whole weeks before now, none later than `reference`."""
    first = max(1, math.ceil((now_hour - reference) / HOURS_A_WEEK))
    return [now_hour - HOURS_A_WEEK * week for week in range(first, first + WEEKS)]


def _sum(hours: Hours, end: int, days: int) -> int:
    """What came in the `days` up to and with the hour `end`."""
    return sum(hours.get(hour, 0) for hour in range(end - 24 * days + 1, end + 1))


def poisson_at_most(count: int, mean: float) -> float:
    """The chance of at most `count` arrivals where `mean` are expected."""
    term = total = math.exp(-mean)
    for k in range(1, count + 1):
        term *= mean / k
        total += term
    return min(total, 1.0)
