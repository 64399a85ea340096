"""Numbers that are no figures: dates, clock times, ages, ordinals, names, scores, addresses, idioms, mere settings of time."""

from __future__ import annotations

from collections.abc import Callable

from services.extract.claims.amounts import Amount
from services.extract.claims.numbers import after_hyphen, glued, lower_at
from services.extract.claims.tokens import Token
from services.extract.lexicons import load

_LEX = {name: frozenset(words.split()) for name, words in load("counting").items()}
_DASHES = frozenset(("-", "–", "—", "‑", "−"))
_ORDINAL_ENDS = frozenset(("st", "nd", "rd", "th"))
_BE = frozenset(("is", "was", "are", "were", "turned", "turns", "turn", "turning", "be", "'s"))
_PERSONAL = frozenset(("he", "she", "i", "who", "they", "you"))


_LINKS = frozenset(("on", "after", "before", "from", "into", "since"))


class Context:
    """An amount among the tokens of its sentence, `tokens[start:end]`; `heading` for headlines and list items."""

    __slots__ = ("amount", "end", "heading", "start", "tokens")

    def __init__(self, tokens: list[Token], amount: Amount, start: int, end: int, *, heading: bool) -> None:
        self.tokens = tokens
        self.amount = amount
        self.start = start
        self.end = end
        self.heading = heading

    def before(self, hops: int = 1) -> str:
        """The folded word `hops` before the amount and its comparators."""
        at = self.amount.first - hops
        return self.tokens[at].lower if at >= self.start else ""

    def near(self, hops: int = 1) -> str:
        """The folded word `hops` before the number (or its currency sign) itself, comparators not skipped."""
        at = self.amount.core - hops
        return self.tokens[at].lower if at >= self.start else ""

    def after(self, hops: int = 0) -> str:
        return lower_at(self.tokens, self.amount.last + hops, self.end)

    def tag_after(self, hops: int = 0) -> str:
        at = self.amount.last + hops
        return self.tokens[at].tag if at < self.end else ""

    @property
    def text(self) -> str:
        """The number's first token."""
        return self.tokens[self.amount.core].text

    @property
    def plain(self) -> bool:
        """A bare figure in digits: no unit, no thousands comma."""
        amount = self.amount
        return (
            amount.unit is None
            and self.tokens[amount.core].kind == "number"
            and "," not in self.text
            and amount.number.scale == 1
        )

    @property
    def value(self) -> float:
        return self.amount.number.value or 0.0


def is_excluded(context: Context) -> bool:
    """Whether the amount is no figure."""
    return any(rule(context) for rule in _RULES)


def _glued_letters(c: Context) -> bool:
    """ "1990s", "21st", "20-something", "50/50", "2.0.1": letters or signs that make it no number."""
    at = c.amount.last
    if at < c.end and glued(c.tokens, at):
        follower = c.tokens[at]
        if follower.lower in _ORDINAL_ENDS or (follower.lower == "s" and c.tokens[c.amount.core].kind == "number"):
            return True
        if follower.text == "/" and at + 1 < c.end and c.tokens[at + 1].kind == "number":
            return True
        if follower.kind in ("word", "name") and c.amount.unit is None and c.tokens[at - 1].kind == "number":
            return True
    if c.amount.core > c.start and glued(c.tokens, c.amount.core):
        previous = c.tokens[c.amount.core - 1]
        if previous.text in "/#_" and c.tokens[c.amount.core].kind == "number":
            return True
        if previous.text in "'’" and c.plain and len(c.text) == 2:
            return True
    return c.after(1) in _LEX["ordinals"] and c.after() == "-"


def _zero_led(c: Context) -> bool:
    return c.plain and len(c.text) > 1 and c.text[0] == "0" and c.text[1] != "."


