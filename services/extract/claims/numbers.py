"""Numbers as news prose writes them: digits, words, magnitudes, fractions and vague plurals.

Every reader takes the tokens and a position, and answers with what starts exactly there, or None.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from services.extract.claims.tokens import Token
from services.extract.lexicons import load
from shared.claims import Comparator

NumberKind = Literal["cardinal", "fraction", "vague"]

_LEX = load("numbers")
CARDINALS: dict[str, int] = {**_LEX["cardinals"], **_LEX["tens"]}
_TENS: dict[str, int] = _LEX["tens"]
SCALES: dict[str, float] = _LEX["scales"]
_WORD_SCALES = frozenset(
    ("hundred", "thousand", "million", "billion", "trillion", "quadrillion", "lakh", "lakhs", "crore", "crores")
)
_GLUED_SCALES = frozenset(_LEX["glued"]["scales"].split())
FRACTIONS: dict[str, int] = _LEX["fractions"]
_SIGNS: dict[str, float] = _LEX["signs"]
_PLURALS = frozenset(_LEX["vague"]["plurals"].split())
_QUANTIFIERS = frozenset(_LEX["vague"]["quantifiers"].split())
_ALONE = frozenset(_LEX["vague"]["alone"].split())
_VAGUE_NOUNS = frozenset(_LEX["vague"]["nouns"].split())
_ARTICLES = frozenset(("a", "an"))
_GROUP_GAPS = frozenset((" ", " ", " ", " "))
_NOT_NOUN = frozenset(_LEX["after_share"]["words"].split())
_MOST_DIGITS = 30  # longer ones are codes
_BIGGEST = 1e30

# Every word a number can start with.
STARTERS = frozenset(
    {*CARDINALS, *FRACTIONS, *_PLURALS, *_QUANTIFIERS, *_ALONE, *_WORD_SCALES, "dozen", "a", "an"} - {"some", "countless"}
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number at tokens `[first:last]`. `value` is None when vague; `scale` is the magnitude written with it (1 without).

    `digits` tells a figure in digits without any word; `share` marks "a third", "one in five" as shares of a whole.
    """

    first: int
    last: int
    value: float | None
    scale: float = 1.0
    kind: NumberKind = "cardinal"
    digits: bool = False
    comparator: Comparator = "="


def read_number(tokens: list[Token], at: int, end: int, *, money: bool = False) -> Number | None:
    """The number that starts at `at`, reading no further than `end`. `money`: a currency sign stands before it."""
    token = tokens[at]
    if token.kind == "number":
        return _digits(tokens, at, end, money)
    return _in_words(tokens, at, end) if token.kind == "word" and token.lower in STARTERS else None


def _in_words(tokens: list[Token], at: int, end: int) -> Number | None:
    lower = tokens[at].lower
    if lower in _ARTICLES:
        return _after_article(tokens, at, end)
    if lower in FRACTIONS:
        return _bare_fraction(tokens, at, end)
    if lower in CARDINALS or lower in _WORD_SCALES:
        return _words(tokens, at, end)
    return _vague(tokens, at, end) or _dozen(tokens, at, end)


def lower_at(tokens: list[Token], at: int, end: int) -> str:
    """The folded word at `at`, "" beyond the end."""
    return tokens[at].lower if 0 <= at < end else ""


def glued(tokens: list[Token], at: int) -> bool:
    """Whether token `at` follows the one before it without a gap."""
    return 0 < at < len(tokens) and tokens[at - 1].end == tokens[at].start


def after_hyphen(tokens: list[Token], at: int, end: int) -> int:
    """The position after a hyphen glued on both sides at `at` ("-" in "5-km"), else `at`."""
    if at + 1 < end and tokens[at].text in "-‑" and glued(tokens, at) and glued(tokens, at + 1):
        return at + 1
    return at


def _digits(tokens: list[Token], at: int, end: int, money: bool) -> Number | None:
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
    if value * scale > _BIGGEST:
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
        if group.kind != "number" or gap != 1 or len(group.text) != 3 or not group.text.isdigit():
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
    if not (top.isdigit() and bottom.isdigit()) or len(bottom) > 3:
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
    factor = SCALES.get(token.lower)
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


