"""Plain amounts: a number with its sign, currency and unit; ratios; measures in two units. No comparators, no ranges."""

from __future__ import annotations

from dataclasses import dataclass, replace

from services.extract.claims.numbers import read_number
from services.extract.claims.numerals import ARTICLES, LEX, Number, after_hyphen, glued, lower_at
from services.extract.claims.tokens import Token
from services.extract.claims.units import CURRENCY_SIGNS, Unit, UnitAt, currency_before, unit_after
from shared.claims import Comparator

_PERCENT = Unit("percent", "share")
_MINUS = frozenset(("-", "−", "–", "minus", "negative"))
# How many of the smaller unit make the greater, where both tell one measure: "5 feet 10 inches", "two years and six months".
_PARTS = {
    ("ft", "in"): 12,
    ("lb", "oz"): 16,
    ("GBP", "oz"): 16,
    ("hour", "minute"): 60,
    ("minute", "second"): 60,
    ("day", "hour"): 24,
    ("week", "day"): 7,
    ("year", "month"): 12,
    ("USD", "cent"): 1,
    ("EUR", "cent"): 1,
    ("ZAR", "cent"): 1,
    ("GBP", "GBP"): 1,
}
_SINGLE = {name: frozenset(words.split()) for name, words in LEX["single"].items()}


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


def read_plain(tokens: list[Token], at: int, end: int, *, money: bool = False) -> Amount | None:
    """Number, currency and unit, without comparator or range. `money`: the figure shares the currency before it ("$10-15m")."""
    core = at
    code, first = currency_before(tokens[at]), at
    local = _set_apart(tokens, at)
    if local is not None:
        code, first = local, at - 1
    if code is not None:
        core = at + 1
        if core < end and tokens[core].text in ("-", "−"):
            core += 1
        if core >= end:
            return None
    number = read_number(tokens, core, end, money=money or code is not None) or _single(tokens, core, end)
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
    return Amount(at - 1 if negative else first, last, core, number, value, value, sign, unit, hyphen)


def part_of(greater: Unit, smaller: Unit) -> int | None:
    """How many of `smaller` make one of `greater`, where measures are told in both ("30 minutes to two hours")."""
    return _PARTS.get((greater.symbol, smaller.symbol)) if greater.kind == smaller.kind != "money" else None


def _single(tokens: list[Token], at: int, end: int) -> Number | None:
    """The article that is a one: "more than a foot of snow", "up to an hour"; a bound or the start of a range is before it."""
    if at < 2 or tokens[at].lower not in ARTICLES:
        return None
    before = tokens[at - 1].lower
    if before not in _SINGLE["bounds"] and not (
        before == "to" and (tokens[at - 2].lower == "up" or _ends_measure(tokens, at - 1))
    ):
        return None
    found = unit_after(tokens, at + 1, end)
    if found is None or found.hyphen or found.unit.symbol not in _SINGLE["units"]:
        return None
    measures_noun = found.last < end and (tokens[found.last].tag.startswith("NN") or tokens[found.last].kind == "clitic")
    return None if measures_noun else Number(at, at + 1, 1.0)


def _ends_measure(tokens: list[Token], end: int) -> bool:
    """Whether a number and its unit end right before `end`."""
    return end > 1 and tokens[end - 2].kind in ("number", "word") and unit_after(tokens, end - 1, end) is not None


def compounded(tokens: list[Token], first: Amount, end: int) -> Amount:
    """One measure in two units, brought to the greater one."""
    if first.unit is None or first.low is None or first.hyphen:
        return first
    at = first.last + (lower_at(tokens, first.last, end) in ("and", ","))
    if at >= end or tokens[at].kind not in ("number", "word"):
        return first
    second = read_plain(tokens, at, end)
    if second is None or second.unit is None or second.low is None:
        return first
    parts = _PARTS.get((first.unit.symbol, second.unit.symbol))
    if parts is None or second.low >= parts or (parts == 1 and second.unit.factor == 1):
        return first
    unit = Unit("lb", "measure") if second.unit.symbol == "oz" else first.unit
    second = compounded(tokens, second, end)
    value = first.low + (second.low or 0.0) / parts
    return replace(first, last=second.last, low=value, high=value, unit=unit)


def _set_apart(tokens: list[Token], at: int) -> str | None:
    """The currency of "US $5", "NZ $5": a country set apart from its sign."""
    if at == 0 or tokens[at].text != "$" or len(tokens[at - 1].text) < 2 or not tokens[at - 1].text.isupper():
        return None
    return CURRENCY_SIGNS.get(tokens[at - 1].text.replace(".", "") + "$")


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
    if found is None and lower_at(tokens, number.last, end) in ("more", "further", "additional"):
        apart = unit_after(tokens, number.last + 1, end)  # "three more years"
        found = apart if apart is not None and apart.unit.kind in ("time", "measure") else None
    if found is None and number.kind == "fraction":
        article = number.last + (lower_at(tokens, number.last, end) == "of")
        if lower_at(tokens, article, end) in ("a", "an"):
            found = unit_after(tokens, article + 1, end)
    if found is None and lower_at(tokens, number.last, end) == "(":
        return _behind_conversion(tokens, number.last, end), number.last, False
    if found is None:
        return None, number.last, False
    return found.unit, found.last, found.hyphen


def _behind_conversion(tokens: list[Token], opening: int, end: int) -> Unit | None:
    """The unit that stands only behind a bracket with the measure in another one: "20 to 30 (65 to 100 feet) metres"."""
    closing = next((at for at in range(opening + 2, min(end, opening + 8)) if tokens[at].text == ")"), None)
    if closing is None or tokens[opening + 1].kind != "number" or tokens[closing - 1].kind != "word":
        return None
    inner, outer = unit_after(tokens, closing - 1, end), unit_after(tokens, closing + 1, end)
    if inner is None or outer is None:
        return None
    return outer.unit if inner.unit.kind == outer.unit.kind == "measure" else None


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
    year = whole.digits and len(digits) == 4 and digits.isdecimal() and "1900" <= digits <= "2100"
    return not year and (whole.value <= 20 or whole.value % 10 == 0)
