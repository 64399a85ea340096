"""Numbers in words, by the usual sum of groups ("two hundred and five thousand", "one and a half million")."""

from __future__ import annotations

from services.extract.claims.numerals import (
    ARTICLES,
    BIGGEST,
    CARDINALS,
    FRACTIONS,
    SCALES,
    TENS,
    WORD_SCALES,
    Number,
    after_hyphen,
    lower_at,
    word_scale,
)
from services.extract.claims.shares import is_share, read_share
from services.extract.claims.tokens import Token


def read_words(tokens: list[Token], at: int, end: int) -> Number | None:
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
        elif lower in WORD_SCALES and lower != "hundred":
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
    if after == at or total > BIGGEST:
        return None
    return _with_half(tokens, at, after, end, total + group, last_scale)


def _fits(previous: str, word: str, last_scale: float) -> bool:
    """Whether a cardinal may follow: at the start, after a scale, or a unit after a ten ("twenty", "five")."""
    if not previous or previous in WORD_SCALES:
        return True
    return previous in TENS and 0 < CARDINALS[word] < 10


def _sums(tokens: list[Token], at: int, end: int, last_scale: float) -> bool:
    """Whether "and" goes on with the same number: "one hundred and five", not "two hundred and three million"."""
    word = lower_at(tokens, at, end)
    following = lower_at(tokens, at + 1, end)
    return word in CARDINALS and 0 < CARDINALS[word] < last_scale and (following not in WORD_SCALES or last_scale == 100.0)


def _with_half(tokens: list[Token], at: int, after: int, end: int, value: float, scale: float) -> Number:
    """Adds "and a half" and the scale that may follow it; reads "two-thirds", "one in five" as shares."""
    if after - at == 1 or (after - at == 2 and tokens[at].lower in ARTICLES):
        bottom = after_hyphen(tokens, after, end)
        name = lower_at(tokens, bottom, end)
        if name in FRACTIONS and value < FRACTIONS[name] + 1 and scale == 0.0 and is_share(tokens, bottom, end, value):
            return read_share(tokens, bottom, end, value, first=at) or Number(at, after, value)
    joint = after_hyphen(tokens, after, end)
    if lower_at(tokens, joint, end) == "and":
        article = after_hyphen(tokens, joint + 1, end)
        half = after_hyphen(tokens, article + 1, end)
        part = lower_at(tokens, half, end)
        if lower_at(tokens, article, end) == "a" and part in ("half", "quarter"):
            more, last = word_scale(tokens, half + 1, end)
            value = (value + (scale or 1.0) / FRACTIONS[part]) * more
            return Number(at, last, value, max(scale, more))
    return Number(at, after, value, max(scale, 1.0))
