"""Countries under their names, demonyms and seats of government ("DPRK", "North Korean", "Pyongyang")."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from anyascii import anyascii

from services.store.lexicons import load


def fold(text: str) -> str:
    """Text without case, accents, dots, possessives and other marks, words parted by one space: the form for look-ups."""
    return _fold_short(text) if len(text) <= 80 else _fold(text)


@lru_cache(maxsize=10_000)
def _fold_short(text: str) -> str:
    return _fold(text)


def _fold(text: str) -> str:
    plain = anyascii(text).lower().replace("`", "'")
    plain = re.sub(r"'s\b|(?<=s)'(?=\s|$)", "", plain).replace(".", "").replace("'", "")
    return " ".join(re.sub(r"[^a-z0-9&%$]+", " ", plain).split())


@cache
def _names() -> tuple[dict[str, str], dict[str, str]]:
    """Folded name or demonym to code, and folded seat of government to code."""
    names: dict[str, str] = {}
    seats: dict[str, str] = {}
    for code, words in load("countries").items():
        named, _, seated = words.partition(";")
        names |= {fold(w): code for w in named.split(",")}
        seats |= {fold(w): code for w in seated.split(",") if w.strip()}
    return names, seats


@lru_cache(maxsize=10_000)
def country(words: str, *, seats: bool = False) -> str | None:
    """The ISO code of a country named or described by `words` as a whole; with `seats` also by its seat of government."""
    names, capitals = _names()
    folded = re.sub(r"^the ", "", fold(words))
    if folded == "us" and words.strip() == "us":
        return None  # the pronoun
    if folded.startswith("new "):
        return names.get(folded)  # New Mexico, New England
    return names.get(folded) or (capitals.get(folded) if seats else None)


_NEW = re.compile(r"\bNew (?:Mexico|England|Jersey)\b")  # states whose second word is a country


@cache
def _pattern() -> re.Pattern[str]:
    names, _ = _names()
    ordered = sorted((n for n in names if n != "us"), key=lambda n: (-len(n), n))
    return re.compile(r"\b(?:" + "|".join(re.escape(n) + "s?" for n in ordered) + r")\b")


def countries_in(words: str) -> tuple[str, ...]:
    """The codes of all countries named in `words`, in order, each once; seats of government are cities here."""
    text = fold(_NEW.sub(" ", re.sub(r"\bU\.?S\.?(?=\W|$)", "United States", words)))
    names, _ = _names()
    found = [names.get(m[0]) or names[m[0].removesuffix("s")] for m in _pattern().finditer(text)]
    return tuple(dict.fromkeys(found))


def without_countries(words: str) -> str:
    """`words`, folded, without the names of countries."""
    return " ".join(_pattern().sub(" ", fold(re.sub(r"\bU\.?S\.?(?=\W|$)", "United States", words))).split())
