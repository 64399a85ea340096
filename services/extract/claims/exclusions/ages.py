"""Ages of persons: "aged 11 and 7", "a 10-year-old", "Ms Okafor, 33, ...", "she was 15 when"."""

from __future__ import annotations

from services.extract.claims.exclusions.context import Context, Rule

_BE = frozenset(("is", "was", "are", "were", "turned", "turns", "turn", "turning", "be", "'s"))
_PERSONAL = frozenset(("he", "she", "i", "who", "you"))
_CONTRACTED = frozenset(("you're", "i'm", "he's", "she's"))
_OLDER = frozenset(("old", "olds", "younger", "older", "junior", "senior"))
_AGED = frozenset(("aged", "age", "ages"))
_TURNED = frozenset(("turned", "turns", "turning"))
_GROUPS = frozenset(
    ("people", "children", "those", "women", "men", "kids", "girls", "boys", "lads", "teenagers", "anyone", "adults", "persons")
)
_ENDS = frozenset((",", ".", ";", ")", ":", "who", "”", '"', "and", "from", "of", "was", "—", "–", ""))
_OLDEST = 115


def _years_old(c: Context) -> bool:
    """ "a 10-year-old", "11 years old", "16- and 17-year-olds", "three years younger"."""
    written = c.tokens[c.amount.last - 1].lower == "years-old" and not c.amount.range
    if written or (c.follower().split("-")[-1] in _OLDER and c.follower().count("-") == 1):
        return True
    if c.after() == "-" and c.after(1) in ("and", "to", "or"):
        return any(c.after(hop).startswith("year-old") for hop in (4, 5))
    if not c.digits and c.after() in ("and", "to", "or") and any("year-old" in c.after(hop) for hop in (1, 2, 3)):
        return True  # "Sixteen and 17-year-olds"
    unit = c.amount.unit
    if unit is None or unit.kind != "time":
        return False
    if c.list_head()[0] in _AGED or c.before() in _AGED or (c.near() == "of" and c.near(2) == "age"):
        return c.amount.comparator not in (">=", "<=") and not _bracketed(c)
    after_hyphen = c.after(1) if c.after() == "-" else c.after()
    group = c.amount.range and after_hyphen == "old" and c.tag_before() == "NNS"  # "adults 25 to 34 years old"
    return (after_hyphen in _OLDER and not group) or (c.after() == "of" and c.after(1) == "age")


def _aged(c: Context) -> bool:
    """ "aged 34", "ages of 14 to 17", "as young as 14"; "aged 55 and above" bounds a group and stays."""
    if (
        not c.unitless
        or c.tag_after().startswith("NN")
        or (c.amount.comparator in (">=", "<=") and c.amount.last > c.amount.number.last)
        or _bracketed(c)
    ):
        return False
    head, before = c.list_head()
    return (
        head in _AGED
        or (head in ("of", "between", "from") and before in _AGED)
        or (head == "as" and before in ("young", "old"))
    )


def _bracketed(c: Context) -> bool:
    """ "pupils aged 11 to 15": a range that tells which group is meant."""
    return c.amount.range and c.before() == "aged" and c.tag_before(2) == "NNS"


def _apposed(c: Context) -> bool:
    """ "Ms Okafor, 33, ..." """
    if not _could_be_age(c) or c.before() != "," or not c.bare or c.after() not in _ENDS:
        return False
    named = c.at(c.amount.first - 2)
    if named is None or named.kind not in ("word", "clitic", "sign"):
        return False
    if not c.plain:
        return not c.digits and named.tag == "NNP"
    return named.text[:1].isupper() or (c.after() == "," and named.tag == "NN")


def _could_be_age(c: Context) -> bool:
    return c.unitless and 1 <= c.value <= _OLDEST and c.value == int(c.value)


def _told(c: Context) -> bool:
    """ "she was 15 when", "he turned 80", "now 24,", "who is 71 and"."""
    if not _could_be_age(c) or _counts(c):
        return False
    if (c.near(), c.near(2)) == ("yet", "not") and c.after() in _ENDS:
        return True
    if c.near() in _TURNED or c.before() in _CONTRACTED or (c.before() == "now" and c.after() == ","):
        return True
    if c.before() not in _BE or c.after() == "in":
        return False
    at_the_time = (c.after(), c.after(1), c.after(2)) == ("at", "the", "time")
    if c.before(2) in _GROUPS and c.before() in ("are", "were") and c.before(3) != "of" and c.after() in _ENDS:
        return True
    named = c.tag_before(2) == "NNP" and c.plain and c.after() in ("and", ",", ".", "when", "now", ";")
    return c.before(2) in _PERSONAL or at_the_time or named


def _counts(c: Context) -> bool:
    """Whether the number counts what follows it."""
    return c.tag_after().startswith(("NN", "JJ", "CD", "VBN")) or c.after() in ("%", "of", "to", "-", "out")


def _bounded(c: Context) -> bool:
    """ "children under 5", "at 16, she": ages of groups and in passing."""
    if not _could_be_age(c) or c.tag_after().startswith(("NN", "JJ")):
        return False
    if c.near() in ("under", "over") and c.near(2) in _GROUPS:
        return True
    if (
        c.near() in ("under", "over")
        and c.near(2) in _BE
        and any(c.near(hop) in _GROUPS | {"them", "who"} for hop in (3, 4, 5))
    ):
        return True
    return c.near() == "at" and c.after() == "," and c.after(1) in _PERSONAL


RULES: tuple[Rule, ...] = (_years_old, _aged, _apposed, _told, _bounded)
