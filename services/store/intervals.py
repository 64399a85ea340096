"""A figure as an interval, and what one figure says about another.

No figure is improved here: a range stays a range, a bound a bound, and a vague word ("dozens") has an order of magnitude
to draw it by, never bounds to reason with. A comparison says what `b` is to `a` and why; it gives no verdict on who is right.

Conventions, each stated in the reason of a comparison that leans on it:
- "about", "around", "nearly" reach 10 % to either side (`APPROXIMATION`).
- A figure of 1,000 or more, or a measured amount, may be the other one rounded; counts below 1,000 are exact.
- A total may grow: a later, higher total of another claimant is compatible as long as it has at most doubled per day
  (`GROWTH_PER_DAY`, at least one doubling). A later total that is lower contradicts.
- A figure for a period (per day, percent of a moment) speaks only of its own day.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Literal

from shared.claims import Comparator, Modality

APPROXIMATION = 0.10
GROWTH_PER_DAY = 2.0
EXACT_BELOW = 1_000
SAME_TIME = timedelta(hours=24)

Kind = Literal["compatible", "narrower", "wider", "supersedes", "contradicts", "not_comparable"]

# Orders of magnitude of vague words: where a chart draws the mark, never a bound.
MAGNITUDES: dict[str, tuple[float, float]] = {
    "couple": (2, 3),
    "few": (3, 9),
    "several": (3, 9),
    "handful": (3, 9),
    "dozen": (12, 99),
    "score": (20, 99),
    "ten": (10, 99),
    "hundred": (100, 999),
    "thousand": (1_000, 9_999),
    "million": (1e6, 9_999_999),
    "billion": (1e9, 9_999_999_999),
}
_FACTORS = {"ten": 10, "hundred": 100, "thousand": 1_000, "million": 1_000_000}


@dataclass(frozen=True, slots=True)
class Interval:
    """The values that a figure allows: `low` to `high` in its unit, infinite where open, `*_open` where the end is excluded.

    `stretched` tells that an approximation widened a single value by `APPROXIMATION`. A vague figure is `None`, not an
    interval (see `interval`).
    """

    low: float
    high: float
    low_open: bool = False
    high_open: bool = False
    stretched: bool = False

    @property
    def point(self) -> bool:
        """Whether exactly one value is allowed."""
        return self.low == self.high

    def within(self, other: Interval) -> bool:
        """Whether every value allowed here is allowed by `other`."""
        low = self.low > other.low or (self.low == other.low and (self.low_open or not other.low_open))
        high = self.high < other.high or (self.high == other.high and (self.high_open or not other.high_open))
        return low and high

    def meets(self, other: Interval) -> bool:
        """Whether some value is allowed by both."""
        low, low_open = max((self.low, self.low_open), (other.low, other.low_open))
        high, not_open = min((self.high, not self.high_open), (other.high, not other.high_open))
        return low < high or (low == high and not low_open and not_open)


@dataclass(frozen=True, slots=True)
class Reading:
    """A figure as somebody put it forward: the claim's numbers together with who, when and in what sense.

    `claimant` is a speaker key, null for an outlet of its own voice that is not told apart. `as_of` is the time that the
    figure speaks about, else the time it was published. `rate` is the period of a rate ("day"), null for a total.
    `cumulative` says whether the measured thing can only grow (deaths, not percentages).
    """

    low: float | None
    high: float | None
    comparator: Comparator
    unit: str = "count"
    claimant: str | None = None
    as_of: datetime | None = None
    rate: str | None = None
    cumulative: bool = True
    modality: Modality = "asserted"
    negated: bool = False

    @property
    def denied(self) -> bool:
        """Whether the claimant says that the figure is not so."""
        return self.negated or self.modality == "denied"


@dataclass(frozen=True, slots=True)
class Comparison:
    """What `b` is to `a`, and the reason in plain words."""

    kind: Kind
    reason: str


@lru_cache(maxsize=10_000)
def interval(low: float | None, high: float | None, comparator: Comparator) -> Interval | None:
    """The values that a figure allows; null for a vague one or one without numbers."""
    if comparator == "vague" or (low is None and high is None):
        return None
    if comparator == "~" and low is not None and high is not None:
        reach = APPROXIMATION
        return Interval(low - abs(low) * reach, high + abs(high) * reach, stretched=True)
    return Interval(
        -math.inf if low is None else low,
        math.inf if high is None else high,
        low_open=comparator == ">" or low is None,
        high_open=comparator == "<" or high is None,
    )


def magnitude(words: str) -> tuple[float, float] | None:
    """Where to draw a vague figure: "dozens" 12 to 99, "tens of thousands" 10,000 to 99,999; null for words unknown."""
    found = [w for w in (re.sub(r"s$", "", w) for w in re.findall(r"[a-z]+", words.lower())) if w in MAGNITUDES]
    if not found:
        return None
    low, high = MAGNITUDES[found[0]]
    scale = math.prod(_FACTORS.get(w, 1) for w in found[1:])
    return (low * scale, (high + 1) * scale - 1) if scale > 1 else (low, high)


def wording(reading: Reading) -> str:
    """The figure in plain words for reasons: "more than 3,000", "11,000 to 13,000", "a vague number"."""
    low, high = reading.low, reading.high
    if reading.comparator == "vague" or (low is None and high is None):
        return "a vague number"
    if low is not None and high is not None and low != high:
        return f"{number(low)} to {number(high)}"
    words = {">": "more than ", ">=": "at least ", "<": "fewer than ", "<=": "up to ", "~": "about "}
    value = low if low is not None else high
    assert value is not None
    return words.get(reading.comparator, "") + number(value)


def number(value: float) -> str:
    """A number as people write it: "3,000", "2.5"."""
    return f"{value:,.0f}" if value == int(value) else f"{value:,g}"


def compare(a: Reading, b: Reading) -> Comparison:
    """What `b` is to `a`: see the module's conventions. Symmetric but for narrower/wider; supersedes names the later one."""
    hindered = _hindrance(a, b)
    if hindered:
        return Comparison("not_comparable", hindered)
    left, right = interval(a.low, a.high, a.comparator), interval(b.low, b.high, b.comparator)
    assert left is not None and right is not None
    if a.denied or b.denied:
        return _denial(a, b, left, right)
    if _same_claimant(a, b) and _gap(a, b) > timedelta(0) and left != right:
        earlier, later = (a, b) if _time(a) < _time(b) else (b, a)
        return Comparison("supersedes", f"the same claimant later said {wording(later)} instead of {wording(earlier)}")
    return _numbers(a, b, left, right)