def _year(c: Context) -> bool:
    if not c.plain or len(c.text) != 4 or not "1000" <= c.text <= "2100":
        return False
    if c.amount.range:
        return True
    if (
        c.amount.comparator not in ("=",)
        and c.tag_after() in ("NNS", "JJ", "NN")
        and c.near() not in ("around", "over", "before", "by")
    ):
        return False
    if not "1500" <= c.text <= "2100":
        return False
    plural = c.tag_after() == "NNS" and c.after() not in _LEX["events"] and c.before() not in _LEX["year_before"]
    if c.text < "1900":
        return not plural
    at = c.amount.first - 1
    return not (plural and at >= c.start and c.tokens[at].tag in ("VBD", "VBN", "VB", "VBG", "VBZ", "VBP"))


def _date(c: Context) -> bool:
    if c.amount.unit is not None or not 0 < c.value <= 31 or not c.amount.number.digits:
        return False
    if c.before() in _LEX["months"] and c.tokens[c.amount.first - 1].text[0].isupper():
        return True
    if c.before() == "." and c.before(2) in _LEX["months"]:
        return True
    if c.before() in _LEX["weekdays"] or (c.before() == "," and c.before(2) in _LEX["weekdays"]):
        return not c.tag_after().startswith("NNS")
    return _month_follows(c)


def _month_follows(c: Context) -> bool:
    """ "5 May", "5 and 6 May", "5, 6 and 7 May"."""
    at = c.amount.last
    for _ in range(6):
        if at >= c.end:
            return False
        token = c.tokens[at]
        if token.lower in _LEX["months"] and token.text[0].isupper():
            return True
        if token.kind != "number" and token.lower not in ("and", "to", ",", "-", "–", "or", "of"):
            return False
        at += 1
    return False


def _clock(c: Context) -> bool:
    if c.amount.unit is not None and not (c.amount.unit.symbol == "hour" and len(c.text) == 4 and c.text.isdigit()):
        return False
    if c.after() in _LEX["clock"] and c.value <= 2400 and c.after() != "est":
        return True
    if (
        c.after() in ("in", "on", "this")
        and c.before() == "at"
        and c.after(2) in ("morning", "afternoon", "evening")
        and c.value <= 12
    ):
        return True
    return c.amount.unit is not None or (c.after() == "-" and c.after(2) in _LEX["clock"] and c.value <= 12)


def _age(c: Context) -> bool:
    unit = c.amount.unit
    word = after_hyphen(c.tokens, c.amount.last, c.end)
    following = lower_at(c.tokens, word, c.end)
    if following.startswith(("year-old", "month-old", "week-old", "day-old", "years-old", "months-old", "year-olds")):
        return True
    if unit is not None:
        return unit.kind == "time" and (
            c.after() in ("old", "olds", "-old", "younger") or (c.after() == "of" and c.after(1) == "age")
        )
    if c.amount.comparator in (">=", "<=") and c.amount.last > c.amount.number.last:
        return False
    if c.near() in ("aged", "age", "ages") or (c.near() in ("of", "between", "from") and c.near(2) in ("age", "ages", "aged")):
        return True
    if not 1 <= c.value <= 115 or c.value != int(c.value):
        return False
    return _appositive_age(c) or _predicate_age(c)


def _appositive_age(c: Context) -> bool:
    """ "Ms Okafor, 33, ..." """
    if not c.plain or c.before() != "," or c.amount.first != c.amount.core:
        return False
    named = c.amount.first - 2 >= c.start and c.tokens[c.amount.first - 2].kind in ("word", "clitic", "sign")
    last = c.amount.last >= c.end
    follower = c.after()
    if not (last or follower in (",", ".", ";", ")", ":", "who", "”", '"', "and", "from", "of", "was")):
        return False
    capital = named and c.tokens[c.amount.first - 2].text[:1].isupper()
    return capital or (named and follower == "," and c.tokens[c.amount.first - 2].tag == "NN")


