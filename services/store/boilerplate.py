"""Lines of a page that are no part of its substance: date lines, counters, prompts, credits, lists of links."""

from __future__ import annotations

import re
from collections.abc import Sequence

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*+"
_STAMP = (
    rf"(?:\d{{1,4}}+|{_MONTH}|mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|satur|sat|sun|day|at|on|by|e[sd]?t|p[sd]?t|gmt|utc|bst|cest|cet|ist"
    r"|am|pm|a\.m|p\.m|ago|hours?|minutes?|mins?|hrs?|just|now|yesterday|today|th|st|nd|rd|of|local|time|[\s:,.|/·•()+–—-])"
)
# Possessive quantifiers (++, *+) keep the match linear on hostile lines.
_DATE_LINE = re.compile(
    rf"(?:(?:first |last |originally )?(?:published|updated|modified|posted|created|edited)\b\W*+)?{_STAMP}*+", re.I
)
_COUNTER = re.compile(
    r"[\d,.]+[km]?\s*(?:comments?|views?|shares?|likes?|reads?|reactions?|replies|min(?:ute)?s?(?: to)? read)"
    r"|[\d,.]+[km]?\s*(?:people (?:are )?(?:reading|watching).*)"
    r"|\d+[- ]min(?:ute)?s?[- ]read|(?:reading time|estimated read)\b.*",
    re.I,
)
_PROMPT = re.compile(
    r"(?:share|tweet|print|email|save|copy link|comment|leave a comment|join the (?:conversation|discussion)|follow us"
    r"|subscribe|sign up|listen|advertisement|ad|sponsored|photo|image|picture|getty)\b[^.!?]{0,80}",
    re.I,
)
_LINK = re.compile(
    r"(?:read (?:more|also|next)|also read|see also|related|more on this|watch|more from|recommended|don['’]t miss)\s*[:—|-].*",
    re.I,
)
_RIGHTS = re.compile(r"(?:©|\(c\)|copyright\b|all rights reserved).{0,120}|(?:https?://|www\.)\S+", re.I)
_BYLINE = re.compile(r"[Bb][Yy] [A-Z][\w.'’-]*(?: (?:and )?[A-Z][\w.'’-]*){1,5}")
_LINKS_HEADING = re.compile(
    r"(?:related(?: (?:stories|articles|links|topics|news|coverage|content))?"
    r"|read more|more (?:on this(?: story)?|stories|news|from .{1,40}|like this)"
    r"|most (?:read|popular|viewed)|recommended(?: .{1,30})?|you (?:may|might) also like|see also|trending(?: now)?"
    r"|latest(?: (?:news|stories))?|topics|tags|top stories|editor['’]?s picks|around the web|what to read next|comments)\W*",
    re.I,
)


def is_boilerplate(line: str) -> bool:
    """Whether a line as a whole is boilerplate. A full sentence never is, even one that opens like a prompt."""
    patterns = (_DATE_LINE, _COUNTER, _PROMPT, _LINK, _RIGHTS, _BYLINE)
    return any(pattern.fullmatch(line) for pattern in patterns)


def is_date_line(line: str) -> bool:
    """Whether a line only says when the page was published or updated."""
    return bool(_DATE_LINE.fullmatch(line.strip()))


def links_start(lines: Sequence[str]) -> int:
    """Where a closing list of links begins: a heading such as "Related stories" with no full sentence after it."""
    for i, line in enumerate(lines):
        if _LINKS_HEADING.fullmatch(line) and not any(re.search(r"[.!?][\"')]?$", later) for later in lines[i + 1 :]):
            return i
    return len(lines)
