"""Time expressions of a text, resolved against the publication date to TimeML-like values.

Values: "2024-12-05", "2024-12", "2024", "2025-Q1", "2025-H2", "2025-W03", "199X" (a decade), "P4Y" (a span up to now); None
where the text leaves the time open or no publication date is known. After TimeML's TIMEX3 (Pustejovsky et al. 2003), much
reduced.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

from services.extract.claims.text import Document
from services.extract.lexicons import load
from shared.claims import TimeMention

_LEX = load("times")
_MONTHS: dict[str, int] = _LEX["months"]
_WEEKDAYS: dict[str, int] = _LEX["weekdays"]
_NUMBERS: dict[str, int] = _LEX["numbers"]
_SEASONS: dict[str, str] = _LEX["seasons"]
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


def _any(words: dict[str, int] | dict[str, str]) -> str:
    return "|".join(sorted((word.capitalize() for word in words), key=len, reverse=True))


_FULL = "|".join(month.capitalize() for month in _MONTHS if len(month) > 4 or month in ("may", "june", "july"))
_MONTH = rf"(?:{_FULL}|(?:{_any(_MONTHS)})\.?)"
_YEAR = r"(?:1[5-9]|20)[0-9]{2}"
_NUMBER = r"(?i:[0-9]{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|several|few|couple of)"
_PERIOD = r"(?:years?|months?|weeks?|days?|decades?|hours?|minutes?|nights?|quarters?)"
_TIME = re.compile(
    rf"(?P<iso>\b{_YEAR}-[0-9]{{2}}-[0-9]{{2}}\b)"
    rf"|(?P<dmy>\b(?P<day1>[0-3]?[0-9])(?:st|nd|rd|th)?(?: of)? (?P<month1>{_MONTH})(?:,? (?P<year1>{_YEAR}))?\b)"
    rf"|(?P<mdy>\b(?P<month2>{_MONTH}) (?P<day2>[0-3]?[0-9])(?:st|nd|rd|th)?(?![0-9:.,]*[0-9])(?:,? (?P<year2>{_YEAR}))?\b)"
    rf"|(?P<my>\b(?P<month3>{_MONTH}),? (?:(?P<year3>{_YEAR})|(?P<near>last|this|next) year)\b)"
    rf"|(?P<quarter>\b(?P<nth>(?i:first|second|third|fourth|last)) (?P<part>quarter|half) of (?:the )?"
    rf"(?:(?:fiscal )?(?P<year4>{_YEAR})|year)\b|\b(?P<nth2>first|second|third|fourth) quarter\b)"
    rf"|(?P<q>\bQ(?P<nth3>[1-4])(?: (?:of )?(?P<year5>{_YEAR}))?\b)"
    rf"|(?P<ago>\b(?P<count>{_NUMBER}) (?P<period>{_PERIOD}) (?:ago|earlier)\b)"
    rf"|(?P<span>\b(?i:past|last|previous|next|coming|recent) (?P<count2>{_NUMBER} )?(?P<period2>{_PERIOD})\b)"
    rf"|(?P<relmonth>\b(?P<which>[Ll]ast|[Tt]his|[Nn]ext) "
    rf"(?P<name>{_MONTH}|{_any(_WEEKDAYS)}|{'|'.join(_SEASONS)}))\b"
    rf"|(?P<weekday>\b(?:{_any(_WEEKDAYS)})(?: (?:morning|afternoon|evening|night))?\b)"
    r"|(?P<word>\b(?:[Tt]oday|[Yy]esterday|[Tt]omorrow|[Tt]onight|[Ss]o far this year"
    r"|[Tt]his (?:year|month|week|morning|quarter|season)"
    r"|[Ss]o far|[Tt]o date|overnight)\b)"
    rf"|(?P<years>\b(?P<year6>{_YEAR})(?:-| and | to |–|/)(?P<year7>(?:{_YEAR})|[0-9]{{2}})\b(?! ?(?:per|%)))"
    rf"|(?P<decade>\b(?P<ten>{_YEAR})s\b)"
    rf"|(?P<season>\b(?P<time>{'|'.join(_SEASONS)}) (?:of )?(?P<year8>{_YEAR})\b)"
    rf"|(?P<month>(?<=[Ii]n )(?P<month4>{_MONTH})|(?<=[Ss]ince )(?P<month5>{_MONTH})|(?<=[Bb]y )(?P<month6>{_MONTH})"
    rf"|(?<=until )(?P<month7>{_MONTH})|(?<=from )(?P<month8>{_MONTH})|\b(?P<month9>{_MONTH})(?=['’]s\b))"
    rf"|(?P<year>(?<![\w$£€R.,-])(?P<year9>{_YEAR})(?![\w%,.-]*[0-9%]))"
)

# Words that a time expression starts with; the pattern is tried at these and at digits only.
_TRIGGERS = frozenset(
    {
        *_MONTHS,
        *_WEEKDAYS,
        *_NUMBERS,
        *_SEASONS,
        "past",
        "last",
        "previous",
        "next",
        "coming",
        "recent",
        "this",
        "today",
        "yesterday",
    }
    | {"tomorrow", "tonight", "so", "to", "overnight", "several", "few", "couple"}
)


def find_times(document: Document, published: datetime | None = None) -> list[TimeMention]:
    """The time expressions of the document in text order; `value` needs `published` where the words are relative."""
    today = published.date() if published is not None else None
    found: list[TimeMention] = []
    at = 0
    for token in document.tokens:
        if token.start < at or not (token.lower in _TRIGGERS or token.kind in ("number", "name")):
            continue
        match = _TIME.match(document.text, token.start)
        if match is None:
            continue
        kind = match.lastgroup if match.lastgroup in _READERS else _kind(match)
        value = _READERS[kind](match, today)
        if kind == "year" and not _is_year(document.text, match):
            continue
        found.append(TimeMention(text=match.group(), start=match.start(), end=match.end(), value=value))
        at = match.end()
    return found


def _kind(match: re.Match[str]) -> str:
    return next(name for name in _READERS if match.group(name) is not None)


_BEFORE_YEAR = re.compile(
    r"(?:\b(?:in|since|by|from|until|till|before|after|during|of|early|late|mid|to|through|the|for|and|than|between|around|on|a|its|our|their"
    r"|summer|winter|spring|autumn|fall)\s|[(“‘\"]|^)$",
    re.IGNORECASE,
)


def _is_year(text: str, match: re.Match[str]) -> bool:
    """Whether four bare digits are a year: after a word that years stand after."""
    return _BEFORE_YEAR.search(text[max(0, match.start() - 9) : match.start()]) is not None


def _number(word: str) -> int | None:
    word = word.strip().lower()
    return int(word) if word.isdigit() else _NUMBERS.get(word)


def _month_number(name: str) -> int:
    return _MONTHS[name.rstrip(".").lower()]


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
    nth = _NUMBERS.get((match.group("nth") or match.group("nth2") or "").lower())
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
    if name in _MONTHS:
        month = _MONTHS[name]
        year = {"last": today.year - (month >= today.month), "next": today.year + (month <= today.month)}.get(which, today.year)
        return f"{year}-{month:02d}"
    if name in _WEEKDAYS:
        return _weekday_near(_WEEKDAYS[name], today, ahead=which == "next")
    return f"{today.year - (which == 'last') + (which == 'next')}-{_SEASONS[name]}"


def _weekday_near(weekday: int, today: date, *, ahead: bool = False) -> str | None:
    """The last such day up to today, or the next one after it."""
    days = (weekday - today.weekday()) % 7 or 7 if ahead else -((today.weekday() - weekday) % 7)
    try:
        return (today + timedelta(days=days)).isoformat()
    except OverflowError:
        return None


def _weekday(match: re.Match[str], today: date | None) -> str | None:
    return None if today is None else _weekday_near(_WEEKDAYS[match.group().split(" ")[0].lower()], today)


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


_READERS: dict[str, Callable[[re.Match[str], date | None], str | None]] = {
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
    "season": lambda match, _: f"{match.group('year8')}-{_SEASONS[match.group('time')]}",
    "month": _bare_month,
    "year": lambda match, _: match.group("year9"),
}