def _predicate_age(c: Context) -> bool:
    """ "she was 15 when", "he turned 80"."""
    follower = c.tag_after()
    counted = follower.startswith(("NN", "JJ", "CD", "VBN")) or c.after() in ("%", "of", "to", "-", "out", "in")
    if c.near() in ("turned", "turns", "turning") and not counted:
        return True
    if c.near() in _BE and c.near(2) in _PERSONAL and c.near(2) != "they" and not counted:
        return True
    if c.near() in ("under", "over") and c.near(2) in (
        "people",
        "children",
        "those",
        "women",
        "men",
        "kids",
        "girls",
        "boys",
        "anyone",
    ):
        return not follower.startswith(("NN", "JJ"))
    return c.near() == "at" and c.after() == "," and c.after(1) in _PERSONAL


def _ranked(c: Context) -> bool:
    """ "No. 1", "top 10", "number 5"."""
    if c.amount.unit is not None:
        return False
    if c.near() == "." and c.near(2) in ("no", "nos", "art", "sec", "vol", "fig", "p", "pp", "ch", "para"):
        return True
    return c.near() == "top" and c.near(2) not in ("to", "will", "could", "may", "would")


def _named(c: Context) -> bool:
    """A number that is part of a name: "Phase 3", "Boeing 737", "Falcon 9", "Route 66"."""
    amount = c.amount
    at = amount.core - 1
    if amount.unit is not None or amount.number.kind != "cardinal" or at < c.start or amount.comparator not in ("=", "range"):
        return _number_name(c)
    previous = c.tokens[at]
    if c.tokens[amount.core].kind != "number" and previous.lower not in (
        "phase",
        "stage",
        "level",
        "chapter",
        "day",
        "week",
        "game",
    ):
        return _number_name(c)
    if not c.plain or previous.kind not in ("word", "name"):
        return False
    counted = _counts_plural(c)
    if previous.lower in _LEX["naming"]:
        return previous.text[0].isupper() or not counted
    if previous.lower in _LEX["makers"]:
        return True
    capital = previous.text[0].isupper() and at > c.start and previous.tag in ("NNP", "NNPS", "NN", "JJ")
    if c.heading:
        return (
            capital
            and previous.tag == "NNP"
            and not counted
            and c.text.isdigit()
            and c.tag_after() not in ("NN", "JJ", "VBN", "NNP")
        )
    return capital and not counted and c.value == int(c.value)


def _counts_plural(c: Context) -> bool:
    """Whether a plural noun follows, with at most two adjectives or nouns between."""
    for hop in range(4):
        tag = c.tag_after(hop)
        if tag in ("NNS", "NNPS") or c.after(hop) in ("people", "percent", "per"):
            return True
        if tag not in ("JJ", "NN", "VBN", "VBG", "NNP", "RB", "CD"):
            return False
    return False


def _number_name(c: Context) -> bool:
    """A capitalised number word in running prose names something: "Five Eyes", "Channel Nine"."""
    token = c.tokens[c.amount.core]
    if c.heading or token.kind != "word" or not token.text[0].isupper() or c.amount.unit is not None:
        return False
    at = c.amount.core - 1
    if at < c.start or c.tokens[at].text in ("“", '"', "‘", "'", ":", "-", "—", "–", "(", "•", ".", "[", "…", "..."):
        follower = c.amount.last
        named = follower < c.end and c.tokens[follower].text[:1].isupper() and c.tokens[follower].tag == "NNP"
        return named and at >= c.start
    return c.amount.first == c.amount.core


def _address(c: Context) -> bool:
    if not c.plain:
        return False
    for hop in range(4):
        at = c.amount.last + hop
        if at >= c.end or not c.tokens[at].text[0].isupper():
            return False
        if hop and c.tokens[at].lower in _LEX["streets"]:
            return True
    return False


def _bracketed(c: Context) -> bool:
    """ "[1]", "(19)": a footnote, a date or an age."""
    return c.plain and c.amount.comparator == "=" and c.near() in ("(", "[") and c.after() in (")", "]")


