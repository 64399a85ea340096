"""A series as lines of a terminal: each point where it lies between the least and the greatest bound. Pure.

1,200    ├────────────────▶    more than
900–1,100 ╞══╡                 a range
300      ◀──┤                  fewer than
about 90      ≈                about
3,000             ●            exactly
dozens    ?                    no number
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

WIDTH = 32


@dataclass(frozen=True, slots=True)
class Bar:
    """What is drawn of a point: the bounds (null: open) and the comparator."""

    low: float | None
    high: float | None
    comparator: str


def draw(bars: Sequence[Bar], width: int = WIDTH) -> list[str]:
    """One line of `width` characters a bar, all on one linear scale that holds every bound."""
    bounds = [bound for bar in bars for bound in (bar.low, bar.high) if bound is not None]
    if not bounds:
        return ["?".ljust(width) for _ in bars]
    least, most = min(bounds), max(bounds)
    span = (most - least) or 1.0
    left, room = 1, width - 3  # an arrow's head fits on either side

    def at(bound: float) -> int:
        return left + round((bound - least) / span * room)

    return [_line(bar, at, width) for bar in bars]


def _line(bar: Bar, at: Callable[[float], int], width: int) -> str:
    cells = [" "] * width
    if bar.low is None and bar.high is None:
        cells[0] = "?"
    elif bar.high is None and bar.low is not None:
        start = at(bar.low)
        cells[start:] = "├" + "─" * (width - start - 2) + "▶"
    elif bar.low is None and bar.high is not None:
        end = at(bar.high)
        cells[: end + 1] = "◀" + "─" * (end - 1) + "┤"
    elif bar.low is not None and bar.high is not None and bar.low != bar.high:
        start, end = at(bar.low), max(at(bar.high), at(bar.low) + 1)
        cells[start : end + 1] = "╞" + "═" * (end - start - 1) + "╡"
    elif bar.low is not None:
        cells[at(bar.low)] = "≈" if bar.comparator == "~" else "●"
    return "".join(cells)
