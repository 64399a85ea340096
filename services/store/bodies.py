"""Which names of an article are nations and which are companies, by what the article says they have and do."""

from __future__ import annotations

import re
from functools import cache

from services.store.lexicons import load
from services.store.names import names_in

_NAME = r"\b([A-Z][\w-]+)"
_OWNER = rf"{_NAME}['’]s (?:own )?(?:[a-z]+ ){{0,2}}"


def words(name: str) -> str:
    """The alternatives of a list of the lexicon `bodies` as one regular expression."""
    return f"(?:{'|'.join(load('bodies')[name])})"


@cache
def _of_nations() -> tuple[re.Pattern[str], ...]:
    side = "(?:own |eastern |western |northern |southern )?"
    return (
        re.compile(rf"{_NAME}(?:['’]s)? {side}(?i:{words('nation_has')})\b"),
        re.compile(rf"{_OWNER}(?i:{words('nation_owns')})"),
        re.compile(rf"\b{words('of_nation')}(?: of)? ([A-Z][\w-]+)\b(?! [A-Z])"),
        re.compile(r"\bwar between [A-Z][\w-]+ and ([A-Z][\w-]+)\b"),
    )


@cache
def _of_companies() -> tuple[re.Pattern[str], ...]:
    second = r"(?: [A-Z][\w-]+)?"
    return (
        re.compile(rf"\b(?i:{words('company_kinds')}) ([A-Z][\w-]+)\b"),
        re.compile(rf"{_NAME}{second} {words('company_forms')}\b"),
        re.compile(rf"{_NAME}{second},?(?: [a-z]+,)? {words('company_does')}\b"),
        re.compile(rf"{_OWNER}{words('company_has')}\b"),
    )


def nations(text: str) -> frozenset[str]:
    """The names of a text that have an army or a foreign minister, or are at war, by their keys; codes of countries, too."""
    return frozenset(nation_key(key) for form in _of_nations() for m in form.finditer(text) for key in names_in(m[1])[:1])


def nation_key(key: str) -> str:
    """The key of a nation from that of its people: "velenese" is of "velen"."""
    return re.sub(r"(?:ese|ish)$", "", key)


def companies(text: str) -> frozenset[str]:
    """The names of a text that are called companies, or that do and have what companies do and have, by their keys."""
    found = (key for form in _of_companies() for m in form.finditer(text) for key in names_in(m[1])[:1])
    return frozenset(key for key in found if not key.isupper())
