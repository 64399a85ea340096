"""The period in which a figure recurs ("2,000 soldiers daily", "$35 an hour"), and whether it is a running total."""

from __future__ import annotations

from itertools import pairwise

from services.extract.claims.amounts import Amount
from services.extract.claims.tokens import Token

_PERIODS = {
    **dict.fromkeys(("second", "seconds"), "second"),
    **dict.fromkeys(("minute", "minutes"), "minute"),
    **dict.fromkeys(("hour", "hourly", "hours"), "hour"),
    **dict.fromkeys(("day", "daily", "days"), "day"),
    **dict.fromkeys(("night", "nightly"), "night"),
    **dict.fromkeys(("week", "weekly"), "week"),
    **dict.fromkeys(("fortnight", "fortnightly"), "fortnight"),
    **dict.fromkeys(("month", "monthly"), "month"),
    **dict.fromkeys(("quarter", "quarterly"), "quarter"),
    **dict.fromkeys(("year", "annually", "annum", "yearly", "annual", "annualised", "annualized"), "year"),
    "season": "season",
    "game": "game",
    "person": "person",
    "capita": "person",
}
_ADVERBS = frozenset(
    ("hourly", "daily", "nightly", "weekly", "fortnightly", "monthly", "quarterly", "annually", "yearly", "annual")
)
_OPENERS = frozenset(("a", "an", "per", "each", "every", "/"))
_BREAKS = frozenset(("and", "but", "while", "who", "which", "that", "because", "after", "before", "when", "as"))
_REACH = 9  # tokens after a figure within which its period stands
_TOTALS = frozenset(("total", "totalling", "totaling", "altogether", "overall", "cumulative", "cumulatively", "combined"))


def rate_of(tokens: list[Token], amount: Amount, end: int) -> str | None:
    """ "day", "month", "hour" ... where the figure is told per period, else None."""
    if amount.unit is not None and amount.unit.symbol in ("km/h", "mph", "m/s"):
        return None
    for at in range(amount.last, min(end, amount.last + _REACH)):
        token = tokens[at]
        if token.text in ",.;:—–()" or token.kind in ("number", "currency") or token.lower in _BREAKS:
            return None
        if token.lower in _ADVERBS:
            return _PERIODS[token.lower]
        if token.lower in _OPENERS and at + 1 < end and _is_period(tokens, at, amount):
            return _PERIODS[tokens[at + 1].lower]
    return None


def _is_period(tokens: list[Token], at: int, amount: Amount) -> bool:
    """Whether "a day" at `at` is a period; "a year" must follow closely, "per year" may stand further on."""
    word = tokens[at + 1].lower
    if word not in _PERIODS or word in _ADVERBS or word.endswith("s"):
        return False
    if at + 2 < len(tokens) and tokens[at + 2].lower in (
        "ago",
        "earlier",
        "later",
        "after",
        "before",
        "old",
        "when",
        "that",
        "of",
        "-",
    ):
        return False
    return tokens[at].lower in ("per", "each", "every", "/") or at - amount.last < 5


def is_cumulative(tokens: list[Token], amount: Amount, start: int, end: int) -> bool | None:
    """True where the sentence tells a running total ("so far", "since", "a total of"), None where it does not say."""
    words = [token.lower for token in tokens[max(start, amount.first - 5) : min(end, amount.last + 8)]]
    if not _TOTALS.isdisjoint(words) or "since" in words:
        return True
    return True if any(pair in (("so", "far"), ("to", "date"), ("in", "all")) for pair in pairwise(words)) else None
