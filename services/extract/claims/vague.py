"""Vague numbers ("dozens", "several hundred", "a handful of") and dozens."""

from __future__ import annotations

from services.extract.claims.numerals import ALONE, PLURALS, QUANTIFIERS, SCALES, Number, lower_at, starting, word_scale
from services.extract.claims.tokens import Token
from services.extract.claims.units import unit_after


def read_vague_noun(tokens: list[Token], at: int, end: int) -> Number | None:
    """ "couple of hundred" (about 200), "couple of", "handful of"."""
    after = at + 1
    if lower_at(tokens, after, end) == "of":
        after += 1
    scale, last = word_scale(tokens, after, end)
    if tokens[at].lower == "couple" and scale > 1:
        return Number(at, last, 2 * scale, scale, comparator="~")
    if lower_at(tokens, at + 1, end) == "of" or tokens[at].lower == "handful":
        return Number(at, at + 1, None, kind="vague", comparator="vague")
    return None


def read_vague(tokens: list[Token], at: int, end: int) -> Number | None:
    """ "dozens", "hundreds of thousands", "several hundred", "several", "multiple"."""
    word = tokens[at].lower
    if word in PLURALS:
        if word == "scores" and lower_at(tokens, at + 1, end) != "of":
            return None
        last = at + 1
        while lower_at(tokens, last, end) in ("of", "upon") and lower_at(tokens, last + 1, end) in PLURALS and last < at + 6:
            last += 2
        single = word == "tens" and last == at + 1
        return (
            None
            if single
            else Number(at, last, None, SCALES.get(tokens[last - 1].lower[:-1], 1.0), "vague", comparator="vague")
        )
    if word in QUANTIFIERS:
        scale, last = word_scale(tokens, at + 1, end)
        if scale > 1 or word in ALONE:
            return Number(at, last, None, scale, "vague", comparator="vague")
        following = lower_at(tokens, at + 1, end)
        if word == "few" and (share := unit_after(tokens, at + 1, end)) is not None and share.unit.kind == "share":
            return Number(at, at + 1, None, 1.0, "vague", comparator="vague")  # "by only a few percent"
        if word in ("many", "few") and following in PLURALS:
            return starting(read_vague(tokens, at + 1, end) or Number(at, at + 2, None), at)
    return None


def read_dozen(tokens: list[Token], at: int, end: int) -> Number | None:
    return Number(at, at + 1, 12.0) if tokens[at].lower == "dozen" else None
