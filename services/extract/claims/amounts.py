"""Amounts: a number with its currency, unit and bounds; two of them as a range."""

from __future__ import annotations

from dataclasses import replace

from services.extract.claims.comparators import bounds, comparator_after, comparator_before
from services.extract.claims.plain_amounts import Amount, compounded, read_plain
from services.extract.claims.ranges import joined_range, sharing_unit
from services.extract.claims.tokens import Token

__all__ = ["Amount", "read_amount"]


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
    if before is not None:
        first = before[1]
        sign = before[0] if sign in ("=", "~") and before[0] != "=" else sign
    if after is not None:
        last = after[1]
        sign = after[0] if sign in ("=", "~") else sign
    if amount.range or amount.number.value is None:
        return replace(amount, first=first, last=last)
    low, high = bounds(amount.low, sign)
    return replace(amount, first=first, last=last, low=low, high=high, comparator=sign)
