"""Words of time, place and medium between a cue and what is said: "late on Friday", "in a statement posted on Facebook"."""

from __future__ import annotations

from services.extract.claims import cues
from services.extract.claims.cues import words
from services.extract.claims.lexical import ADJECTIVES, NOUNS, is_name_word, is_verb
from services.extract.claims.text import Token
from services.extract.claims.time_values import MONTHS

STATEMENTS = words("complements", "statements")
STOPS = frozenset(".;—–!?…") | {"--", "...", ")"}
_FOCUS = frozenset(
    ["no", "all", "both", "even", "only", "just", "now", "still", "never", "first"]
)  # these belong to what is said
_HOURS = frozenset(["morning", "afternoon", "evening", "night", "lunchtime", "midday"])
_UNITS = frozenset(["minutes", "hour", "hours", "day", "days", "week", "weeks", "month", "months", "year", "years"])
_MADE_KNOWN = frozenset(
    ["posted", "released", "published", "issued", "carried", "broadcast", "sent", "shared", "aired", "uploaded", "distributed"]
)  # "in a statement posted on Facebook"
_AMOUNTS = ("number", "currency")
_OBJECTS = frozenset(["the", "a", "an", "its", "their", "about", "over", "more", "nearly", "some", "up", "around", "roughly"])
_PART_OF_DAY = frozenset(["early", "late", "earlier", "later"])
_NO_DAY = frozenset(["may", "march", "last", "this", "next", "later", "earlier", "hours", "days"])
_DAYS = 31


def skip_adjuncts(items: list[Token], at: int) -> int:
    """Step over words of time, place and medium after a cue, as long as they plainly are no part of what is said."""
    start = at
    while at < len(items):
        end = _adjunct_end(items, at)
        if end is None:
            break
        at = end
    stopped = at < len(items) and at > start and items[at].tag != "QUOTE" and items[at].kind != "sign"
    return start if stopped and not _starts_clause(items[at]) else at


def date_end(items: list[Token], at: int) -> int:
    """Where the date at `at` ends ("Nov. 18", "March 12, 2024"); `at` itself where none stands there."""
    if at >= len(items) or items[at].lower not in MONTHS or not items[at].text[0].isupper():
        return at
    day = at + 1 + (at + 1 < len(items) and items[at + 1].text == ".")
    if day >= len(items) or not items[day].text.isdecimal() or int(items[day].text) > _DAYS:
        return at
    year = day + 2
    dated = year < len(items) and items[day + 1].text == "," and len(items[year].text) == 4 and items[year].text.isdecimal()
    end = year + 1 if dated else day + 1
    return end + (dated and end < len(items) and items[end].text == ",")


def is_infinitive(items: list[Token], at: int) -> bool:
    """Whether the word behind "to" is a verb: by its tag, or a bare noun with an object ("to recover over 40")."""
    follower = items[at + 1] if at + 1 < len(items) else None
    bare = items[at].tag == "NN" and items[at].text.islower() and follower is not None
    return is_verb(items[at]) or (bare and follower is not None and (follower.kind in _AMOUNTS or follower.lower in _OBJECTS))


def _adjunct_end(items: list[Token], at: int) -> int | None:  # noqa: PLR0911
    """Where the adverb, time or prepositional phrase at `at` ends, or None where there is none."""
    token = items[at]
    low = token.lower
    follower = items[at + 1] if at + 1 < len(items) else None
    dated = date_end(items, at + (low in ("on", "since")))
    if dated > at + 1:
        return dated
    if low == "only" and follower is not None and (follower.text in (",", ":") or follower.tag == "QUOTE"):
        return at + 1
    if low in cues.ADVERBS and low not in _FOCUS and token.text[0].islower():
        return at + 1
    if low in ("last", "earlier", "late", "early", "this") and follower is not None and follower.lower in cues.TIME_WORDS:
        return at + 2
    if low in _PART_OF_DAY and (follower is None or follower.text in STOPS | {","} or follower.lower in ("on", "in")):
        return at + 1  # "said late on Friday", "said earlier"
    if low in cues.TIME_WORDS and low not in _NO_DAY and _capital_time(token):
        return at + 2 if follower is not None and follower.lower in _HOURS else at + 1
    span = _span_end(items, at)
    if span is not None:
        return span
    if low == "to" and follower is not None and is_infinitive(items, at + 1):
        return None  # "expects to recover 40"
    return _prepositional_end(items, at) if low in cues.PREPOSITIONS and not _hedges_figure(items, at) else None


