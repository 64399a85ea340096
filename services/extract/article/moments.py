"""A moment in time as pages write it: ISO 8601 and its misspellings, RFC 2822, epochs, and dates in words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Literal

from dateutil import parser as dateutil_parser

from services.extract.article.lexicon import load

Precision = Literal["minute", "day"]

_TIDY = re.compile(r"\s*\((?:[A-Z]{2,5}|[^)]*[Tt]ime)\)$|(?<=:\d\d)\.\d{1,9}(?=[Z+\-\s]|$)")
_ISO = re.compile(
    r"^(\d{4})[-/.]?(\d{1,2})[-/.]?(\d{1,2})(?:[T\s,]+(\d{1,2}):?(\d{2})(?::?(\d{2}))?)?\s*(Z|UTC|GMT|[+-]\d{1,2}:?\d{0,2})?$",
    re.I,
)
_DAY_FIRST = re.compile(r"^(\d{1,2})[./-](\d{1,2})[./-](\d{4})(?:[\s,|–-]+(\d{1,2})[:.](\d{2})(?::(\d{2}))?)?(?:\s*Uhr)?$")
_RFC_2822 = re.compile(r"^(?:[A-Za-z]{3}, )?\d{1,2} [A-Za-z]{3} \d{4} \d{1,2}:\d{2}")
_NO_DATE = datetime(1, 1, 1)
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Moment:
    """A date as one witness gives it. `zoned` is False where the zone had to be assumed (UTC)."""

    at: datetime
    precision: Precision
    zoned: bool
    witness: str


def parse_moment(raw: object, witness: str = "", *, day_first: bool = True) -> Moment | None:
    """A machine-written date: ISO 8601 and its usual misspellings, RFC 2822, epoch seconds, day.month.year."""
    if isinstance(raw, int | float) or (isinstance(raw, str) and re.fullmatch(r"\d{10}|\d{13}", raw.strip())):
        return _epoch(float(raw), witness)
    if not isinstance(raw, str) or not 8 <= len(raw.strip()) <= 60:
        return None
    text = _TIDY.sub("", raw.strip())
    return _iso(text, witness) or (_numeric(text, witness) if day_first else None) or _worded(text, witness)


def _epoch(value: float, witness: str) -> Moment | None:
    seconds = value / 1000 if value > 1e11 else value
    if not 6.3e8 < seconds < 4.1e9:
        return None
    return _plausible(Moment(datetime.fromtimestamp(seconds, UTC), "minute", True, witness))


def _iso(text: str, witness: str) -> Moment | None:
    match = _ISO.match(text)
    if not match:
        return None
    year, month, day, hour, minute, second, zone = match.groups()
    return _moment((year, month, day, hour, minute, second), _zone(zone), witness)


def _numeric(text: str, witness: str) -> Moment | None:
    match = _DAY_FIRST.match(text)
    if not match:
        return None
    day, month, year, *clock = match.groups()
    return _moment((year, month, day, *clock), None, witness)


def _moment(parts: tuple[str | None, ...], zone: timedelta | None, witness: str) -> Moment | None:
    try:
        naive = datetime(*(int(part or 0) for part in parts))  # type: ignore[arg-type]
    except ValueError:
        return None
    at = naive.replace(tzinfo=UTC if not zone else _fixed(zone))
    return _plausible(Moment(at, "minute" if parts[3] is not None else "day", zone is not None, witness))


def _fixed(offset: timedelta) -> timezone:
    return timezone(offset)


def _zone(text: str | None) -> timedelta | None:
    if not text:
        return None
    if text.upper() in ("Z", "UTC", "GMT"):
        return timedelta(0)
    digits = re.sub(r"\D", "", text).ljust(2, "0")
    hours, minutes = (int(digits[:-2]), int(digits[-2:])) if len(digits) > 2 else (int(digits), 0)
    offset = timedelta(hours=hours, minutes=minutes) * (-1 if text[0] == "-" else 1)
    return offset if abs(offset) <= timedelta(hours=14) else None


def _worded(text: str, witness: str) -> Moment | None:
    """RFC 2822 and English worded dates ("Tue, 30 Apr 2024 09:00:00 GMT", "April 30, 2024 9:00 AM")."""
    if not re.search(r"(?:19|20)\d{2}", text) or not re.search(r"[A-Za-z]{3}", text):
        return None
    try:
        at = (
            parsedate_to_datetime(text)
            if _RFC_2822.match(text)
            else dateutil_parser.parse(text, tzinfos=_ZONES, default=_NO_DATE)
        )
    except (ValueError, OverflowError, TypeError, IndexError):
        return None
    precision: Precision = "minute" if re.search(r"\d:\d{2}|\d\s*[ap]\.?m", text, re.I) else "day"
    return _plausible(Moment(at if at.tzinfo else at.replace(tzinfo=UTC), precision, at.tzinfo is not None, witness))


_ZONES = {"EST": -18000, "EDT": -14400, "CST": -21600, "CDT": -18000, "MST": -25200, "MDT": -21600, "PST": -28800,
          "PDT": -25200, "ET": -18000, "PT": -28800, "BST": 3600, "IST": 19800, "CET": 3600, "CEST": 7200, "JST": 32400,
          "MEZ": 3600, "MESZ": 7200, "SAST": 7200, "AEST": 36000, "AEDT": 39600}  # fmt: skip


def _plausible(moment: Moment) -> Moment | None:
    """A date from 1990 to two days ahead (clocks and zones differ); scheduled or typing errors are no date."""
    return moment if _EARLIEST <= moment.at <= datetime.now(UTC) + timedelta(days=2) else None


def written(text: str) -> Moment | None:
    """The date in a short line of text: "28.04.2023", "Published 3 May 2024, 10:15", "le 12 août 2023 à 8h30".

    Numbers with dots are day, month, year; numbers with slashes are left to htmldate, since their order is not known.
    """
    if not 8 <= len(text) <= 120 or not _YEAR.search(text):
        return None
    match = _NUMBERS.search(text)
    if match:
        day, month, year = match.groups()
    else:
        worded = _month_first().search(text) or _day_first().search(text)
        if worded is None:
            return None
        parts = worded.groupdict()
        day, month, year = parts["day"], str(_MONTHS[parts["month"].casefold()]), parts["year"]
    hour, minute, zone = _clock(text)
    return _moment((year, month, day, hour, minute, None), zone, "byline")


def _clock(text: str) -> tuple[str | None, str | None, timedelta | None]:
    """The time of day and its zone, where the text gives them: "10:15 a.m. EDT", "14:04 (GMT+2)"."""
    found = _CLOCK.search(text)
    if found is None or int(found[1]) > 23:
        return None, None, None
    hour = int(found[1]) % 12 + (12 if found[3].lower() == "p" else 0) if found[3] else int(found[1])
    named = _NAMED_ZONE.match(text, found.end())
    if named is None:
        return str(hour), found[2], None
    zone = _zone(named[1]) if named[1] else timedelta(seconds=_ZONES.get(named[2], 0))
    return str(hour), found[2], zone


_YEAR = re.compile(r"(?:19|20)\d{2}")
_NUMBERS = re.compile(r"(?<!\d)(\d{1,2})\.\s?(\d{1,2})\.\s?((?:19|20)\d{2})(?!\w)")
_CLOCK = re.compile(r"(?<![\d.])(\d{1,2})[:h](\d{2})(?::\d{2})?(?!\d)(?:\s?([ap])\.?m\.?)?", re.I)


_NAMED_ZONE = re.compile(rf"[\s(.,]*(?:(?:GMT|UTC)\s?([+-]\d{{1,2}}(?::?\d\d)?)|({'|'.join(_ZONES)}|GMT|UTC)\b)")
_MONTHS = {name: number for number, names in enumerate(load("months")["names"], 1) for name in names}


@cache
def _day_first() -> re.Pattern[str]:
    day, year = r"(?<!\d)(?P<day>\d{1,2})(?:\.|st|nd|rd|th|er|º)?", r"(?P<year>(?:19|20)\d{2})"
    return re.compile(rf"{day}\s*(?:de |of )?(?P<month>{_names()})\.?,?\s*(?:de |del )?{year}", re.I)


@cache
def _month_first() -> re.Pattern[str]:
    return re.compile(
        rf"(?<!\w)(?P<month>{_names()})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>(?:19|20)\d{{2}})", re.I
    )


def _names() -> str:
    return "|".join(sorted(map(re.escape, _MONTHS), key=len, reverse=True))
