"""Where a figure lies between the least and the greatest of its series: what a row's small picture is drawn from."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from services.store.plot import Bar

Kind = Literal["exact", "about", "range", "above", "below", "vague"]
WIDE = 30.0  # from this ratio of the greatest bound to the least on, a linear scale hides the smaller figures


@dataclass(frozen=True, slots=True)
class Picture:
    """What is drawn: bounds are arrows, ranges bars. `start` and `end` are in percent of the width."""

    kind: Kind
    start: float
    end: float


def kind(bar: Bar) -> Kind:
    """What a figure is drawn as."""
    if bar.comparator == "vague" or (bar.low is None and bar.high is None):
        return "vague"
    if bar.high is None:
        return "above"
    if bar.low is None:
        return "below"
    if bar.low != bar.high:
        return "range"
    return "about" if bar.comparator == "~" else "exact"


def wide(bars: Sequence[Bar]) -> bool:
    """Whether these figures want a logarithmic scale."""
    bounds = _bounds(bars)
    return bool(bounds) and min(bounds) > 0 and max(bounds) / min(bounds) >= WIDE


def pictures(bars: Sequence[Bar], *, logarithmic: bool = False) -> list[Picture]:
    """A picture of each, all on one scale that holds every bound with room for an arrow's head."""
    bounds = _bounds(bars)
    scaled = math.log10 if logarithmic and bounds and min(bounds) > 0 else float
    least, most = (scaled(min(bounds)), scaled(max(bounds))) if bounds else (0.0, 1.0)

    def at(bound: float) -> float:
        return round(8 + 84 * ((scaled(bound) - least) / (most - least) if most > least else 0.5), 2)

    return [_picture(bar, at) for bar in bars]


def _picture(bar: Bar, at: Callable[[float], float]) -> Picture:
    shown = kind(bar)
    start = at(bar.low) if bar.low is not None and shown != "vague" else 0.0
    end = at(bar.high) if bar.high is not None and shown != "vague" else 100.0
    return Picture(shown, start, end)


def _bounds(bars: Sequence[Bar]) -> list[float]:
    return [bound for bar in bars if bar.comparator != "vague" for bound in (bar.low, bar.high) if bound is not None]