def _after_article(tokens: list[Token], at: int, end: int) -> Number | None:
    """What "a" or "an" opens: "a hundred", "a dozen", "a third", "a couple of hundred", "a million and a half"."""
    word = lower_at(tokens, at + 1, end)
    found: Number | None = None
    if word in _WORD_SCALES:
        found = _words(tokens, at + 1, end)
    elif word == "dozen":
        found = Number(at, at + 2, 12.0)
    elif word in FRACTIONS:
        found = _fraction_of(tokens, at + 1, end, 1)
    elif word == "single":
        found = Number(at, at + 2, 1.0)
    elif word in ("few", "good"):
        found = _vague(tokens, at + 1, end)
    elif word in _VAGUE_NOUNS:
        found = _vague_noun(tokens, at + 1, end)
    return None if found is None else _starting(found, at)


def _starting(number: Number, first: int) -> Number:
    return Number(first, number.last, number.value, number.scale, number.kind, number.digits, number.comparator)


def _vague_noun(tokens: list[Token], at: int, end: int) -> Number | None:
    """ "couple of hundred" (about 200), "couple of", "handful of"."""
    after = at + 1
    if lower_at(tokens, after, end) == "of":
        after += 1
    scale, last = _word_scale(tokens, after, end)
    if tokens[at].lower == "couple" and scale > 1:
        return Number(at, last, 2 * scale, scale, comparator="~")
    if lower_at(tokens, at + 1, end) == "of" or tokens[at].lower == "handful":
        return Number(at, at + 1, None, kind="vague", comparator="vague")
    return None


def _word_scale(tokens: list[Token], at: int, end: int) -> tuple[float, int]:
    scale = 1.0
    while at < end and (tokens[at].lower in _WORD_SCALES or tokens[at].lower == "dozen"):
        scale *= SCALES.get(tokens[at].lower, 12.0)
        at += 1
        if scale > _BIGGEST:
            break
    return scale, at


def _vague(tokens: list[Token], at: int, end: int) -> Number | None:
    """ "dozens", "hundreds of thousands", "several hundred", "several", "multiple"."""
    word = tokens[at].lower
    if word in _PLURALS:
        if word == "scores" and lower_at(tokens, at + 1, end) != "of":
            return None
        last = at + 1
        while lower_at(tokens, last, end) in ("of", "upon") and lower_at(tokens, last + 1, end) in _PLURALS and last < at + 6:
            last += 2
        single = word == "tens" and last == at + 1
        return (
            None
            if single
            else Number(at, last, None, SCALES.get(tokens[last - 1].lower[:-1], 1.0), "vague", comparator="vague")
        )
    if word in _QUANTIFIERS:
        scale, last = _word_scale(tokens, at + 1, end)
        if scale > 1 or word in _ALONE:
            return Number(at, last, None, scale, "vague", comparator="vague")
        following = lower_at(tokens, at + 1, end)
        if word in ("many", "few") and following in _PLURALS:
            return _starting(_vague(tokens, at + 1, end) or Number(at, at + 2, None), at)
    return None


def _dozen(tokens: list[Token], at: int, end: int) -> Number | None:
    return Number(at, at + 1, 12.0) if tokens[at].lower == "dozen" else None


def _words(tokens: list[Token], at: int, end: int) -> Number | None:
    """A number in words, by the usual sum of groups: "two hundred and five thousand", "one and a half million"."""
    total, group, after, last_scale = 0.0, 0.0, at, 0.0
    previous = ""
    while after < end:
        word = after_hyphen(tokens, after, end) if after > at else after
        lower = lower_at(tokens, word, end)
        if lower == "and" and last_scale and _sums(tokens, word + 1, end, last_scale):
            word += 1
            lower = tokens[word].lower
        if lower in CARDINALS:
            if not _fits(previous, lower, last_scale):
                break
            group += CARDINALS[lower]
        elif lower == "hundred" and previous != "hundred":
            group = max(group, 1) * 100
            last_scale = 100.0
        elif lower in _WORD_SCALES and lower != "hundred":
            total += max(group, 1) * SCALES[lower]
            group, last_scale = 0.0, SCALES[lower]
        elif lower == "dozen" and previous in CARDINALS:
            group *= 12
            after = word + 1
            break
        else:
            break
        previous = lower
        after = word + 1
    if after == at or total > _BIGGEST:
        return None
    return _with_half(tokens, at, after, end, total + group, last_scale)


