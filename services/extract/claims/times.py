"""Time expressions of a text, resolved against the publication date to TimeML-like values.

Values: "2024-12-05", "2024-12", "2024", "2025-Q1", "2025-H2", "2025-W03", "199X" (a decade), "P4Y" (a span up to now); None
where the text leaves the time open or no publication date is known. After TimeML's TIMEX3 (Pustejovsky et al. 2003), much
reduced.
"""

from __future__ import annotations

import re
from datetime import datetime

from services.extract.claims.text import Document
from services.extract.claims.time_values import MONTHS, NUMBERS, READERS, SEASONS, WEEKDAYS
from shared.claims import TimeMention


def _any(words: dict[str, int] | dict[str, str]) -> str:
    return "|".join(sorted((word.capitalize() for word in words), key=len, reverse=True))


_FULL = "|".join(month.capitalize() for month in MONTHS if len(month) > 4 or month in ("may", "june", "july"))
_MONTH = rf"(?:{_FULL}|(?:{_any(MONTHS)})\.?)"
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
    rf"(?P<name>{_MONTH}|{_any(WEEKDAYS)}|{'|'.join(SEASONS)}))\b"
    rf"|(?P<weekday>\b(?:{_any(WEEKDAYS)})(?: (?:morning|afternoon|evening|night))?\b)"
    r"|(?P<word>\b(?:[Tt]oday|[Yy]esterday|[Tt]omorrow|[Tt]onight|[Ss]o far this year"
    r"|[Tt]his (?:year|month|week|morning|quarter|season)"
    r"|[Ss]o far|[Tt]o date|overnight)\b)"
    rf"|(?P<years>\b(?P<year6>{_YEAR})(?:-| and | to |–|/)(?P<year7>(?:{_YEAR})|[0-9]{{2}})\b(?! ?(?:per|%)))"
    rf"|(?P<decade>\b(?P<ten>{_YEAR})s\b)"
    rf"|(?P<season>\b(?P<time>{'|'.join(SEASONS)}) (?:of )?(?P<year8>{_YEAR})\b)"
    rf"|(?P<month>(?<=[Ii]n )(?P<month4>{_MONTH})|(?<=[Ss]ince )(?P<month5>{_MONTH})|(?<=[Bb]y )(?P<month6>{_MONTH})"
    rf"|(?<=until )(?P<month7>{_MONTH})|(?<=from )(?P<month8>{_MONTH})|\b(?P<month9>{_MONTH})(?=['’]s\b))"
    rf"|(?P<year>(?<![\w$£€R.,-])(?P<year9>{_YEAR})(?![\w%,.-]*[0-9%]))"
)

# Words that a time expression starts with; the pattern is tried at these and at digits only.
_TRIGGERS = frozenset(
    {
        *MONTHS,
        *WEEKDAYS,
        *NUMBERS,
        *SEASONS,
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
        kind = match.lastgroup if match.lastgroup in READERS else _kind(match)
        value = READERS[kind](match, today)
        if kind == "year" and not _is_year(document.text, match):
            continue
        found.append(TimeMention(text=match.group(), start=match.start(), end=match.end(), value=value))
        at = match.end()
    return found


def _kind(match: re.Match[str]) -> str:
    return next(name for name in READERS if match.group(name) is not None)


_BEFORE_YEAR = re.compile(
    r"(?:\b(?:in|since|by|from|until|till|before|after|during|of|early|late|mid|to|through|the|for|and|than|between|around|on|a|its|our|their"
    r"|summer|winter|spring|autumn|fall)\s|[(“‘\"]|^)$",
    re.IGNORECASE,
)


def _is_year(text: str, match: re.Match[str]) -> bool:
    """Whether four bare digits are a year: after a word that years stand after."""
    return _BEFORE_YEAR.search(text[max(0, match.start() - 9) : match.start()]) is not None
