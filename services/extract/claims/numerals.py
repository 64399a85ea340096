"""What a number is, the tables of number words, and how tokens hang together around one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from services.extract.claims.tokens import Token
from services.extract.lexicons import load
from shared.claims import Comparator

NumberKind = Literal["cardinal", "fraction", "vague"]

LEX = load("numbers")
CARDINALS: dict[str, int] = {**LEX["cardinals"], **LEX["tens"]}
TENS: dict[str, int] = LEX["tens"]
SCALES: dict[str, float] = LEX["scales"]
WORD_SCALES = frozenset(
    ("hundred", "thousand", "million", "billion", "trillion", "quadrillion", "lakh", "lakhs", "crore", "crores")
)
FRACTIONS: dict[str, int] = LEX["fractions"]
PLURALS = frozenset(LEX["vague"]["plurals"].split())
QUANTIFIERS = frozenset(LEX["vague"]["quantifiers"].split())
ALONE = frozenset(LEX["vague"]["alone"].split())
ARTICLES = frozenset(("a", "an"))
BIGGEST = 1e30  # figures beyond it are no figures

# Every word a number can start with.
STARTERS = frozenset(
    {*CARDINALS, *FRACTIONS, *PLURALS, *QUANTIFIERS, *ALONE, *WORD_SCALES, "dozen", "a", "an"} - {"some", "countless"}
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


def word_scale(tokens: list[Token], at: int, end: int) -> tuple[float, int]:
    scale = 1.0
    while at < end and (tokens[at].lower in WORD_SCALES or tokens[at].lower == "dozen"):
        scale *= SCALES.get(tokens[at].lower, 12.0)
        at += 1
        if scale > BIGGEST:
            break
    return scale, at


def starting(number: Number, first: int) -> Number:
    return Number(first, number.last, number.value, number.scale, number.kind, number.digits, number.comparator)
