"""Durations that only set a time ("in the past four years", "two days ago") and are not themselves the fact."""

from __future__ import annotations

from services.extract.claims.exclusions.context import LEX, Context, Rule

_LINKS = frozenset(("on", "after", "before", "from", "into", "since"))  # may also go on with the sentence
_CLAUSE = 14  # words within which the verb of a clause stands before a duration
_ENDS = frozenset(",;:—–()")
_RELATIVE = frozenset(("past", "last", "next", "coming", "previous", "preceding", "these", "those", "no", "any"))
_STRETCHES = frozenset(("period", "space", "span", "course", "matter", "duration", "[", "("))
_TERMS = frozenset(
    ("incubation", "waiting", "notice", "grace", "recovery", "gestation", "quarantine", "probation", "retention")
)
_SINGULARS = frozenset(("minute", "hour", "day", "night", "week", "month", "year", "decade"))
_IDLE = frozenset(((24.0, "a", "day"), (7.0, "a", "week"), (365.0, "a", "year"), (24.0, "per", "day")))


def sets_time(c: Context, *, one: bool = False) -> bool:
    """Whether the amount is a duration that only sets a time. `one`: the number is "one", seldom a fact."""
    unit = c.amount.unit
    if unit is None or unit.kind != "time" or unit.symbol == "millisecond":
        return False
    if unit.symbol == "second" and not c.amount.hyphen:
        return c.after() in ("ago", "later", "earlier", "into")
    if _went_on(c):
        return False
    if _points_away(c):
        return True
    if _fact_noun(c) or _lasts(c) or _bounding(c) or _rated(c):
        return False
    return _attributive(c) or _idiom(c) or _relative(c) or ((_framed(c) or one) and not _fact_verb(c))


def _attributive(c: Context) -> bool:
    """ "a five-day tour", "a 20 minute walk"."""
    if c.tokens[c.amount.last - 1].lower == "years-old":
        return False
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


def _went_on(c: Context) -> bool:
    """ "were offline for nine days", "fell for 15 months in a row": how long something told before went on is the fact, where
    "For two days, ..." only sets the scene."""
    if (c.after(), c.after(1), c.after(2)) == ("in", "a", "row"):
        return True
    return c.before() == "for" and _told(c, 2) and not _is_unmatched(c)


def _is_unmatched(c: Context) -> bool:
    """ "the largest sale for nine years", "the first visit in the city for a decade": how far back nothing matches it."""
    for at in range(c.amount.first - 2, max(c.start, c.amount.first - _CLAUSE), -1):
        if c.tokens[at].tag == "JJS" or c.tokens[at].lower in ("first", "most"):
            return True
        if c.tokens[at].text in _ENDS or c.tokens[at].tag.startswith("VB"):
            return False
    return False


def _bounding(c: Context) -> bool:
    """ "were seen within four hours": the longest time that something told before took; not "within two days of the vote"."""
    return c.near() == "within" and c.after() != "of" and _told(c, 1)


def _told(c: Context, hops: int) -> bool:
    """Whether a verb stands before the duration in its clause, `hops` words or more away."""
    for at in range(c.amount.first - hops, max(c.start, c.amount.first - hops - _CLAUSE) - 1, -1):
        token = c.tokens[at]
        if token.text in _ENDS:
            return False
        if token.tag.startswith("VB"):
            return True
    return False


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
    stretch = c.near() == "of" and c.near(2) in _STRETCHES and c.near(3) not in _TERMS
    return framed or c.near() in _RELATIVE or stretch


def _framed(c: Context) -> bool:
    """Whether a preposition that sets times stands before: "for three weeks", "over two decades"."""
    inside = (token.lower for token in c.tokens[c.amount.first : c.amount.core])
    return c.before() in LEX["time_before"] or any(word in LEX["time_before"] for word in inside)


RULES: tuple[Rule, ...] = (sets_time,)