def _fits(previous: str, word: str, last_scale: float) -> bool:
    """Whether a cardinal may follow: at the start, after a scale, or a unit after a ten ("twenty", "five")."""
    if not previous or previous in _WORD_SCALES:
        return True
    return previous in _TENS and 0 < CARDINALS[word] < 10


def _sums(tokens: list[Token], at: int, end: int, last_scale: float) -> bool:
    """Whether "and" goes on with the same number: "one hundred and five", not "two hundred and three million"."""
    word = lower_at(tokens, at, end)
    following = lower_at(tokens, at + 1, end)
    return word in CARDINALS and 0 < CARDINALS[word] < last_scale and (following not in _WORD_SCALES or last_scale == 100.0)


def _with_half(tokens: list[Token], at: int, after: int, end: int, value: float, scale: float) -> Number:
    """Adds "and a half" and the scale that may follow it; reads "two-thirds", "one in five" as shares."""
    if after - at == 1 or (after - at == 2 and tokens[at].lower in _ARTICLES):
        bottom = after_hyphen(tokens, after, end)
        name = lower_at(tokens, bottom, end)
        if name in FRACTIONS and value < FRACTIONS[name] + 1 and scale == 0.0 and _is_share(tokens, bottom, end, value):
            return _fraction_of(tokens, bottom, end, value, first=at) or Number(at, after, value)
    joint = after_hyphen(tokens, after, end)
    if lower_at(tokens, joint, end) == "and":
        article = after_hyphen(tokens, joint + 1, end)
        half = after_hyphen(tokens, article + 1, end)
        part = lower_at(tokens, half, end)
        if lower_at(tokens, article, end) == "a" and part in ("half", "quarter"):
            more, last = _word_scale(tokens, half + 1, end)
            value = (value + (scale or 1.0) / FRACTIONS[part]) * more
            return Number(at, last, value, max(scale, more))
    return Number(at, after, value, max(scale, 1.0))


def _is_share(tokens: list[Token], bottom: int, end: int, value: float) -> bool:
    """Whether an ordinal-like word after a number is its denominator: "two thirds", "one fifth of", not "one third party"."""
    name = tokens[bottom].lower
    if name == "quarters":
        return value == 3  # "two quarters" are half a year
    if name.endswith("s") or name in ("half",):
        return True
    return value == 1 and (glued(tokens, bottom) or not _noun_follows(tokens, bottom + 1, end))


def _noun_follows(tokens: list[Token], at: int, end: int) -> bool:
    return at < end and tokens[at].kind == "word" and tokens[at].lower not in _NOT_NOUN


def _fraction_of(tokens: list[Token], at: int, end: int, top: float, *, first: int | None = None) -> Number | None:
    """A share ("a third", "three quarters") or, before a scale, a number ("half a million", "three quarters of a billion")."""
    start = at if first is None else first
    value = top / FRACTIONS[tokens[at].lower]
    scaled = _scaled(tokens, at + 1, end)
    if scaled:
        return Number(start, scaled[1], value * scaled[0], scaled[0])
    if first is None and not _is_share(tokens, at, end, top):
        return None
    return Number(start, at + 1, value, kind="fraction")


def _scaled(tokens: list[Token], at: int, end: int) -> tuple[float, int] | None:
    """The scale that a fraction is of: "a million", "of a billion", "million", "-million", "a dozen"."""
    at = after_hyphen(tokens, at, end)
    if lower_at(tokens, at, end) == "of":
        at += 1
    if lower_at(tokens, at, end) in _ARTICLES:
        at += 1
    scale, last = _word_scale(tokens, at, end)
    if scale > 1 and not (at < end and tokens[at - 1].lower == "of"):
        return scale, last
    return None


def _bare_fraction(tokens: list[Token], at: int, end: int) -> Number | None:
    """ "half", "half a million", "quarter of a million"; a bare "third" or "quarter" is an ordinal or a period, no number."""
    if tokens[at].lower not in ("half", "quarter"):
        return None
    scaled = _scaled(tokens, at + 1, end)
    if scaled:
        return Number(at, scaled[1], scaled[0] / FRACTIONS[tokens[at].lower], scaled[0])
    return Number(at, at + 1, 0.5, kind="fraction") if tokens[at].lower == "half" else None
