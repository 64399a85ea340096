"""Figures that the signs around them make something else: "1990s", "21st", "50/50", "[1]", phone numbers, "4K"."""

from __future__ import annotations

from services.extract.claims.exclusions.context import LEX, Context, Rule

_ORDINAL_ENDS = frozenset(("st", "nd", "rd", "th", "s"))
_APOSTROPHES = frozenset(("'", "’"))
_DIALLED = frozenset(("call", "dial", "text", "calling", "dialling", "dialing"))
_LAST_ITEM = 30  # list numbers go no further
_BRACKET_REACH = 12  # tokens within which a bracket was opened
_MOST_GROUPS = 6  # tokens looked at on either side of a phone number


def _plural_or_ordinal(c: Context) -> bool:
    """ "1990s", "in her 30s", "the 60's", "21st", "twenty-first"."""
    at = c.amount.last
    if at - 1 == c.amount.number.last and c.tokens[at - 1].text in ("s", "S") and c.is_glued(at - 1) and "." not in c.text:
        return True
    if c.is_glued(at) and c.digits and c.tokens[at].lower in _ORDINAL_ENDS:
        return True
    if c.is_glued(at) and c.plain and c.tokens[at].kind == "clitic":
        return True
    return c.after() == "-" and c.after(1) in LEX["ordinals"]


def _run_on(c: Context) -> bool:
    """ "50/50", "5'10", "3x": signs or letters that go straight on."""
    at = c.amount.last
    if not c.is_glued(at):
        return False
    token, following = c.tokens[at], c.at(at + 1)
    counts_on = following is not None and following.kind == "number" and c.is_glued(at + 1)
    if token.text == "/" or token.text in _APOSTROPHES:
        return counts_on
    return token.kind in ("word", "name") and c.unitless and c.tokens[at - 1].kind == "number"


def _run_into(c: Context) -> bool:
    """ "9/11", "#5", "the ’90s", "’06": signs right before."""
    if not c.is_glued(c.amount.core) or not c.digits:
        return False
    sign = c.tokens[c.amount.core - 1].text
    if sign in _APOSTROPHES:
        return c.plain and len(c.text) <= 2
    return sign in "/#_" or (sign == "‘" and c.plain and len(c.text) == 2 and c.tag_after() == "NNP")


def _zero_led(c: Context) -> bool:
    """ "007", "0800": a code."""
    return c.plain and len(c.text) > 1 and c.text[0] == "0" and c.text[1] != "."


def _bracketed(c: Context) -> bool:
    """ "[1]", "(19)": a footnote, a date or an age."""
    return c.plain and c.amount.comparator == "=" and c.near() in ("(", "[") and c.after() in (")", "]")


def _list_mark(c: Context) -> bool:
    """ "1) ...", a line that is only "2.": the number of an item."""
    if not c.plain or not 0 < c.value <= _LAST_ITEM or not c.bare:
        return False
    if c.after() == ")":
        opened = range(max(c.start, c.amount.core - _BRACKET_REACH), c.amount.core)
        return not any(c.tokens[at].text in "([" for at in opened)
    if c.after() != "." or c.end - c.start > 4:
        return False
    return all(token.kind == "sign" for at, token in enumerate(c.tokens[c.start : c.end], c.start) if at != c.amount.core)


def _phone(c: Context) -> bool:
    """Three or more groups of digits in a row ("555 123 4567"), or a number to dial."""
    if not c.plain:
        return False
    if c.list_head()[0] in _DIALLED and not c.tag_after().startswith("NN"):
        return True
    grouped = c.amount.number.last > c.amount.core + 1
    if grouped and not (c.amount.core > c.start and _in_phone(c, c.amount.core - 1)):
        return False  # one number in groups of three digits
    first, last = c.amount.core, c.amount.core
    while last < min(c.end, c.amount.core + _MOST_GROUPS) and _in_phone(c, last):
        last += 1
    while first > max(c.start, c.amount.core - _MOST_GROUPS) and _in_phone(c, first - 1):
        first -= 1
    groups = sum(token.kind == "number" for token in c.tokens[first:last])
    return groups >= 3


def _in_phone(c: Context, at: int) -> bool:
    token = c.tokens[at]
    return (token.kind == "number" and "," not in token.text and "." not in token.text) or token.text in "-–"


def _resolution(c: Context) -> bool:
    """ "4K", "8K" of screens."""
    return c.unitless and c.tokens[c.amount.number.last - 1].text == "K" and c.value < 25_000


def _version(c: Context) -> bool:
    """ "Budget 3.0", "Web 2.0"."""
    return c.plain and c.text.endswith(".0") and c.capital_before


RULES: tuple[Rule, ...] = (
    _plural_or_ordinal,
    _run_on,
    _run_into,
    _zero_led,
    _bracketed,
    _list_mark,
    _phone,
    _resolution,
    _version,
)
