"""Durations that only set a time ("in the past four years", "two days ago") and are not themselves the fact."""

from __future__ import annotations

from services.extract.claims.exclusions.context import LEX, Context, Rule

_LINKS = frozenset(("on", "after", "before", "from", "into", "since"))  # may also go on with the sentence
_STAYS = frozenset(
    ("kept", "remained", "stayed", "stuck", "trapped", "stranded", "held", "hid", "hiding", "queued", "queueing")
)
_RELATIVE = frozenset(("past", "last", "next", "coming", "previous", "preceding", "these", "those", "no", "any"))
_STRETCHES = frozenset(("period", "space", "span", "course", "matter", "duration", "[", "("))
_SINGULARS = frozenset(("minute", "hour", "day", "night", "week", "month", "year", "decade"))
_IDLE = frozenset(((24.0, "a", "day"), (7.0, "a", "week"), (365.0, "a", "year"), (24.0, "per", "day")))


def sets_time(c: Context, *, one: bool = False) -> bool:
    """Whether the amount is a duration that only sets a time. `one`: the number is "one", seldom a fact."""
    unit = c.amount.unit
    if unit is None or unit.kind != "time" or unit.symbol == "millisecond":
        return False
    if unit.symbol == "second" and not c.amount.hyphen:
        return c.after() in ("ago", "later", "earlier", "into")
    if _points_away(c):
        return True
    if _fact_noun(c) or _lasts(c) or _stayed(c) or _rated(c):
        return False
    return _attributive(c) or _idiom(c) or _relative(c) or ((_framed(c) or one) and not _fact_verb(c))


def _attributive(c: Context) -> bool:
    """ "a five-day tour", "a 20 minute walk"."""
    return c.amount.hyphen or (c.value > 1 and c.tokens[c.amount.last - 1].lower in _SINGULARS)


def _points_away(c: Context) -> bool:
    """ "two days ago", "a month after": counted from another time."""
    return c.after() in LEX["time_after"] and not (c.after() in _LINKS and _fact_verb(c))


def _fact_noun(c: Context) -> bool:
    """ "20 years in prison", "a 30-day ceasefire"."""
    return any(c.after(hop) in LEX["duration_nouns"] for hop in range(4))


def _fact_verb(c: Context) -> bool:
    """Whether a verb such as "sentenced", "lasted" or "served" governs the duration."""
    return any(c.before(hop) in LEX["duration_verbs"] for hop in range(1, 5)) or any(
        token.lower in LEX["duration_verbs"] for token in c.tokens[c.amount.first : c.amount.core]
    )


def _stayed(c: Context) -> bool:
    """ "were stuck in the lift for about an hour": how long somebody was kept is the fact."""
    if c.before() != "for":
        return False
    return any(c.before(hop) in _STAYS for hop in range(2, 9))


def _rated(c: Context) -> bool:
    """ "in the office four days a week", but "24 hours a day"."""
    rated = c.after() in ("a", "per", "each", "every") and c.after(1) in _SINGULARS
    return rated and not _idiom(c) and c.value > 0


def _lasts(c: Context) -> bool:
    """ "expected to last eight weeks": the verb, not "the last eight weeks"."""
    return c.before() == "last" and c.tag_before() in ("VB", "VBP")


def _idiom(c: Context) -> bool:
    """ "24 hours a day", "seven days a week", "three minutes read"."""
    return (c.value, c.after(), c.after(1)) in _IDLE or c.after() == "read"


def _relative(c: Context) -> bool:
    """ "the past nine years", "a period of three years"."""
    framed = c.near() == "the" and c.near(2) in LEX["time_before"]
    return framed or c.near() in _RELATIVE or (c.near() == "of" and c.near(2) in _STRETCHES)


def _framed(c: Context) -> bool:
    """Whether a preposition that sets times stands before: "for three weeks", "over two decades"."""
    inside = (token.lower for token in c.tokens[c.amount.first : c.amount.core])
    return c.before() in LEX["time_before"] or any(word in LEX["time_before"] for word in inside)


RULES: tuple[Rule, ...] = (sets_time,)