def _score(c: Context) -> bool:
    amount = c.amount
    if amount.unit is not None or c.tokens[amount.core].kind != "number":
        return False
    if not amount.range:
        joined = amount.last < c.end and c.tokens[amount.last].text in "-–" and glued(c.tokens, amount.last)
        behind = amount.core > c.start and c.tokens[amount.core - 1].text in "-–" and glued(c.tokens, amount.core)
        forward = (
            joined
            and amount.last + 1 < c.end
            and c.tokens[amount.last + 1].kind == "number"
            and glued(c.tokens, amount.last + 1)
        )
        backward = (
            behind
            and amount.core - 2 >= c.start
            and c.tokens[amount.core - 2].kind == "number"
            and glued(c.tokens, amount.core - 1)
        )
        return forward or backward
    dashed = any(token.text in _DASHES for token in c.tokens[amount.core : amount.last])
    if not dashed or (amount.high or 0) > 200:
        return False
    around = c.tokens[max(c.start, amount.first - 5) : amount.first] + c.tokens[amount.last : min(c.end, amount.last + 4)]
    return any(token.lower in _LEX["scores"] for token in around)


def _one(c: Context) -> bool:
    """ "one" is a figure only where it plainly counts: "one person was killed", "just one case"."""
    token = c.tokens[c.amount.core]
    if token.lower != "one" or c.amount.number.last != c.amount.core + 1 or c.amount.number.value != 1 or c.amount.range:
        return False
    if c.amount.unit is not None:
        return c.amount.unit.kind == "time" and _setting(c, one=True)
    if c.near() in ("no", "any", "every", "each", "this", "that", "which", "the", "another", "not", "by", "number", "day"):
        return True
    if c.after() in ("'s", "’s", "another", "-", "day", "by"):
        return True
    if c.amount.first < c.amount.core:
        return c.after() == "of" and c.tokens[c.amount.first].lower not in ("only", "just", "at")
    if c.after() == "of":
        return True
    return not (
        any(c.after(hop) in _LEX["persons"] for hop in range(3)) or any(c.after(hop) in _LEX["harm"] for hop in range(4))
    )


def _zero(c: Context) -> bool:
    """ "net zero", "zero tolerance": no count of things."""
    if c.text.lower() != "zero" or c.amount.unit is not None:
        return False
    return c.tag_after() != "NNS" or c.near() in ("net", "ground", "absolute", "vision", "net-")


def _half(c: Context) -> bool:
    number = c.amount.number
    if c.tokens[c.amount.core].lower not in ("half", "a", "quarter") or number.kind != "fraction":
        return False
    if c.before() in _LEX["half_before"] and c.before() != "each":
        return True
    if c.amount.unit is not None and c.amount.unit.kind == "time":
        return False
    return c.after() in _LEX["half_after"] or (c.after() == "-" and glued(c.tokens, c.amount.last))


def _pointing(c: Context) -> bool:
    """ "the two leaders", "the three were": things already counted."""
    if c.amount.unit is not None or c.amount.comparator != "=" or c.amount.first != c.amount.core:
        return False
    if c.near() not in _LEX["pointing"] or c.tokens[c.amount.core].kind != "word" or c.value > 12:
        return False
    if c.value == 2 and c.near() in ("the", "these", "those", "other", "any", "no"):
        return not c.tag_after().startswith("JJ")
    return not (c.tag_after().startswith(("NN", "JJ", "CD", "VBN", "VBG")) or c.after() == "of")


def _hyphened(c: Context) -> bool:
    """ "two-state", "five-star", "four-door": a kind, not a count; "a 50-strong crowd" counts."""
    amount = c.amount
    word = after_hyphen(c.tokens, amount.last, c.end)
    if amount.unit is not None or word == amount.last:
        return False
    follower = c.tokens[word].lower
    if follower.split("-")[0] in _LEX["hyphen_counts"]:
        return False
    if follower.split("-")[0] in _LEX["hyphen_kinds"] or c.tokens[word].kind != "word":
        return True
    return c.value < 10 and amount.number.kind == "cardinal"


