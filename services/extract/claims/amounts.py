"""Amounts: a number with its currency, unit and bounds; two of them as a range."""

from __future__ import annotations

from dataclasses import dataclass, replace

from services.extract.claims.comparators import bounds, comparator_after, comparator_before
from services.extract.claims.numbers import Number, after_hyphen, glued, lower_at, read_number
from services.extract.claims.tokens import Token
from services.extract.claims.units import Unit, UnitAt, currency_before, unit_after
from services.extract.lexicons import load
from shared.claims import Comparator

_PERCENT = Unit("percent", "share")
_MINUS = frozenset(("-", "−", "–", "minus", "negative"))
_CHANGES = frozenset(load("counting")["changes"].split())
_DASHES = frozenset(("-", "–", "—", "‑", "−"))


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure at tokens `[first:last]`; its number itself at `[core:number.last]`. `unit` None means a plain count.

    `low` and `high` follow the comparator; `hyphen` marks an attributive unit ("a 20-year term").
    """

    first: int
    last: int
    core: int
    number: Number
    low: float | None
    high: float | None
    comparator: Comparator
    unit: Unit | None = None
    hyphen: bool = False
    range: bool = False


def read_amount(tokens: list[Token], at: int, start: int, end: int) -> Amount | None:
    """The amount that starts at token `at`, with what stands before (back to `start`) and after it; None if there is none."""
    first = _plain(tokens, at, end)
    if first is None:
        return None
    first = _compound(tokens, first, end)
    joined = _range(tokens, first, start, end) or _sharing_unit(tokens, first, end)
    return _compared(tokens, joined, start, end)


def _plain(tokens: list[Token], at: int, end: int, *, money: bool = False) -> Amount | None:
    """Number, currency and unit, without comparator or range. `money`: the figure shares the currency before it ("$10-15m")."""
    core = at
    code = currency_before(tokens[at])
    if code is not None:
        core = at + 1
        if core < end and tokens[core].text in ("-", "−"):
            core += 1
        if core >= end:
            return None
    number = read_number(tokens, core, end, money=money or code is not None)
    if number is None or (code is not None and not _near(tokens, core)):
        return None
    ratio = _ratio(tokens, number, end)
    if ratio is not None:
        return ratio
    negative = _negative(tokens, at)
    unit, last, hyphen = _unit(tokens, number, code, end)
    value = number.value
    if value is not None and unit is not None:
        value *= unit.factor
    if value is not None and negative:
        value = -value
    if number.kind == "fraction" and unit is None and value is not None:
        unit, value = _PERCENT, value * 100
    sign = number.comparator
    return Amount(at - 1 if negative else at, last, core, number, value, value, sign, unit, hyphen)


# How many of the smaller unit make the greater, where both tell one measure: "5 feet 10 inches", "two years and six months".
_PARTS = {
    ("ft", "in"): 12,
    ("lb", "oz"): 16,
    ("GBP", "oz"): 16,
    ("hour", "minute"): 60,
    ("minute", "second"): 60,
    ("year", "month"): 12,
    ("USD", "cent"): 1,
    ("EUR", "cent"): 1,
    ("ZAR", "cent"): 1,
    ("GBP", "GBP"): 1,
}


def _compound(tokens: list[Token], first: Amount, end: int) -> Amount:
    """One measure in two units, brought to the greater one."""
    if first.unit is None or first.low is None or first.hyphen:
        return first
    at = first.last + (lower_at(tokens, first.last, end) in ("and", ","))
    if at >= end or tokens[at].kind not in ("number", "word"):
        return first
    second = _plain(tokens, at, end)
    if second is None or second.unit is None or second.low is None:
        return first
    parts = _PARTS.get((first.unit.symbol, second.unit.symbol))
    if parts is None or second.low >= parts or (parts == 1 and second.unit.factor == 1):
        return first
    unit = Unit("lb", "measure") if second.unit.symbol == "oz" else first.unit
    value = first.low + second.low / parts
    return replace(first, last=second.last, low=value, high=value, unit=unit)


def _near(tokens: list[Token], core: int) -> bool:
    return tokens[core].start - tokens[core - 1].end <= 1


def _negative(tokens: list[Token], at: int) -> bool:
    """Whether a minus stands before: the word, or a sign glued to the figure and to nothing before it."""
    if at == 0 or tokens[at - 1].lower not in _MINUS:
        return False
    if tokens[at - 1].kind == "word":
        return at < 2 or tokens[at - 2].lower not in ("or", "/")
    return glued(tokens, at) and (not glued(tokens, at - 1) or tokens[at - 2].text in "([")


def _unit(tokens: list[Token], number: Number, code: str | None, end: int) -> tuple[Unit | None, int, bool]:
    if code is not None:
        return Unit(code, "money"), _after_currency(tokens, number.last, end), False
    found: UnitAt | None = unit_after(tokens, number.last, end)
    if found is None and lower_at(tokens, number.last, end) == "of" and number.kind != "cardinal":
        apart = unit_after(tokens, number.last + 1, end)
        if apart is not None and not apart.hyphen and apart.unit.kind != "share":
            found = apart
    if found is None and lower_at(tokens, number.last, end) == "a" and number.kind == "fraction":
        found = unit_after(tokens, number.last + 1, end)
    if found is None and lower_at(tokens, number.last, end) == "an" and number.kind == "fraction":
        found = unit_after(tokens, number.last + 1, end)
    if found is None:
        return None, number.last, False
    return found.unit, found.last, found.hyphen


def _after_currency(tokens: list[Token], at: int, end: int) -> int:
    """Passes over a currency named twice: "$5 dollars", "US$3m USD"."""
    found = unit_after(tokens, at, end)
    return found.last if found is not None and found.unit.kind == "money" and not found.hyphen else at


def _ratio(tokens: list[Token], number: Number, end: int) -> Amount | None:
    """ "one in five", "nine out of ten", "3 out of every 4": a share of a whole, as percent."""
    at = number.last
    if number.value is None or number.kind != "cardinal" or not 0 < number.value < 1000:
        return None
    joint = after_hyphen(tokens, at, end)
    words = [lower_at(tokens, joint + hop, end) for hop in range(3)]
    if words[:2] == ["out", "of"]:
        at = joint + (3 if words[2] == "every" else 2)
    elif words[0] == "in":
        at = after_hyphen(tokens, joint + 1, end) + (words[1] == "every")
    else:
        return None
    whole = read_number(tokens, at, end) if at < end else None
    if whole is None or whole.value is None or not number.value < whole.value <= 1e7 or whole.kind != "cardinal":
        return None
    if words[0] == "in" and not _like_ratio(tokens, number, whole, end):
        return None
    share = 100 * number.value / whole.value
    return Amount(number.first, whole.last, number.first, replace(number, kind="fraction"), share, share, "=", _PERCENT)


def _like_ratio(tokens: list[Token], number: Number, whole: Number, end: int) -> bool:
    """Whether "N in M" is a ratio, not "three in 2019" or "two in ten minutes": round wholes, no unit or year after."""
    if whole.value is None or unit_after(tokens, whole.last, end) is not None:
        return False
    digits = tokens[whole.first].text
    year = whole.digits and len(digits) == 4 and digits.isdigit() and "1900" <= digits <= "2100"
    return not year and (whole.value <= 20 or whole.value % 10 == 0)


def _range(tokens: list[Token], first: Amount, start: int, end: int) -> Amount | None:
    """The range that `first` opens: "10 to 15", "10-15m", "between 3 and 5", "two or three"."""
    at = first.last
    if at >= end or first.low is None or first.comparator not in ("=", "~"):
        return None
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
    joined = _join(tokens, first, second, end)
    if (
        joined is None
        or (word == "or" and not _consecutive(joined))
        or (word == "to" and _is_change(tokens, first, second, start, end))
    ):
        return None
    if before == "between" or (before == "from" and word != "or"):
        joined = replace(joined, first=first.first - 1)
    return joined


def _sharing_unit(tokens: list[Token], first: Amount, end: int) -> Amount:
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
    return replace(first, unit=second.unit, low=first.low * second.unit.factor, high=first.low * second.unit.factor)


def _second(tokens: list[Token], at: int, end: int, *, money: bool) -> Amount | None:
    while at < end and tokens[at].lower in (
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
    return _plain(tokens, at, end, money=money) if at < end else None


def _spaced_dash(tokens: list[Token], at: int, end: int) -> bool:
    """A dash between blanks joins figures only when both sides are bare figures ("10 – 15%")."""
    return tokens[at].text in "-–" and at + 1 < end and tokens[at + 1].kind in ("number", "currency")


def _join(tokens: list[Token], first: Amount, second: Amount, end: int) -> Amount | None:
    """Both bounds in the unit and magnitude that they share, or None where they do not belong together."""
    if first.low is None or second.low is None:
        return None
    a, b = first.unit, second.unit
    if a is not None and b is not None and a.symbol != b.symbol and not (b.kind == "money" and a.kind == "money"):
        return None
    if a is not None and b is None and a.kind != "money":
        return None
    low, high = first.low, second.low
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
        return not _CHANGES.isdisjoint(window) or not _CHANGES.isdisjoint(following)
    both = (first.unit is None) == (second.unit is None)
    near = not _CHANGES.isdisjoint(window[-1:]) or (window[-1:] == ["by"] and not _CHANGES.isdisjoint(window[-2:-1]))
    return near and both and first.low is not None and second.low is not None and second.low > 2 * first.low


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
