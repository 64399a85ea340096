"""Shares in words ("a third", "three quarters") and numbers told as parts of a scale ("half a million")."""

from __future__ import annotations

from services.extract.claims.numerals import ARTICLES, FRACTIONS, LEX, Number, after_hyphen, glued, lower_at, word_scale
from services.extract.claims.tokens import Token

_NOT_NOUN = frozenset(LEX["after_share"]["words"].split())


def is_share(tokens: list[Token], bottom: int, end: int, value: float) -> bool:
    """Whether an ordinal-like word after a number is its denominator: "two thirds", "one fifth of", not "one third party"."""
    name = tokens[bottom].lower
    if name == "quarters":
        return value == 3  # "two quarters" are half a year
    if name.endswith("s") or name in ("half",):
        return True
    return value == 1 and (glued(tokens, bottom) or not _noun_follows(tokens, bottom + 1, end))


def _noun_follows(tokens: list[Token], at: int, end: int) -> bool:
    return at < end and tokens[at].kind == "word" and tokens[at].lower not in _NOT_NOUN


def read_share(tokens: list[Token], at: int, end: int, top: float, *, first: int | None = None) -> Number | None:
    """A share ("a third", "three quarters") or, before a scale, a number ("half a million", "three quarters of a billion")."""
    start = at if first is None else first
    value = top / FRACTIONS[tokens[at].lower]
    scaled = _scaled(tokens, at + 1, end)
    if scaled:
        return Number(start, scaled[1], value * scaled[0], scaled[0])
    if first is None and not is_share(tokens, at, end, top):
        return None
    return Number(start, at + 1, value, kind="fraction")


def _scaled(tokens: list[Token], at: int, end: int) -> tuple[float, int] | None:
    """The scale that a fraction is of: "a million", "of a billion", "million", "-million", "a dozen"."""
    at = after_hyphen(tokens, at, end)
    if lower_at(tokens, at, end) == "of":
        at += 1
    if lower_at(tokens, at, end) in ARTICLES:
        at += 1
    scale, last = word_scale(tokens, at, end)
    if scale > 1 and not (at < end and tokens[at - 1].lower == "of"):
        return scale, last
    return None


def read_bare_share(tokens: list[Token], at: int, end: int) -> Number | None:
    """ "half", "half a million", "quarter of a million"; a bare "third" or "quarter" is an ordinal or a period, no number."""
    if tokens[at].lower not in ("half", "quarter"):
        return None
    scaled = _scaled(tokens, at + 1, end)
    if scaled:
        return Number(at, scaled[1], scaled[0] / FRACTIONS[tokens[at].lower], scaled[0])
    return Number(at, at + 1, 0.5, kind="fraction") if tokens[at].lower == "half" else None
