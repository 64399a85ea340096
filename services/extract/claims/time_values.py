"""The value of a matched time expression: one reader for each kind that the pattern of `times.py` names.

A reader takes the match and the day of publication (None when unknown) and answers a TimeML-like value or None.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from services.extract.lexicons import load

_LEX = load("times")
MONTHS: dict[str, int] = _LEX["months"]
WEEKDAYS: dict[str, int] = _LEX["weekdays"]
NUMBERS: dict[str, int] = _LEX["numbers"]
SEASONS: dict[str, str] = _LEX["seasons"]
_UNIT_SIGNS = {
    "day": "D",
    "week": "W",
    "month": "M",
    "year": "Y",
    "decade": "0Y",
    "quarter": "Q",
    "hour": "H",
    "minute": "M",
    "night": "D",
}


def _number(word: str) -> int | None:
    word = word.strip().lower()
    return int(word) if word.isdecimal() else NUMBERS.get(word)


def _month_number(name: str) -> int:
    return MONTHS[name.rstrip(".").lower()]


def _iso_day(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _nearest_year(month: int, today: date, day: int = 1) -> int:
    """The year in which a month without one lies: the last such month, or one not more than three months ahead."""
    ahead = (month - today.month) % 12
    if ahead == 0:
        return today.year
    return today.year + (today.month + ahead > 12) if ahead <= 3 else today.year - (month > today.month)


def _day(match: re.Match[str], today: date | None) -> str | None:
    one = match.group("month1") is not None
    month = _month_number(match.group("month1" if one else "month2"))
    day = int(match.group("day1" if one else "day2"))
    year = match.group("year1" if one else "year2")
    if year is None and today is None:
        return None
    return _iso_day(int(year) if year else _nearest_year(month, today or date.min, day), month, day)


def _month_year(match: re.Match[str], today: date | None) -> str | None:
    year = match.group("year3")
    if year is None and today is not None:
        year = str(today.year + {"last": -1, "next": 1}.get(match.group("near"), 0))
    return f"{year}-{_month_number(match.group('month3')):02d}" if year else None


def _bare_month(match: re.Match[str], today: date | None) -> str | None:
    if today is None:
        return None
    month = _month_number(match.group())
    return f"{_nearest_year(month, today)}-{month:02d}"


def _quarter(match: re.Match[str], today: date | None) -> str | None:
    nth = NUMBERS.get((match.group("nth") or match.group("nth2") or "").lower())
    year = match.group("year4") or (str(today.year) if today else None)
    if nth is None or year is None:
        return None
    return f"{year}-{'H' if match.group('part') == 'half' else 'Q'}{nth}"


def _short_quarter(match: re.Match[str], today: date | None) -> str | None:
    year = match.group("year5") or (str(today.year) if today else None)
    return f"{year}-Q{match.group('nth3')}" if year else None


def _ago(match: re.Match[str], today: date | None) -> str | None:
    count, period = _number(match.group("count")), match.group("period").rstrip("s")
    if count is None or today is None:
        return None
    if period in ("day", "night"):
        return (today - timedelta(days=count)).isoformat()
    if period == "week":
        return _week(today - timedelta(weeks=count))
    if period == "month":
        months = today.year * 12 + today.month - 1 - count
        return f"{months // 12}-{months % 12 + 1:02d}" if months >= 12 else None
    years = count * (10 if period == "decade" else 1)
    return str(today.year - years) if period in ("year", "decade") and today.year > years else None


def _week(day: date) -> str:
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def _span(match: re.Match[str], today: date | None) -> str | None:
    """ "the past four years" is a span; "last year", "next month" without a number one period."""
    period = match.group("period2").rstrip("s")
    number = match.group("count2")
    if number is None and not match.group("period2").endswith("s"):
        if match.group().lower().startswith("past"):
            return f"P1{_UNIT_SIGNS[period]}"
        return _neighbour(match.group(), period, today)
    count = _number(number) if number else None
    if count is None:
        return None
    sign = _UNIT_SIGNS[period]
    return f"P{count}{sign}" if period not in ("hour", "minute") else f"PT{count}{sign}"


def _neighbour(words: str, period: str, today: date | None) -> str | None:
    """ "last year", "next month": the period before or after the present one."""
    if today is None:
        return None
    step = 1 if "next" in words or "coming" in words else -1
    if period == "year":
        return str(today.year + step) if 1 <= today.year + step <= 9999 else None
    if period == "month":
        months = today.year * 12 + today.month - 1 + step
        return f"{months // 12}-{months % 12 + 1:02d}"
    return _week(today + timedelta(weeks=step)) if period == "week" else None


def _relative_name(match: re.Match[str], today: date | None) -> str | None:
    """ "last August", "next Friday", "this summer"."""
    if today is None:
        return None
    which, name = match.group("which").lower(), match.group("name").rstrip(".").lower()
    if name in MONTHS:
        month = MONTHS[name]
        year = {"last": today.year - (month >= today.month), "next": today.year + (month <= today.month)}.get(which, today.year)
        return f"{year}-{month:02d}"
    if name in WEEKDAYS:
        return _weekday_near(WEEKDAYS[name], today, ahead=which == "next")
    return f"{today.year - (which == 'last') + (which == 'next')}-{SEASONS[name]}"


def _weekday_near(weekday: int, today: date, *, ahead: bool = False) -> str | None:
    """The last such day up to today, or the next one after it."""
    days = (weekday - today.weekday()) % 7 or 7 if ahead else -((today.weekday() - weekday) % 7)
    try:
        return (today + timedelta(days=days)).isoformat()
    except OverflowError:
        return None


def _weekday(match: re.Match[str], today: date | None) -> str | None:
    return None if today is None else _weekday_near(WEEKDAYS[match.group().split(" ")[0].lower()], today)


def _plain_word(match: re.Match[str], today: date | None) -> str | None:
    word = match.group().lower()
    if today is None:
        return None
    days = {"today": 0, "tonight": 0, "this morning": 0, "yesterday": -1, "tomorrow": 1}.get(word)
    if days is not None:
        return (today + timedelta(days=days)).isoformat()
    values = {
        "this year": str(today.year),
        "so far this year": str(today.year),
        "this month": f"{today.year}-{today.month:02d}",
        "this week": _week(today),
        "this quarter": f"{today.year}-Q{(today.month + 2) // 3}",
    }
    return values.get(word)


def _years(match: re.Match[str], _: date | None) -> str:
    first, second = match.group("year6"), match.group("year7")
    return f"{first}/{second if len(second) == 4 else first[:2] + second}"


READERS: dict[str, Callable[[re.Match[str], date | None], str | None]] = {
    "iso": lambda match, _: match.group(),
    "dmy": _day,
    "mdy": _day,
    "my": _month_year,
    "quarter": _quarter,
    "q": _short_quarter,
    "ago": _ago,
    "span": _span,
    "relmonth": _relative_name,
    "weekday": _weekday,
    "word": _plain_word,
    "years": _years,
    "decade": lambda match, _: match.group("ten")[:3] + "X",
    "season": lambda match, _: f"{match.group('year8')}-{SEASONS[match.group('time')]}",
    "month": _bare_month,
    "year": lambda match, _: match.group("year9"),
}
