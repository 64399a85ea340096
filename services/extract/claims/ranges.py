"""Two figures as one range ("10 to 15", "$10-15m", "two or three"), or as two that share a unit or tell a change."""

from __future__ import annotations

from dataclasses import replace

from services.extract.claims.numerals import after_hyphen, glued, lower_at
from services.extract.claims.plain_amounts import Amount, part_of, read_plain
from services.extract.claims.tokens import Token
from services.extract.claims.units import currency_before
from services.extract.lexicons import load

_CHANGES = frozenset(load("counting")["changes"].split())
_CLAUSE = 24  # tokens before a comma in which a change is told
_WHOLE = 100  # percent
_ENDS = frozenset(".;:?!")
_DASHES = frozenset(("-", "–", "—", "‑", "−"))


def joined_range(tokens: list[Token], first: Amount, start: int, end: int) -> Amount | None:
    """The range that `first` opens: "10 to 15", "10-15m", "between 3 and 5", "two or three"."""
    at = first.last
    if at >= end or first.low is None or first.comparator not in ("=", "~"):
        return None
    hyphened = after_hyphen(tokens, at, end) == at + 1 and lower_at(tokens, at + 1, end) == "to"
    if hyphened and after_hyphen(tokens, at + 2, end) != at + 2:
        at += 2  # the second hyphen of "one-to-seven days"
    word = tokens[at].lower
    before = lower_at(tokens, first.first - 1, end) if first.first > start else ""
    if word in _DASHES:
        if not (glued(tokens, at) or _spaced_dash(tokens, at, end)):
            return None
    elif not (word in ("to", "or", "through") or (word == "and" and before == "between")):
        return None
    second = _second(tokens, at + 1, end, money=first.unit is not None and first.unit.kind == "money")
    if second is None or second.low is None:
        return None
    apart = word == "to" and first.unit is None and currency_before(tokens[second.first]) is not None
    joined = _join(tokens, first, second, end) if not apart else None  # "fell in 2024 to $15", but "5 to 6 dollars"
    if (
        joined is None
        or (word == "or" and not _consecutive(joined))
        or (word == "to" and _is_change(tokens, first, second, start, end))
    ):
        return None
    if before == "between" or (before == "from" and word != "or"):
        joined = replace(joined, first=first.first - 1)
    return joined


def sharing_unit(tokens: list[Token], first: Amount, end: int) -> Amount:
    """`first` in the unit that the figure after "to", "and" or "or" names for both: "from 6.8 to 6.6 per cent"."""
    if (
        first.unit is not None
        or first.number.kind != "cardinal"
        or lower_at(tokens, first.last, end) not in ("to", "and", "or")
    ):
        return first
    second = _second(tokens, first.last + 1, end, money=False)
    if second is None or second.unit is None or currency_before(tokens[second.first]) or second.hyphen or first.low is None:
        return first
    if second.unit.kind == "share" and first.low > _WHOLE:
        return first  # "1,352 or 75 per cent of them"
    return replace(first, unit=second.unit, low=first.low * second.unit.factor, high=first.low * second.unit.factor)


def _second(tokens: list[Token], at: int, end: int, *, money: bool) -> Amount | None:
    while at < end and tokens[at].lower in (
        "slightly",
        "just",
        "over",
        "under",
        "about",
        "around",
        "as",
        "nearly",
        "some",
        "roughly",
        "up",
        "perhaps",
        "maybe",
        "even",
    ):
        at += 1
    return read_plain(tokens, at, end, money=money) if at < end else None


def _spaced_dash(tokens: list[Token], at: int, end: int) -> bool:
    """A dash between blanks joins figures only when both sides are bare figures ("10 – 15%")."""
    return tokens[at].text in "-–" and at + 1 < end and tokens[at + 1].kind in ("number", "currency")


def _join(tokens: list[Token], first: Amount, second: Amount, end: int) -> Amount | None:
    """Both bounds in the unit and magnitude that they share, or None where they do not belong together."""
    if first.low is None or second.low is None:
        return None
    a, b = first.unit, second.unit
    if a is not None and b is None and a.kind != "money":
        return None
    low, high = first.low, second.low
    if a is not None and b is not None and a.symbol != b.symbol and not (b.kind == "money" and a.kind == "money"):
        parts = part_of(b, a)
        if parts is None:
            return None
        low, a = low / parts, b
    if a is None and b is not None:
        low *= b.factor
    if first.number.scale == 1 and second.number.scale > 1 and low * second.number.scale <= high:
        low *= second.number.scale
    if a is not None and a.kind == "money" and b is not None and b.kind == "time":
        return None
    if low >= high:
        return None
    return Amount(first.first, second.last, first.core, second.number, low, high, "range", a or b, second.hyphen, range=True)


def _consecutive(joined: Amount) -> bool:
    """ "two or three", "10 or 15" are ranges; "$5 or $500" are two figures."""
    return joined.low is not None and joined.high is not None and joined.high <= 2 * joined.low


def _is_told_apart(tokens: list[Token], comma: int) -> bool:
    """Whether the change was told before the comma: "rose by 12 percent | , from 0.8 percent to 1.1 percent"."""
    if comma < 0 or tokens[comma].text != ",":
        return False
    for token in reversed(tokens[max(0, comma - _CLAUSE) : comma]):
        if token.text in _ENDS:
            return False
        if token.lower in _CHANGES:
            return True
    return False


def _is_change(tokens: list[Token], first: Amount, second: Amount, start: int, end: int) -> bool:
    """Whether "A to B" tells a change, so that A and B are two figures: "rose from 5% to 7%", "rose 300 to 4,500"."""
    before = lower_at(tokens, first.first - 1, end) if first.first > start else ""
    window = [token.lower for token in tokens[max(start, first.first - 9) : first.first]]
    if before == "from":
        following = []
        for token in tokens[second.last : min(end, second.last + 4)]:
            if token.kind == "sign":
                break
            following.append(token.lower)
        return not _CHANGES.isdisjoint(window) or not _CHANGES.isdisjoint(following) or _is_told_apart(tokens, first.first - 2)
    both = (first.unit is None) == (second.unit is None)
    near = not _CHANGES.isdisjoint(window[-1:]) or (window[-1:] == ["by"] and not _CHANGES.isdisjoint(window[-2:-1]))
    return near and both and first.low is not None and second.low is not None and second.low > 2 * first.low
