"""Whose jobs, sales or plants a figure counts: the company that the nearest words name, else the one the article is about."""

from __future__ import annotations

import re
from functools import cache

from services.store.bodies import words
from services.store.names import names_in
from services.store.spots import Spot

SEVERAL = "several"  # a sum over companies
_NAMED = re.compile(r"[A-Z][\w-]+")
_OF = re.compile(r"(?:\s+[a-z]+){0,2}\s+(?:of|at|by|from)\s+(?:the\s+)?(?:[a-z]+\s+){0,2}([A-Z][\w-]+)")


def company_of(spot: Spot) -> str:
    """The key of the company whose figure this is; `SEVERAL` for a sum over companies, "" where none is known."""
    if not spot.about.companies:
        return ""
    return _company_behind(spot) or _company_before(spot) or _company_of_paragraph(spot) or _own_company(spot)


def _company_behind(spot: Spot) -> str:
    """ "1,200 jobs at Norvik"."""
    behind = _OF.match(spot.sentence.text, spot.stop)
    return _company(behind[1], spot) if behind else ""


def _company_before(spot: Spot) -> str:
    """The last company named before the figure that does not itself speak, unless it speaks of itself."""
    sentence = spot.sentence.text
    clause = max(sentence.rfind(";", 0, spot.start), 0)
    told = [(m.end(), key) for m in _NAMED.finditer(sentence, clause, spot.start) if (key := _company(m[0], spot))]
    others = [key for _, key in told if key not in spot.speakers]
    if not others and _several().search(sentence, clause):
        return SEVERAL
    if told and re.search(r"\bits?\b", sentence[told[-1][0] : spot.start]):
        return told[-1][1]  # "Kelling said it stood by its 2,400"
    return others[-1] if others else told[-1][1] if told else ""


def _company_of_paragraph(spot: Spot) -> str:
    paragraph = spot.before[spot.before.rfind("\n") + 1 :]
    return next((key for m in _NAMED.finditer(paragraph) if (key := _company(m[0], spot))), "")


def _own_company(spot: Spot) -> str:
    return spot.about.leader if spot.about.leader in spot.about.companies else ""


def _company(word: str, spot: Spot) -> str:
    key = next(iter(names_in(word)), "")
    return key if key in spot.about.companies else ""


@cache
def _several() -> re.Pattern[str]:
    return re.compile(rf"\b{words('several_companies')}\b", re.IGNORECASE)
