"""News agencies: who is credited for a text that many outlets carry."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from services.extract.article.lexicon import load
from services.extract.article.tree import plain

# The longest place and day before "(Reuters) -", the longest closing line that is a credit.
_PLACE = 60
_CREDIT = 100


def agency_named(name: str) -> str | None:
    """The canonical name of the news agency that a byline entry names."""
    return _spellings().get(plain(name).strip(" .()[]"))


def dateline(text: str) -> str | None:
    """The agency in an opening such as "KYIV, March 4 (Reuters) - Rescuers ...": its canonical name."""
    return _found(_patterns()[0].match(text[: _PLACE + 60]))


def credit(text: str) -> str | None:
    """The agency that a closing line credits: "Source: AFP", "(dpa/lno)" after the last sentence, "© 2026 Reuters"."""
    if len(text) <= _CREDIT:
        found = _found(_patterns()[1].fullmatch(text.strip()))
        if found:
            return found
    return _found(_patterns()[2].search(text[-40:]))


def credited(opening: Sequence[str], closing: Sequence[str]) -> tuple[str, str] | None:
    """The agency and where it is named ("dateline", "credit"), from the first and the last lines of a text."""
    found = next((agency for text in opening if (agency := dateline(text))), None)
    if found:
        return found, "dateline"
    found = next((agency for text in closing if (agency := credit(text))), None)
    return (found, "credit") if found else None


def _found(match: re.Match[str] | None) -> str | None:
    return _spellings().get(match["agency"]) or _folded().get(match["agency"].casefold()) if match else None


@cache
def _spellings() -> dict[str, str]:
    return {spelling: canonical for canonical, spellings in load("wires")["names"].items() for spelling in spellings}


@cache
def _folded() -> dict[str, str]:
    """Spellings of three letters and more in lower case: "(apa)" in brackets is the agency, "(ap)" may be a person."""
    return {spelling.casefold(): name for spelling, name in _spellings().items() if len(spelling) > 2}


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """A dateline, a line that is nothing but a credit, and initials in brackets at the end of a text."""
    names = "|".join(sorted(map(re.escape, _spellings()), key=len, reverse=True))
    bracketed = "|".join(sorted(map(re.escape, {*_spellings(), *_folded()}), key=len, reverse=True))
    more = r"(?:\s*[/,&+]\s*\w[\w-]{0,14}){0,3}"  # other agencies and the desk: "dpa/lno", "AFP, Reuters"
    cues = "|".join(load("wires")["credits"])
    return (
        re.compile(rf"(?=[A-Z\u00c0-\u024f\u0400-\u042f(])[^()!?\n]{{0,{_PLACE}}}\((?P<agency>{bracketed}){more}\)\s*[-–—:]"),
        re.compile(
            rf"(?:[(\[—–-]\s*)?(?:(?:{cues})[:\s]+)?(?:©|\([Cc]\)|[Cc]opyright)?\s*(?:\d{{4}}\s+)?(?P<agency>{names}){more}[)\].]*"
        ),
        re.compile(rf"[.!?…\"”“»’)]\s*[(\[](?P<agency>{bracketed}){more}[)\]]\.?$"),
    )
