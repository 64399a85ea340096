"""How pages write moments and numbers: in British English, with the zone, as text for people and machines alike."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from markupsafe import Markup

_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def moment(value: datetime | None) -> Markup:
    """ "22 Nov 2026, 09:27 UTC" as a `time` element; a dash for no moment."""
    if value is None:
        return Markup("–")
    there = value.astimezone(UTC)
    return _time(there, f"{_day(there, short=True)}, {there:%H:%M} UTC")


def day(value: datetime | None) -> Markup:
    """ "22 November 2026" as a `time` element, the day in UTC; a dash for no moment."""
    return Markup("–") if value is None else _time(value.astimezone(UTC), _day(value.astimezone(UTC)))


def near(value: datetime | None, now: datetime) -> Markup:
    """ "3 minutes ago", "in 2 hours" as a `time` element with the moment itself as its title; a dash for no moment."""
    if value is None:
        return Markup("–")
    seconds = (value - now).total_seconds()
    told = span(abs(seconds))
    return _time(value.astimezone(UTC), f"in {told}" if seconds >= 0 else f"{told} ago")


def span(seconds: float) -> str:
    """A stretch of time as people say it: "40 seconds", "12 minutes", "5 hours", "3 days"."""
    for unit, size in (("days", 86_400), ("hours", 3600), ("minutes", 60)):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {unit}"
    return count(round(seconds), "second")


def _time(value: datetime, shown: str) -> Markup:
    return Markup('<time datetime="{}" title="{}">{}</time>').format(
        value.strftime("%Y-%m-%dT%H:%M:%SZ"), value.strftime("%Y-%m-%d %H:%M:%S UTC"), shown
    )


def _day(value: date, *, short: bool = False) -> str:
    month = _MONTHS[value.month - 1]
    return f"{value.day} {month[:3] if short else month} {value.year}"


def number(value: float | None) -> str:
    """ "1,234", "2.5"; nothing for no number."""
    if value is None:
        return ""
    return f"{value:,.0f}" if value == int(value) else f"{value:,.10g}"


def count(value: int, one: str, many: str | None = None) -> str:
    """ "1 figure", "1,234 figures"."""
    return f"{value:,} {one if value == 1 else many or one + 's'}"


def listing(names: list[str]) -> str:
    """ "A", "A and B", "A, B and C"."""
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


FILTERS: dict[str, Callable[..., Any]] = {
    "moment": moment,
    "day": day,
    "number": number,
    "count": count,
    "listing": listing,
    "near": near,
    "span": span,
}