def _denominator(c: Context) -> bool:
    """ "per 100,000 people", "for every 10 births"."""
    unit = c.amount.unit
    if c.near() == "per":
        return True
    return c.near() == "every" and unit is None and c.near(2) == "for"


def _vague_times(c: Context) -> bool:
    """ "several times", "multiple occasions": a manner of speaking."""
    return (
        c.amount.number.value is None
        and c.text.lower() in ("several", "multiple")
        and c.after() in ("times", "occasions", "other")
    )


def _setting(c: Context, *, one: bool = False) -> bool:
    """A duration that only sets a time ("in the past four years", "two days ago") and is not itself the fact."""
    amount = c.amount
    if amount.unit is None or amount.unit.kind != "time" or amount.unit.symbol == "millisecond":
        return False
    window = [token.lower for token in c.tokens[amount.last : min(c.end, amount.last + 4)]]
    following = window[0] if window else ""
    if following in _LEX["time_after"] and not (following in _LINKS and _fact_verb(c)):
        return True
    if not _LEX["duration_nouns"].isdisjoint(window):
        return False
    if amount.hyphen:
        return True
    if _idle(c):
        return True
    if c.near() == "of" and c.near(2) in ("period", "space", "span", "course", "matter", "duration", "[", "("):
        return True
    framed = c.before() in _LEX["time_before"] or any(
        token.lower in _LEX["time_before"] for token in c.tokens[amount.first : amount.core]
    )
    return (framed or one) and not _fact_verb(c)


def _fact_verb(c: Context) -> bool:
    """Whether a verb such as "sentenced", "lasted" or "served" governs the duration."""
    words = [token.lower for token in c.tokens[max(c.start, c.amount.first - 4) : c.amount.first]]
    return not _LEX["duration_verbs"].isdisjoint(words)


def _idle(c: Context) -> bool:
    """ "24 hours a day", "seven days a week", "three minutes read"."""
    phrase = (c.value, c.after(), c.after(1))
    if phrase in ((24.0, "a", "day"), (7.0, "a", "week"), (365.0, "a", "year"), (24.0, "per", "day")):
        return True
    return c.after() == "read"


def _single(c: Context) -> bool:
    """ "not a single", "a single mother", "a single-storey house"."""
    if c.tokens[c.amount.last - 1].lower != "single":
        return False
    return c.near() == "not" or c.after() in _LEX["single_not"] or c.after() == "-"


def _phone(c: Context) -> bool:
    """Three or more groups of digits in a row: "0800 123 456", "555-123-4567"."""
    if not c.plain:
        return False
    groups, at = 0, c.amount.core
    while at < c.end and groups < 4 and (c.tokens[at].kind == "number" or c.tokens[at].text in "-–"):
        groups += c.tokens[at].kind == "number"
        at += 1
    first = c.amount.core
    while first > c.start and (c.tokens[first - 1].kind == "number" or c.tokens[first - 1].text in "-–"):
        first -= 1
        groups += c.tokens[first].kind == "number"
    return groups >= 3 and all("," not in token.text for token in c.tokens[first:at])


def _magnitude_named(c: Context) -> bool:
    """ "Budget 3.0", "Web 2.0"."""
    at = c.amount.core - 1
    return c.plain and c.text.endswith(".0") and at >= c.start and c.tokens[at].text[0].isupper()


_RULES: tuple[Callable[[Context], bool], ...] = (
    _glued_letters,
    _zero_led,
    _year,
    _clock,
    _date,
    _age,
    _ranked,
    _named,
    _magnitude_named,
    _address,
    _bracketed,
    _score,
    _one,
    _zero,
    _half,
    _pointing,
    _hyphened,
    _denominator,
    _vague_times,
    _setting,
    _single,
    _phone,
)
