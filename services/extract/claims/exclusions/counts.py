"""Small numbers that count nothing: scores, idle "one", "net zero", "the two", "two-state", "first half"."""

from __future__ import annotations

from services.extract.claims.exclusions.context import LEX, Context, Rule
from services.extract.claims.exclusions.durations import sets_time
from services.extract.claims.numerals import CARDINALS, after_hyphen
from services.extract.claims.tokens import Token

_DASHES = frozenset(("-", "–", "—", "‑", "−"))
_NO_ONE = frozenset(
    (
        "no",
        "any",
        "every",
        "each",
        "this",
        "that",
        "which",
        "the",
        "another",
        "not",
        "by",
        "number",
        "day",
        "some",
        "either",
        "or",
    )
)
_IN_PASSING = frozenset(("in", "at", "from", "on", "to", "with", ""))  # "in one house", and the first word
_ONE_NOT = frozenset(("'s", "’s", "another", "-", "day", "by", "of", "or"))


def _score(c: Context) -> bool:
    """ "3-1", "won 2-5": descending figures with a dash, or any beside words of winning and losing."""
    if not c.unitless or not c.digits:
        return False
    if not c.amount.range:
        return _dashed_on(c, c.amount.last, 1) or _dashed_on(c, c.amount.core - 1, -1)
    if c.tag_before() == "NNP" and c.tag_after() == "NNP" and (c.amount.high or 0) < 20:
        return True
    dashed = any(token.text in _DASHES for token in c.tokens[c.amount.core : c.amount.last])
    if not dashed or (c.amount.high or 0) > 200:
        return False
    around = (*range(max(c.start, c.amount.first - 5), c.amount.first), *range(c.amount.last, min(c.end, c.amount.last + 4)))
    return any(c.tokens[at].lower in LEX["scores"] or _dash_between(c, at) for at in around)


def _dash_between(c: Context, at: int) -> bool:
    """Whether the token at `at` is the dash of another such pair: "6-4, 3-6, 7-5"."""
    left, right = c.at(at - 1), c.at(at + 1)
    if left is None or right is None or c.tokens[at].text not in _DASHES:
        return False
    return left.kind == right.kind == "number" and c.is_glued(at) and c.is_glued(at + 1)


def _dashed_on(c: Context, dash: int, step: int) -> bool:
    """Whether a dash at `dash` joins the amount to another figure in the direction of `step`."""
    token, other = c.at(dash), c.at(dash + step)
    if token is None or other is None or token.text not in "-–" or other.kind != "number":
        return False
    apart = not c.is_glued(dash) and not c.is_glued(dash + 1) and "," not in other.text
    return (c.is_glued(dash) and c.is_glued(dash + 1)) or (apart and c.plain and c.value < 200)


def _one(c: Context) -> bool:
    """ "one" is a figure only where it plainly counts: "one person was killed", "just one case"."""
    number = c.amount.number
    if c.first.lower != "one" or number.last != c.amount.core + 1 or number.value != 1 or c.amount.range:
        return False
    if c.near() == "at" and c.tokens[c.amount.core + 1].lower in ("point", "stage", "time", "moment"):
        return True  # "at one point"
    if c.amount.unit is not None:
        return c.amount.unit.kind == "time" and sets_time(c, one=True)
    if c.near() == "only" and c.after() in ("who", "that", "which", "to", "."):
        return True  # "the only one who"
    if not c.bare:
        return c.after() == "of" and c.tokens[c.amount.first].lower not in ("only", "just", "at")
    return c.near() in _NO_ONE or c.after() in _ONE_NOT or not _counts_one(c)


def _counts_one(c: Context) -> bool:
    if any(c.after(hop) in LEX["harm"] for hop in range(6)) or any(c.near(hop) in LEX["harming"] for hop in (1, 2, 3)):
        return True
    if _is_elliptic(c) or (c.after() == "count" and c.near() == "of"):  # "guilty of one count of fraud"
        return True
    listed = c.near() in ("and", ",", "plus") and c.tag_after().startswith(("NN", "JJ"))
    counted = any(c.after(hop) in LEX["persons"] for hop in range(3))
    return ((listed or counted) and _counted_beside(c)) or (c.after() in LEX["materiel"] and c.near() not in _IN_PASSING)


