"""Which time a figure speaks of, where it is not that of its article."""

from __future__ import annotations

import re
from datetime import datetime

_YEAR = re.compile(r"\b(?:in|of|during|from|for) (?:the )?(?:[a-z]+ ){0,2}((?:19|20)\d\d)\b", re.I)
_YEARS_AGO = re.compile(
    r"\b(?P<one>last year(?!['’]s (?!\d))|a year (?:ago|earlier|before))\b"
    r"|\b(?P<n>two|three|four|five|six|seven|eight|ten) years (?:ago|earlier|before)\b"
    r"|\b(?P<last>last time|(?:at |in )?the (?:last|previous|preceding) (?:[a-z]+ )?"
    r"(?:election|vote|poll|war|flood|floods|quake))\b",
    re.I,
)
_NUMBERED = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "ten": 10}
ANOTHER_NUMBER = re.compile(r"(?<![\w.,])\d[\d.,]*(?!\d|st\b|nd\b|rd\b|th\b)")


def period(sentence: str, start: int, stop: int, published: datetime | None, *, accounts: bool = False) -> str:
    """The year that a figure speaks of where it is not that of the article ("in the floods of 2019", "four years ago").

    A year behind another number belongs to that one: "27.9%, down from 31.4% in 2023".
    """
    if not published:
        return ""
    if accounts and (part := _part_of_year(sentence, start)):
        return part
    for match in _YEAR.finditer(sentence):
        since = re.search(r"\bsince\b", sentence[: match.start()][-12:])
        if int(match[1]) < published.year and not since and _belongs(sentence, match.span(), start, stop):
            return match[1]
    for match in _YEARS_AGO.finditer(sentence):
        told = re.search(r"\b(?:announced|unveiled|presented|planned|agreed|launched) $", sentence[: match.start()])
        if not told and _belongs(sentence, match.span(), start, stop):
            if match["last"]:
                return "before"
            return str(published.year - (1 if match["one"] else _NUMBERED[match["n"].lower()]))
    return ""


_PART_OF_YEAR = re.compile(
    r"\b(?:first|second|third|fourth|last|current|latest) (?:quarter|half)\b"
    r"|\b(?:quarter|half-year|full[- ]year|financial year|fiscal year)\b|\b(?:three|six|nine) months\b",
    re.I,
)


def _part_of_year(sentence: str, at: int) -> str:
    """The quarter, half or year that an account nearest to a position is of; "" where none is told."""
    found = sorted((abs(m.start() - at), m[0].lower()) for m in _PART_OF_YEAR.finditer(sentence))
    return found[0][1].replace("-", " ") if found else ""


def _belongs(sentence: str, time: tuple[int, int], start: int, stop: int) -> bool:
    """Whether words of time speak of the figure from `start` to `stop`: no other number stands between.

    Words of time that open the sentence speak of all in it.
    """
    if time[0] >= stop:
        return not ANOTHER_NUMBER.search(without_years(sentence[stop : time[0]]))
    if time[0] < 4:
        return True
    between = sentence[time[1] : start]
    behind = sentence[: time[0]]
    return not ANOTHER_NUMBER.search(without_years(between)) and not _close_behind_a_number(behind)


def _close_behind_a_number(words: str) -> bool:
    """Whether words end on a number and at most three words more, which the time that follows then belongs to."""
    return bool(ANOTHER_NUMBER.search(without_years(" ".join(words.split()[-4:]))))


def without_years(words: str) -> str:
    return re.sub(r"\b(?:19|20)\d\d\b", "", words)
