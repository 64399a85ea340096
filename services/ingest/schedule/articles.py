"""When an article is visited again: after a failure, and while it is likely to change."""

from __future__ import annotations

import heapq
import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.ingest.schedule import DAY, HOUR, JITTER, MINUTE


def retry_delay(attempt: int, base: float, cap: float, rng: random.Random) -> float:
    """Seconds before attempt `attempt` + 1 (`attempt` counts from 1): doubling from `base` to `cap`, the upper half random."""
    delay = min(cap, base * 2.0 ** min(max(attempt, 1) - 1, 32))
    return delay / 2 + rng.uniform(0, delay / 2)


# Age of an article, and how often it is looked at again below that age.
_RECHECKS: tuple[tuple[float, float], ...] = (
    (3 * HOUR, 15 * MINUTE),
    (DAY, HOUR),
    (7 * DAY, 3 * HOUR),
    (30 * DAY, 3 * DAY),
)


def recheck_interval(
    published: datetime | None, first_seen: datetime, last_change: datetime | None, now: datetime
) -> float | None:
    """Seconds between two looks at an article, or None from 30 days on. An article without a date, or dated in the future,
    counts from when it was first seen. One that changed in the last three hours is looked at one step more often.
    """
    born = published if published is not None and published <= now else first_seen
    age = (now - born).total_seconds()
    step = next((index for index, (below, _) in enumerate(_RECHECKS) if age < below), None)
    if step is None:
        return None
    lively = last_change is not None and 0 <= (now - last_change).total_seconds() < 3 * HOUR
    return _RECHECKS[max(0, step - 1) if lively else step][1]


def next_recheck(
    published: datetime | None,
    first_seen: datetime,
    last_change: datetime | None,
    now: datetime,
    rng: random.Random | None = None,
) -> datetime | None:
    """When the article just looked at is looked at again, or None where it is let be (30 days old)."""
    interval = recheck_interval(published, first_seen, last_change, now)
    if interval is None:
        return None
    return now + timedelta(seconds=interval * (rng.uniform(1 - JITTER, 1 + JITTER) if rng else 1.0))


@dataclass(frozen=True, slots=True)
class DueRecheck:
    """An article whose recheck is due: its `key`, the `interval` in seconds, and how many seconds it is `overdue`."""

    key: str
    interval: float
    overdue: float


_YOUTH = 1.25  # above 1 the young go before the old; least mean delay of edits in benchmarks/polling.py, of 1 to 2


def choose_rechecks(due: Sequence[DueRecheck], budget: int) -> list[DueRecheck]:
    """The `budget` rechecks that matter most: those that have waited longest by their own measure, young articles first."""
    return heapq.nsmallest(
        max(budget, 0), due, key=lambda one: (-(one.overdue + one.interval) / one.interval**_YOUTH, one.interval)
    )


def spend(budget_per_hour: float, seconds: float, carried: float) -> tuple[int, float]:
    """How many rechecks an hourly budget grants after `seconds`, and the fraction carried over (at most one hour's worth)."""
    granted = min(carried + budget_per_hour * seconds / HOUR, budget_per_hour)
    return math.floor(granted), granted - math.floor(granted)
