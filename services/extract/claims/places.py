"""Place names of a text with their country, from a gazetteer of countries, regions and larger cities."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from services.extract import lexicons
from services.extract.claims.text import Document
from services.extract.claims.tokens import Token
from shared.claims import PlaceMention

_GAZETTEER = Path(lexicons.__file__).parent / "gazetteer.json"
_LONGEST = 5  # tokens in the longest name


@dataclass(frozen=True, slots=True)
class _Names:
    """Names as token texts joined by blanks, to their country ("" for wide regions); `sure` names need no context."""

    country: dict[str, str]
    sure: frozenset[str]
    first: frozenset[str]
    before: frozenset[str]
    after: frozenset[str]
    homonyms: frozenset[str]
    persons: frozenset[str]


def _split(names: str) -> list[str]:
    return [" ".join(name.split()) for name in names.replace("\n", "").split("|") if name.strip()]


def _key(name: str) -> str:
    """A name as its tokens would be joined: dotted and apostrophed names come apart as the tokeniser splits them."""
    return name.replace("'s", " 's").replace("’", "'")


@cache
def _names() -> _Names:
    data = json.loads(_GAZETTEER.read_text(encoding="utf-8"))
    own = lexicons.load("places")
    cities = {_key(name): country for country, names in data["cities"].items() for name in names.split("|")}
    regions = {_key(name): country for country, names in own["regions"].items() for name in _split(names)}
    countries = {_key(name): code for name, code in data["countries"].items()}
    countries.update((_key(name), code) for code, names in own["countries"].items() for name in _split(names))
    wide = dict.fromkeys(map(_key, _split(own["wide"]["names"])), "")
    country = {**cities, **regions, **countries, **wide}
    context = own["context"]
    homonyms = frozenset(name.replace("_", " ") for name in context["homonyms"].split())
    sure = frozenset({*regions, *countries, *wide}) - homonyms
    first = frozenset(name.split(" ", 1)[0] for name in country)
    words = {key: frozenset(context[key].split()) for key in ("before", "after", "persons")}
    return _Names(country, sure, first, words["before"], words["after"], homonyms, words["persons"])


def find_places(document: Document, local: frozenset[str] = frozenset()) -> list[PlaceMention]:
    """The place names of the document in text order; `country` is an ISO 3166-1 alpha-2 code or null where it is not known.

    `local` are names that the article uses as places (`localities`); elsewhere the gazetteer decides.
    """
    names, tokens = _names(), document.tokens
    first = names.first | {name.split(" ", 1)[0] for name in local}
    found: list[PlaceMention] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.kind == "word" and token.text in first:
            match = _longest(names, tokens, at, local)
            if match is not None and (match[0] in local or _is_place(names, tokens, at, match[1], match[0])):
                start, end = token.start, tokens[match[1] - 1].end
                country = _country(names, tokens, match)
                found.append(PlaceMention(text=document.text[start:end], start=start, end=end, country=country))
                at = match[1]
                continue
        at += 1
    return found


def _country(names: _Names, tokens: list[Token], match: tuple[str, int]) -> str | None:
    """The country of a name; of a region right behind a comma where one follows: "Birmingham, Alabama"."""
    name, last = match
    if name not in names.country:
        return None
    if name not in names.sure and _before_its_country(names, tokens, last):
        return names.country[tokens[last + 1].text] or None
    return names.country[name] or None


def _longest(names: _Names, tokens: list[Token], at: int, local: frozenset[str]) -> tuple[str, int] | None:
    words = [token.text for token in tokens[at : at + _LONGEST]]
    for size in range(len(words), 0, -1):
        name = " ".join(words[:size])
        if name in names.country or name in local:
            return name, at + size
    return None


def _is_place(names: _Names, tokens: list[Token], first: int, last: int, name: str) -> bool:
    """Whether the name stands for a place here, and is no part of a person's or company's name."""
    before = tokens[first - 1] if first else None
    after = tokens[last] if last < len(tokens) else None
    if _in_other_name(names, before, after, name):
        return False
    if name in names.sure:
        return True
    if name in names.homonyms:
        return before is not None and before.lower in _CLOSE
    prepared = before is not None and before.lower in names.before
    followed = after is not None and (after.lower in names.after or after.kind == "clitic")
    return prepared or followed or last - first > 1 or _before_its_country(names, tokens, last)


_CLOSE = frozenset(("in", "at", "from", "near", "outside", "around"))


def _in_other_name(names: _Names, before: Token | None, after: Token | None, name: str) -> bool:
    """Whether capitalised neighbours make the name part of a person's or a company's."""
    if before is not None and before.tag == "NNP" and before.lower not in names.before and before.text not in names.country:
        return True
    named = after is not None and after.tag == "NNP" and after.text[:1].isupper() and after.lower not in names.after
    return named and (name not in names.sure or name in names.persons)


def _before_its_country(names: _Names, tokens: list[Token], last: int) -> bool:
    """Whether a comma and a sure place follow: "Pocatello, Idaho"."""
    return last + 1 < len(tokens) and tokens[last].text == "," and tokens[last + 1].text in names.sure