def _hedges_figure(items: list[Token], at: int) -> bool:
    """Whether a preposition belongs to a figure: "at least 41 dead", "over 40", not "at 10 in the morning"."""
    low, follower = items[at].lower, items[at + 1] if at + 1 < len(items) else None
    if follower is None or low == "at":
        return follower is not None and follower.lower in ("least", "most")
    behind = items[at + 2] if at + 2 < len(items) else None
    timed = behind is not None and (behind.lower in cues.TIME_WORDS or behind.lower in ("a.m", "p.m", "am", "pm", "o'clock"))
    return low in ("about", "around", "over", "under", "between", "up") and follower.kind == "number" and not timed


def _span_end(items: list[Token], at: int) -> int | None:
    """Where a time counted from another ends: "a day later", "hours after the fire"; None where there is none."""
    unit = next((n for n in range(at, min(at + 4, len(items))) if items[n].lower in _UNITS), None)
    if unit is None or unit + 1 >= len(items) or not all(_counts_time(token) for token in items[at:unit]):
        return None
    if items[unit + 1].lower in ("later", "earlier", "ago", "afterwards", "afterward"):
        return unit + 2
    return _prepositional_end(items, unit + 1) if items[unit + 1].lower in ("after", "before") else None


def _counts_time(token: Token) -> bool:
    return token.tag in ("CD", "DT") or token.kind == "number" or token.lower in ("several", "few", "some", "many")


def _capital_time(token: Token) -> bool:
    return token.text[0].isupper() or token.lower in ("yesterday", "today", "tonight")


def _starts_clause(token: Token) -> bool:
    return (
        token.lower in cues.DETERMINERS
        or token.lower in cues.SUBJECT_PRONOUNS
        or is_name_word(token)
        or token.kind in ("number", "currency")
        or (
            token.lower in ("there", "people", "more", "about", "around", "at", "up", "nearly", "some")
            or token.tag in NOUNS | ADJECTIVES | {"CD", "PRP", "DT", "EX"}
        )
    )


def _prepositional_end(items: list[Token], at: int) -> int | None:
    """Where the prepositional phrase at `at` ends when it names a time or a statement, or runs up to a sign; else None."""
    index = at + 1
    seen_time = False
    while index < len(items) and (
        items[index].lower in cues.TIME_WORDS or items[index].kind == "number" or items[index].lower in ("the", "a", "an")
    ):
        seen_time = seen_time or items[index].lower in cues.TIME_WORDS
        index += 1
    compound = index < len(items) and items[index].tag in ("NN", "NNS")  # "at a Friday news briefing"
    if seen_time and not compound and items[at].lower in ("on", "in", "at", "by", "during", "late", "early"):
        return index
    for index in range(at + 1, min(len(items), at + 18)):
        token = items[index]
        if token.tag == "QUOTE" or (token.kind == "sign" and token.text not in "’'&-()"):
            return index if token.tag == "QUOTE" or token.text in STOPS or token.text in (",", ":") else None
        if token.lower in STATEMENTS:
            nxt = items[index + 1] if index + 1 < len(items) else None
            if nxt is not None and nxt.lower in _MADE_KNOWN:
                return _prepositional_end(items, index + 2) if index + 2 < len(items) else index + 2
            return (
                index + 1
                if nxt is None or nxt.kind == "sign" or (nxt.lower not in STATEMENTS and nxt.lower not in cues.PREPOSITIONS)
                else None
                if nxt.lower in STATEMENTS
                else _prepositional_end(items, index + 1)
            )
        if is_verb(token) and not token.lower.endswith("ing") and index > at + 1 and not is_name_word(token):
            return None
    return len(items) if len(items) - at < 18 else None