def _is_elliptic(c: Context) -> bool:
    """Whether "one" is one more or one of those before: "three died in Lund, and one in Berg"."""
    behind = c.near() == "with" and c.near(2) == "," and c.tag_after() == "VBG"
    apart = c.near() == "and" and c.after() in ("in", "at", "near") and c.tag_after(1) in ("NNP", "DT")
    return (behind or apart) and any(_counts(c.tokens[at]) for at in range(c.start, c.amount.core - 1))


def _counts(token: Token) -> bool:
    return token.kind == "number" or token.lower in CARDINALS


def _counted_beside(c: Context) -> bool:
    """Whether another number stands close by: "two men and one woman"."""
    around = (*range(max(c.start, c.amount.core - 6), c.amount.core), *range(c.amount.last, min(c.end, c.amount.last + 6)))
    return any(_counts(c.tokens[at]) for at in around)


def _zero(c: Context) -> bool:
    """ "net zero", "zero tolerance": no count of things."""
    if c.first.lower != "zero":
        return False
    if c.amount.unit is not None:
        return c.amount.unit.symbol == "point"
    return c.tag_after() != "NNS" or c.near() in ("net", "ground", "absolute", "vision")


def _half(c: Context) -> bool:
    """ "the first half", "half-time", "the eastern half"."""
    if c.first.lower not in ("half", "a", "quarter") or c.amount.number.kind != "fraction":
        return False
    hyphened = c.before() == "-" and c.is_glued(c.amount.core) and c.before(2) in LEX["half_before"]  # "second-half profit"
    if hyphened or (c.first.lower != "a" and c.before() in LEX["half_before"]) or (c.before() == "the" and c.after() != "of"):
        return True
    if c.amount.unit is not None and c.amount.unit.kind == "time":
        return False
    return c.after() in LEX["half_after"] or (c.after() == "-" and c.is_glued(c.amount.last))


def _pointing(c: Context) -> bool:
    """ "the two leaders", "the three were": things already counted."""
    if not c.unitless or c.amount.comparator not in ("=", "~") or c.near() not in LEX["pointing"]:
        return False
    if c.digits or c.value > 12 or c.amount.number.value is None:
        return False
    if c.value == 2 and c.near() not in ("both", "such", "which", "what"):
        return not c.tag_after().startswith("JJ")
    return not (c.tag_after().startswith(("NN", "JJ", "CD", "VBN", "VBG")) or c.after() == "of")


def _kind(c: Context) -> bool:
    """ "two-state", "five-star", "four-door": a kind, not a count; "a 50-strong crowd" counts."""
    word = after_hyphen(c.tokens, c.amount.last, c.end)
    if not c.unitless or word == c.amount.last:
        return False
    stem = c.tokens[word].lower.split("-")[0]
    if stem in LEX["hyphen_counts"]:
        return False
    if stem in LEX["hyphen_kinds"] or c.tokens[word].kind != "word":
        return True
    return c.value < 10 and c.amount.number.kind == "cardinal"


def _denominator(c: Context) -> bool:
    """ "per 100,000 people", "for every 10 births", "on a scale of 1 to 10"."""
    if c.near() == "of" and c.near(2) == "scale":
        return True
    return c.near() == "per" or (c.near() == "every" and c.unitless and c.near(2) == "for")


def _manner(c: Context) -> bool:
    """ "several times", "multiple occasions", "several other": a manner of speaking."""
    vague = c.amount.number.value is None and c.first.lower in ("several", "multiple")
    return vague and c.after() in ("times", "occasions")


def _turn(c: Context) -> bool:
    """ "a 180-degree turn", "nine-to-five", "a high-five": figures of speech."""
    unit = c.amount.unit
    if unit is not None:
        return unit.symbol == "degree" and c.amount.hyphen and c.value in (90, 180, 360)
    return not c.digits and c.near() == "-" and c.is_glued(c.amount.core) and c.is_glued(c.amount.core - 1)


def _single(c: Context) -> bool:
    """ "not a single", "a single mother", "a single-storey house"."""
    if c.tokens[c.amount.last - 1].lower != "single":
        return False
    return c.near() in ("not", "as") or c.after() in LEX["single_not"] or c.after() == "-"


RULES: tuple[Rule, ...] = (_score, _one, _zero, _half, _pointing, _kind, _denominator, _manner, _turn, _single)