def _hindrance(a: Reading, b: Reading) -> str | None:
    """Why the two cannot be compared at all."""
    if a.unit != b.unit:
        return f"they are in different units ({a.unit} and {b.unit})"
    if a.rate != b.rate:
        return f"one is {_sense(a)}, the other {_sense(b)}"
    for reading in (a, b):
        if interval(reading.low, reading.high, reading.comparator) is None:
            return "a vague number has no bounds to compare"
    planned = {r.modality in ("planned", "conditional") for r in (a, b)}
    if len(planned) == 2:
        return "one speaks of a plan or a condition, the other of what happened"
    if not a.cumulative and not _same_claimant(a, b) and _gap(a, b) > SAME_TIME:
        return "they speak of different days"
    return None


def _denial(a: Reading, b: Reading, left: Interval, right: Interval) -> Comparison:
    if a.denied and b.denied:
        return Comparison("compatible", "both deny a figure")
    denied, stated = (a, b) if a.denied else (b, a)
    if left.meets(right):
        return Comparison("contradicts", f"one denies {wording(denied)}, the other says {wording(stated)}")
    return Comparison("compatible", f"what is denied ({wording(denied)}) is not what the other says ({wording(stated)})")


def _numbers(a: Reading, b: Reading, left: Interval, right: Interval) -> Comparison:
    told = f"{wording(b)} and {wording(a)}"
    note = ", taking “about” as 10 % to either side" if left.stretched or right.stretched else ""
    if left == right:
        return Comparison("compatible", f"both say {wording(a)}")
    if right.within(left):
        return Comparison("narrower", f"{wording(b)} lies within {wording(a)}{note}")
    if left.within(right):
        return Comparison("wider", f"{wording(b)} leaves room for {wording(a)}{note}")
    if left.meets(right):
        return Comparison("compatible", f"{told} can both be so{note}")
    explained = _explained(a, b, left, right)
    if explained:
        return Comparison("compatible", f"{told} are {explained}")
    return Comparison("contradicts", f"{told} cannot both be so{note}")


def _explained(a: Reading, b: Reading, left: Interval, right: Interval) -> str | None:
    """What makes two figures that exclude each other compatible all the same."""
    if left.point and right.point and _rounded(left.low, right.low, a.unit):
        return "the same number rounded"
    return "totals of different times, and a total grows" if _grown(a, b, left, right) else None


def _rounded(a: float, b: float, unit: str) -> bool:
    """Whether the coarser of the two numbers is the finer one rounded to as many digits."""
    coarse, fine = sorted((a, b), key=_digits)
    if unit == "count" and min(abs(a), abs(b)) < EXACT_BELOW:
        return False
    if coarse == 0 or abs(fine - coarse) > 0.05 * abs(coarse):
        return False
    places = math.floor(math.log10(abs(coarse))) - _digits(coarse) + 1
    step = math.pow(10, places)
    return math.isclose(round(fine / step) * step, coarse)


def _digits(value: float) -> int:
    """How many significant digits a number is written with: 3,000 has 1, 3,012 has 4, 2.5 has 2."""
    return len(f"{abs(value):.10g}".replace(".", "").lstrip("0").rstrip("0")) or 1


def _grown(a: Reading, b: Reading, left: Interval, right: Interval) -> bool:
    """Whether time explains the gap: the later total is the higher one, by at most a doubling per day."""
    if not (a.cumulative and b.cumulative) or a.rate or _gap(a, b) == timedelta(0):
        return False
    earlier, later = (left, right) if _time(a) < _time(b) else (right, left)
    if later.low < earlier.high:
        return False
    days = max(1.0, _gap(a, b) / timedelta(days=1))
    return bool(later.low <= earlier.high * GROWTH_PER_DAY ** min(days, 60.0))


def _sense(reading: Reading) -> str:
    return f"a figure per {reading.rate}" if reading.rate else "a total"


def _same_claimant(a: Reading, b: Reading) -> bool:
    return a.claimant is not None and a.claimant == b.claimant


def _time(reading: Reading) -> float:
    return reading.as_of.timestamp() if reading.as_of else 0.0


def _gap(a: Reading, b: Reading) -> timedelta:
    """The time between the two; none where one is undated, so that nothing is explained by time that is not known."""
    return abs(a.as_of - b.as_of) if a.as_of and b.as_of else timedelta(0)
