"""Units and currencies before and after a number, from their lexicons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from services.extract.claims.numerals import after_hyphen, glued
from services.extract.claims.tokens import Token, tokenize
from services.extract.lexicons import load

UnitKind = Literal["share", "time", "measure", "money"]

_LONGEST = 4  # tokens in the longest unit name


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: its symbol ("percent", "km", "USD", ...), its kind, and the factor that brings a figure to it (cents: 0.01)."""

    symbol: str
    kind: UnitKind
    factor: float = 1.0


@dataclass(frozen=True, slots=True)
class UnitAt:
    """A unit found after a number; `last` is the token after it, `hyphen` tells "5-km" from "5 km"."""

    unit: Unit
    last: int
    hyphen: bool = False


def _key(name: str) -> str:
    """A unit's name as its tokens joined by single spaces."""
    return " ".join(token.lower for token in tokenize(name))


def _tables() -> tuple[dict[str, Unit], dict[str, Unit], dict[str, Unit]]:
    words: dict[str, Unit] = {}
    close: dict[str, Unit] = {}
    signs: dict[str, Unit] = {}
    for entry in load("units")["unit"]:
        unit = Unit(entry["symbol"], entry["kind"])
        words.update((_key(name), unit) for name in entry["words"])
        close.update((name, unit) for name in entry.get("glued", ()))
        signs.update((name, unit) for name in entry.get("signs", ()))
    money = load("currencies")
    words.update((_key(name), Unit(code, "money")) for name, code in money["words"].items())
    words.update((code.lower(), Unit(code, "money")) for code in money["codes"]["codes"].split())
    for name, code in money["minor"].items():
        (close if len(name) == 1 else words)[name] = close.get(name, Unit(code or "cent", "money", 0.01))
    return words, close, signs


_WORDS, _GLUED, _SIGNS = _tables()
_FIRST = frozenset(name.split(" ", 1)[0] for name in _WORDS)
CURRENCY_SIGNS: dict[str, str] = {
    **load("currencies")["signs"],
    **{code: code for code in load("currencies")["codes"]["codes"].split()},
}


def currency_before(token: Token) -> str | None:
    """The ISO code of a currency sign or code that stands before a figure."""
    return CURRENCY_SIGNS.get(token.text) if token.kind == "currency" else None


def unit_after(tokens: list[Token], at: int, end: int) -> UnitAt | None:
    """The unit that starts at `at`, directly after a number: longest name first."""
    word = after_hyphen(tokens, at, end)
    if word >= end:
        return None
    hyphen = word != at
    close = glued(tokens, word)
    if close or hyphen:
        found = _SIGNS.get(tokens[word].text) or (None if hyphen else _GLUED.get(tokens[word].text))
        if found and not (tokens[word].text in '"”' and _opens_quote(tokens, word, end)) and not _longer(tokens, word, end):
            return UnitAt(found, word + 1, hyphen)
    elif tokens[word].text in _SIGNS and not _longer(tokens, word, end):
        return UnitAt(_SIGNS[tokens[word].text], word + 1, hyphen)
    return _named(tokens, word, end, hyphen)


def _opens_quote(tokens: list[Token], at: int, end: int) -> bool:
    """Whether a quotation mark glued to a figure is a quotation mark after all: inches stand only before "x" or a dash."""
    return not (at + 1 < end and tokens[at + 1].text in ("x", "X", "×", "-"))


def _longer(tokens: list[Token], at: int, end: int) -> bool:
    """Whether a sign is only the beginning of a longer unit ("m/s", "m²")."""
    return at + 1 < end and glued(tokens, at + 1) and tokens[at + 1].text in ("/", "²", "³", "2", "3")


_DEMONYMS = ("ian", "ese", "ish", "an", "ic")


def _named(tokens: list[Token], at: int, end: int, hyphen: bool) -> UnitAt | None:
    if at + 1 < end and tokens[at].text[:1].isupper() and tokens[at].lower.endswith(_DEMONYMS):
        money = _WORDS.get(tokens[at + 1].lower)
        if money is not None and money.kind == "money" and tokens[at].lower not in _FIRST:
            return UnitAt(money, at + 2, hyphen)  # "500 Malaysian ringgit"
    if tokens[at].lower not in _FIRST:
        return None
    names = [token.lower for token in tokens[at : min(end, at + _LONGEST)]]
    for size in range(len(names), 0, -1):
        unit = _WORDS.get(" ".join(names[:size]))
        if unit is not None:
            return UnitAt(unit, at + size, hyphen)
    return None
