"""Amounts: a number with its currency, unit and bounds; two of them as a range."""

from __future__ import annotations

from dataclasses import replace

from services.extract.claims.comparators import bounds, comparator_after, comparator_before
from services.extract.claims.numerals import lower_at
from services.extract.claims.plain_amounts import Amount, compounded, read_plain
from services.extract.claims.ranges import joined_range, sharing_unit
from services.extract.claims.tokens import Token
from services.extract.lexicons import load

__all__ = ["Amount", "read_amount"]

_ABOUT_OVER = frozenset(load("counting")["about_over"].split())
_SUMS = frozenset(load("counting")["sums"].split())  # "bringing the total up to 40"
_HANDING = frozenset(("hand", "hands", "handed", "handing", "turned", "signed"))
_MARKS = frozenset(load("counting")["thresholds"].split()) | {"limit", "line", "level", "-", ""}  # "above the 1,000 mark"
_CASE = 8  # tokens before "over" in which the case is named


def read_amount(tokens: list[Token], at: int, start: int, end: int) -> Amount | None:
    """The amount that starts at token `at`, with what stands before (back to `start`) and after it; None if there is none."""
    first = read_plain(tokens, at, end)
    if first is None:
        return None
    first = compounded(tokens, first, end)
    joined = joined_range(tokens, first, start, end) or sharing_unit(tokens, first, end)
    return _compared(tokens, joined, start, end)


def _compared(tokens: list[Token], amount: Amount, start: int, end: int) -> Amount:
    """The amount with the comparators around it."""
    first, last, sign = amount.first, amount.last, amount.comparator
    before = comparator_before(tokens, first, start)
    after = comparator_after(tokens, last, end)
    if before is not None and not _is_no_bound(tokens, amount, start, end):
        idle = tokens[before[1]].lower == "over" and tokens[before[1] + 1].lower in ("about", "around", "roughly")
        first = before[1] + (idle or _is_particle(tokens, before[1], start))  # "papered over about a fifth"
        bound = "~" if idle else before[0]
        sign = bound if sign in ("=", "~") and bound != "=" else sign
    if after is not None:
        last = after[1]
        sign = after[0] if sign in ("=", "~") else sign
    if amount.range or amount.number.value is None:
        return replace(amount, first=first, last=last)
    low, high = bounds(amount.low, sign)
    return replace(amount, first=first, last=last, low=low, high=high, comparator=sign)


def _is_no_bound(tokens: list[Token], amount: Amount, start: int, end: int) -> bool:
    """Whether a comparator's words before the amount bound nothing: "handed over 390 men", "surpasses the 276 of last year"."""
    before = tokens[amount.first - 1].lower
    if before == "the":
        return lower_at(tokens, amount.last, end) not in _MARKS
    total = amount.first - 3 >= start and tokens[amount.first - 3].lower in _SUMS
    raised = total and before == "to" and tokens[amount.first - 2].lower == "up"
    return raised or _is_particle(tokens, amount.first - 1, start) or _tells_about(tokens, amount, start, end)


def _is_particle(tokens: list[Token], at: int, start: int) -> bool:
    """Whether "over" belongs to the verb before it: "handed over more than 40"."""
    return tokens[at].lower == "over" and at > start and tokens[at - 1].lower in _HANDING


def _tells_about(tokens: list[Token], amount: Amount, start: int, end: int) -> bool:
    """Whether "over" before the amount is no bound but tells what a case is about: "jailed for a year over £14m fraud"."""
    if amount.unit is None or amount.unit.kind != "money" or tokens[amount.first - 1].lower != "over":
        return False
    qualifies = amount.last < end and tokens[amount.last].tag in ("NN", "NNP", "JJ")
    return qualifies and any(token.lower in _ABOUT_OVER for token in tokens[max(start, amount.first - _CASE) : amount.first])
