"""The noun phrase right behind a figure: "3,000 soldiers", "191 of the approximately 250 files", "a 9 percent cut"."""

from __future__ import annotations

from services.extract.claims.measured import COPULAS, is_period
from services.extract.claims.numerals import FRACTIONS
from services.extract.claims.phrases import AUXILIARIES, CALENDAR, VERBS, Phrase, extended, phrase_from, points_back
from services.extract.claims.sums import PLIGHTS
from services.extract.claims.tokens import Token, is_number
from services.extract.lexicons import load

_MOVEMENTS = frozenset(load("counting")["movements"].split())
_PERIODS = frozenset(("day", "week", "month", "year", "hour", "night"))
_NUMERIC = frozenset(("percent", "per", "cent", "million", "billion"))
_TIMELY = frozenset(("earlier", "later", "last", "next"))
# After a figure, the beginning of a rate or a dimension: "90,000 each month", "1,250 feet tall".
_NO_THING = frozenset(("each", "every", "per", "a", "an", "tall", "high", "long", "wide", "deep", "thick", "old", "away"))
_UNCOUNTED = _NO_THING | {"others", "times", "prisoner", "hostage", "captive", "fewer", "less"}
_VERBS = VERBS - {"VBG", "VBN"}  # those that are no modifiers


def following(tokens: list[Token], at: int, end: int) -> Phrase | None:
    """The phrase right after the figure: "3,000 soldiers", "191 of the approximately 250 files", "dozens of people"."""
    if at < end and tokens[at].lower in _NO_THING:
        return None
    if at + 1 < end and tokens[at].text == "/" and tokens[at + 1].lower in _PERIODS:
        at += 2  # "a R500/month wage"
    if at + 3 < end and tokens[at].text == "," and tokens[at + 1].kind == "number" and tokens[at + 2].text == "-":
        at += 4  # "a £30m, 10-year deal"
    if at + 3 < end and tokens[at].tag in ("VBN", "JJ") and tokens[at + 1].lower in ("and", "or") and is_number(tokens[at + 2]):
        at += 3  # "40 confirmed and 90 suspected cases"
    at = _past_of(tokens, past_inset(tokens, at, end), end)
    while at < end and (tokens[at].lower in ("more", "other", "such", "additional", "separate") or tokens[at].text in "“\"‘'"):
        at += 1
    if at < end and tokens[at].lower == "times" and not _multiplies(tokens, at + 1, end):
        return at, at + 1
    others = at + 1 < end and tokens[at].lower == "others" and (tokens[at + 1].lower in PLIGHTS or tokens[at + 1].tag == "VBN")
    if others or _is_noun_here(tokens, at, end):  # "380,000 others wounded"
        return at, at + 1
    if at >= end or _counts_nothing(tokens, at, end):
        return None
    phrase = phrase_from(tokens, at, end)
    if phrase is None:
        return (
            (at, at + 1) if tokens[at].lower in PLIGHTS and tokens[at - 1].lower in ("the", "all") else None
        )  # "41 of the dead"
    taken = tokens[phrase[0]].tag == "VBN" and tokens[phrase[1] - 1].tag == "NN"  # "about 250 taken hostage"
    timely = (
        tokens[phrase[1] - 1].lower in CALENDAR or tokens[phrase[0]].lower in _TIMELY or _sets_time(tokens, at, phrase, end)
    )
    return None if taken or timely else extended(tokens, phrase, end)  # "down from 30 earlier Friday", "will be 2% next year"


def _counts_nothing(tokens: list[Token], at: int, end: int) -> bool:
    """Whether the word behind a figure is nothing counted: "€14 more a month", "one receiving care", "took 11 prisoner"."""
    token = tokens[at]
    if token.tag in _VERBS or token.lower in _UNCOUNTED:
        return True
    again = at + 2 < end and tokens[at + 1].lower in ("on", "over") and tokens[at + 2].lower == token.lower  # "year on year"
    return again or (token.tag == "VBG" and tokens[at - 1].lower == "one")


