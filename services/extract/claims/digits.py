"""Figures in digits: grouped, mixed with fractions, with their magnitude ("1.2bn", "3 000", "10½", "3/4")."""

from __future__ import annotations

from services.extract.claims.numerals import BIGGEST, LEX, SCALES, Number, after_hyphen, glued
from services.extract.claims.tokens import Token

_GLUED_SCALES = frozenset(LEX["glued"]["scales"].split())
_SIGNS: dict[str, float] = LEX["signs"]
_PLURAL_SCALES = frozenset(("millions", "billions", "trillions"))
_MOST_DIGITS = 30  # longer ones are codes


def read_digits(tokens: list[Token], at: int, end: int, money: bool) -> Number | None:
    token = tokens[at]
    if len(token.text) > _MOST_DIGITS:
        return None
    sign = _SIGNS.get(token.text)
    value = sign if sign is not None else _figure(token.text)
    after = at + 1
    if sign is None and value == int(value):
        value, after = _grouped(tokens, at, end, value)
        part, after = _mixed(tokens, after, end)
        if part is not None:
            value += part
        else:
            fraction = _slashed(tokens, at, end)
            if fraction is not None:
                return fraction
    scale, last = _scale(tokens, after, end, money)
    if value * scale > BIGGEST:
        return None
    return Number(at, last, value * scale, scale, "fraction" if sign is not None and scale == 1 else "cardinal", last == at + 1)


def _figure(text: str) -> float:
    """The value of digits: a comma before one or two last digits is a decimal comma, any other groups thousands."""
    whole, comma, part = text.rpartition(",")
    if comma and len(part) < 3 and "," not in whole:
        return float(f"{whole}.{part}")
    return float(text.replace(",", ""))


def _grouped(tokens: list[Token], at: int, end: int, value: float) -> tuple[float, int]:
    """Digits in groups of three set apart by spaces, "1 500 000"."""
    after = at + 1
    if len(tokens[at].text) > 3 or tokens[at].text.startswith("0"):
        return value, after
    while after < end and after - at < 6:
        group = tokens[after]
        gap = group.start - tokens[after - 1].end
        if group.kind != "number" or gap != 1 or len(group.text) != 3 or not group.text.isdecimal():
            break
        value = value * 1000 + int(group.text)
        after += 1
    return value, after


def _mixed(tokens: list[Token], at: int, end: int) -> tuple[float | None, int]:
    """The fraction of a mixed number: "½" or "1/2" after a whole number."""
    if at >= end or tokens[at].kind != "number":
        return None, at
    sign = _SIGNS.get(tokens[at].text)
    if sign is not None:
        return sign, at + 1
    fraction = _slashed(tokens, at, end)
    if fraction is not None and fraction.value is not None:
        return fraction.value, fraction.last
    return None, at


def _slashed(tokens: list[Token], at: int, end: int) -> Number | None:
    """ "3/4" as a fraction: a proper one with a small denominator; "9/11" and "2024/25" are none."""
    if at + 2 >= end or tokens[at + 1].text not in "/⁄" or not (glued(tokens, at + 1) and glued(tokens, at + 2)):
        return None
    top, bottom = tokens[at].text, tokens[at + 2].text
    if not (top.isdecimal() and bottom.isdecimal()) or len(bottom) > 3:
        return None
    if 0 < int(top) < int(bottom) and (int(bottom) <= 10 or int(bottom) in (12, 16, 32, 64, 100)):
        return Number(at, at + 3, int(top) / int(bottom), kind="fraction")
    return None


def _scale(tokens: list[Token], at: int, end: int, money: bool) -> tuple[float, int]:
    """The magnitudes after a figure ("million", glued "bn", "hundred thousand") and where they end."""
    scale, hops = 1.0, 0
    while at < end and hops < 3:
        word = after_hyphen(tokens, at, end)
        factor = _scale_at(tokens, word, end, money, first=hops == 0, hyphen=word != at)
        if factor is None:
            break
        scale *= factor
        at = word + 1
        hops += 1
    return scale, at


def _scale_at(tokens: list[Token], at: int, end: int, money: bool, *, first: bool, hyphen: bool) -> float | None:
    if at >= end or tokens[at].kind != "word":
        return None
    token = tokens[at]
    factor = SCALES.get(token.lower[:-1] if token.lower in _PLURAL_SCALES else token.lower)
    if factor is None or token.lower not in _GLUED_SCALES:
        return 12.0 if factor is None and token.lower == "dozen" and first else factor
    if not first or hyphen or not (glued(tokens, at) or money):
        return None
    if money or token.text in ("k", "K"):
        return factor
    if token.text == "b" and "." in tokens[at - 1].text:
        return factor
    return factor if token.lower in ("m", "b") and _counts_things(tokens, at + 1, end) else None


def _counts_things(tokens: list[Token], at: int, end: int) -> bool:
    """Whether "3m" before `at` is three million of something: a plain plural noun follows ("3m people")."""
    for word in tokens[at : min(end, at + 3)]:
        if (
            word.kind != "word"
            or not word.text[0].islower()
            or word.lower in ("high", "tall", "long", "deep", "wide", "above", "from", "of")
        ):
            return False
        if word.lower.endswith("s") or word.lower in ("people", "men", "women", "children"):
            return True
    return False
