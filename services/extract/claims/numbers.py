"""Numbers as news prose writes them: digits, words, magnitudes, fractions and vague plurals.

Every reader takes the tokens and a position, and answers with what starts exactly there, or None.
"""

from __future__ import annotations

from services.extract.claims.digits import read_digits
from services.extract.claims.number_words import read_words
from services.extract.claims.numerals import (
    ARTICLES,
    CARDINALS,
    FRACTIONS,
    LEX,
    STARTERS,
    WORD_SCALES,
    Number,
    lower_at,
    starting,
)
from services.extract.claims.shares import read_bare_share, read_share
from services.extract.claims.tokens import Token
from services.extract.claims.vague import read_dozen, read_vague, read_vague_noun

_VAGUE_NOUNS = frozenset(LEX["vague"]["nouns"].split())


def read_number(tokens: list[Token], at: int, end: int, *, money: bool = False) -> Number | None:
    """The number that starts at `at`, reading no further than `end`. `money`: a currency sign stands before it."""
    token = tokens[at]
    if token.kind == "number":
        return read_digits(tokens, at, end, money)
    return _in_words(tokens, at, end) if token.kind == "word" and token.lower in STARTERS else None


def _in_words(tokens: list[Token], at: int, end: int) -> Number | None:
    lower = tokens[at].lower
    if lower in ARTICLES:
        return _after_article(tokens, at, end)
    if lower in FRACTIONS:
        return read_bare_share(tokens, at, end)
    if lower in CARDINALS or lower in WORD_SCALES:
        return read_words(tokens, at, end)
    return read_vague(tokens, at, end) or read_dozen(tokens, at, end)


def _after_article(tokens: list[Token], at: int, end: int) -> Number | None:
    """What "a" or "an" opens: "a hundred", "a dozen", "a third", "a couple of hundred", "a million and a half"."""
    word = lower_at(tokens, at + 1, end)
    found: Number | None = None
    if word in WORD_SCALES:
        found = read_words(tokens, at + 1, end)
    elif word == "dozen":
        found = Number(at, at + 2, 12.0)
    elif word in FRACTIONS:
        found = read_share(tokens, at + 1, end, 1)
    elif word == "single":
        found = Number(at, at + 2, 1.0)
    elif word in ("few", "good"):
        found = read_vague(tokens, at + 1, end)
    elif word in _VAGUE_NOUNS:
        found = read_vague_noun(tokens, at + 1, end)
    return None if found is None else starting(found, at)