def _is_noun_here(tokens: list[Token], at: int, end: int) -> bool:
    """Whether a word is a noun in spite of its tag: "its $18 million appeal is short", "a 9 percent cut in wages"."""
    if at + 1 >= end or tokens[at].tag not in VERBS:
        return False
    if tokens[at].tag == "VBZ" and tokens[at - 1].kind == "number" and tokens[at].lower not in AUXILIARIES:
        return tokens[at - 1].text != "1" and tokens[at + 1].tag in ("IN", ",", ".")  # "23,800 returns by May"
    first = at
    while first > 0 and (tokens[first - 1].kind in ("number", "currency") or tokens[first - 1].lower in _NUMERIC):
        first -= 1
    if first in (at, 0) or tokens[first - 1].tag not in ("DT", "PRP$"):
        return False
    return tokens[at + 1].lower in COPULAS or (tokens[at].lower in _MOVEMENTS and tokens[at + 1].lower in ("in", "of"))


def _sets_time(tokens: list[Token], at: int, phrase: Phrase, end: int) -> bool:
    """Whether a period behind the figure only tells when: "up 4% this year", "from 60 five years ago", "12% year to date"."""
    dated = phrase[1] + 1 < end and [token.lower for token in tokens[phrase[1] : phrase[1] + 2]] == ["to", "date"]
    whole = tokens[at].lower == "the" and tokens[at - 1].lower not in ("of", *FRACTIONS)  # "from £77m the previous year"
    told = tokens[at].lower in ("this", "that") or tokens[phrase[0]].tag == "CD" or dated or whole
    return told and is_period(tokens, phrase)


def _past_of(tokens: list[Token], at: int, end: int) -> int:
    """The first word behind "of" and the small words after it; `end` where only a pronoun stands there ("half of that")."""
    if at + 1 < end and tokens[at].text in ("”", '"') and tokens[at + 1].lower == "of":
        at += 1  # “something like 40 percent” of the crop
    if at >= end or tokens[at].lower != "of":
        return at
    if points_back(tokens, at + 1, end):
        return end
    at += 1
    while at < end and (tokens[at].tag in ("DT", "CD", "RB", "IN", "JJR") or tokens[at].kind == "number"):
        at += 1
    return at


def _multiplies(tokens: list[Token], at: int, end: int) -> bool:
    """Whether "times" tells how much greater something is: "two to three times higher", "eight times the 500"."""
    return at < end and (tokens[at].tag in ("JJR", "RBR", "DT", "PRP$") or tokens[at].lower in ("as", "that", "those"))


def past_inset(tokens: list[Token], at: int, end: int) -> int:
    """Behind a second form of the figure set in ("a quarter — 26% — of it", "4 inches (102 mm) of"), or before it as well."""
    cursor, hyphen = at, at > 1 and tokens[at - 2].text == "-"  # "the 50-hectare (120-acre) fire"
    if at + 1 < end and tokens[at].text == "(" and tokens[at + 1].kind == "number":
        closing = next((n for n in range(at + 2, min(end, at + 6)) if tokens[n].text == ")"), None)
        inset = closing is not None and closing + 1 < end and (tokens[closing + 1].lower == "of" or hyphen)
        return closing + 1 if inset and closing is not None else at
    if at + 1 < end and tokens[at].text == "," and tokens[at + 1].lower == "of":
        return at + 1  # "$9bn, or 14 percent, of the budget"
    if at + 1 < end and tokens[at].text == "," and tokens[at + 1].lower == "or":
        closing = next((n for n in range(at + 3, min(end, at + 8)) if tokens[n].text == ","), None)
        return closing + 1 if closing is not None and closing + 1 < end and tokens[closing + 1].lower == "of" else at
    while cursor < min(end, at + 6) and (tokens[cursor].text in "—–-(),%" or tokens[cursor].kind == "number"):
        cursor += 1
    told = any(token.text in "—–)" for token in tokens[at:cursor])
    return cursor if told and cursor < end and tokens[cursor].lower == "of" else at
