"""Years, days of the month and clock times."""

from __future__ import annotations

from services.extract.claims.exclusions.context import LEX, Context, Rule

_VERBS = frozenset(("VBD", "VBN", "VB", "VBG", "VBZ", "VBP"))
_NOUNS_AFTER = frozenset(("NNS", "JJ", "NN"))
_MORE = frozenset(("short", "another", "further", "extra", "additional", "all", "some"))
_JOINTS = frozenset(("and", "or", "to", "-", "–", ","))


def _year(c: Context) -> bool:
    """Four digits without a comma, unless they plainly count: "killed 2000 people", "about 2000 pages"."""
    if not c.plain or len(c.text) != 4 or not c.text.isdecimal() or not 1500 <= int(c.text) <= 2100:
        return False
    if c.amount.range:
        return (c.amount.high or 0) <= 2100
    compared = c.amount.comparator != "="
    if compared and c.tag_after() in _NOUNS_AFTER:
        return not c.counts_plural() or c.near() == "the"
    if compared and c.amount.comparator != "~" and c.text < "1900":
        return False
    if c.text < "1900" and c.counts_plural() and c.after() not in LEX["events"]:
        return False
    counting = c.tag_after() == "NNS" and c.after() not in LEX["events"] and c.before() not in LEX["year_before"]
    return not counting or (c.text >= "1900" and c.tag_before() not in _VERBS and c.near() not in _MORE)


def _year_before_period(c: Context) -> bool:
    """ "the 2018 day five": a year that only seems to count days."""
    unit = c.amount.unit
    timed = unit is not None and unit.kind == "time" and not c.tokens[c.amount.last - 1].lower.endswith("s")
    return timed and len(c.text) == 4 and c.text.isdecimal() and 1900 <= int(c.text) <= 2100


def _day(c: Context) -> bool:
    """ "March 5", "Jan. 6", "July 9 and 10", "Friday, 2 May", "5, 6 and 7 May"."""
    if not c.unitless or not 0 < c.value <= 31 or not c.amount.number.digits:
        return False
    return _after_month(c) or _after_weekday(c) or _before_month(c)


def _after_month(c: Context) -> bool:
    if c.before() in LEX["months"] and c.tokens[c.amount.first - 1].text[0].isupper():
        return True
    if c.before() == "." and c.before(2) in LEX["months"]:
        return True
    return c.near() in _JOINTS and c.list_head()[0] in LEX["months"] and not c.tag_after().startswith("NN")


def _after_weekday(c: Context) -> bool:
    named = c.before() in LEX["weekdays"] or (c.before() == "," and c.before(2) in LEX["weekdays"])
    return named and c.tag_after() != "NNS"


def _before_month(c: Context) -> bool:
    """Whether a month follows, other days of it between."""
    for hop in range(6):
        token = c.at(c.amount.last + hop)
        if token is None:
            return False
        if token.lower in LEX["months"] and token.text[0].isupper():
            return True
        if token.kind != "number" and token.lower not in _JOINTS and token.lower != "of":
            return False
    return False


def _clock(c: Context) -> bool:
    """ "7pm", "6-9 p.m.", "1400 hrs", "at 6 in the morning"."""
    unit = c.amount.unit
    if unit is not None:
        return unit.symbol == "hour" and len(c.text) == 4 and c.text.isdecimal()
    if c.after() in LEX["clock"] and c.after() != "est":
        return c.value <= 2400
    if c.value > 12:
        return False
    daypart = c.before() == "at" and c.after() in ("in", "on", "this") and c.after(2) in ("morning", "afternoon", "evening")
    return daypart or (c.after() == "-" and c.after(2) in LEX["clock"])


RULES: tuple[Rule, ...] = (_year, _year_before_period, _day, _clock)
