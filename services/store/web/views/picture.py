"""Where a figure lies between the least and the greatest of its series: what a row's small picture is drawn from."""

from __future__ import annotations

import math
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


def wide(least: float | None, most: float | None) -> bool:
    """Whether figures between these bounds want a logarithmic scale."""
    return least is not None and most is not None and least > 0 and most / least >= WIDE


@dataclass(frozen=True, slots=True)
class Scale:
    """Where numbers lie in the pictures of a series: one scale holds every bound, with room for an arrow's head."""

    least: float
    most: float
    logarithmic: bool

    @classmethod
    def of(cls, least: float | None, most: float | None, *, logarithmic: bool = False) -> Scale:
        """The scale from the least bound to the greatest, which are null where there is none; logarithmic where that can be."""
        if least is None or most is None:
            return cls(0.0, 1.0, logarithmic=False)
        return cls(least, most, logarithmic=logarithmic and least > 0)

    def at(self, bound: float) -> float:
        """Where a bound lies, in percent of the width."""
        scaled = math.log10 if self.logarithmic else float
        least, most = scaled(self.least), scaled(self.most)
        return round(8 + 84 * ((scaled(bound) - least) / (most - least) if most > least else 0.5), 2)

    def picture(self, bar: Bar) -> Picture:
        """The picture of a figure."""
        shown = kind(bar)
        start = self.at(bar.low) if bar.low is not None and shown != "vague" else 0.0
        end = self.at(bar.high) if bar.high is not None and shown != "vague" else 100.0
        return Picture(shown, start, end)
