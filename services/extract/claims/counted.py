"""What a figure counts or measures, and the event it tells of, in the article's own words."""

from __future__ import annotations

from dataclasses import dataclass

from services.extract.claims.amounts import Amount
from services.extract.claims.lemmas import lemma
from services.extract.claims.numerals import after_hyphen
from services.extract.claims.phrases import (
    AUXILIARIES,
    NOUNS,
    VERBS,
    Phrase,
    extended,
    phrase_from,
    phrase_until,
    subject_before,
    verb_after,
    verb_before,
)
from services.extract.claims.time_values import MONTHS, WEEKDAYS
from services.extract.claims.tokens import Token
from services.extract.lexicons import load

_LEX = {name: frozenset(words.split()) for name, words in load("counting").items()}


_TOLL_REACH = 8
_COPULAS = frozenset(("is", "was", "are", "were", "be", "been"))
_CALENDAR = frozenset((*WEEKDAYS, *MONTHS))
_THEM = frozenset(("them", "whom", "which", "those", "these", "us"))  # things told before
# After a figure, the beginning of a rate or a dimension: "90,000 each month", "1,250 feet tall".
_NO_THING = frozenset(("each", "every", "per", "a", "an", "tall", "high", "long", "wide", "deep", "thick", "old", "away"))


@dataclass(frozen=True, slots=True)
class Counted:
    """The thing (token positions, or words where none stand here) and the base form of the event's verb."""

    phrase: Phrase | None
    event: str | None


def counted(tokens: list[Token], amount: Amount, start: int, end: int) -> Counted:
    """What `amount` counts within its sentence `tokens[start:end]`, and its event; either may be unknown."""
    follower = after_hyphen(tokens, amount.last, end)
    if amount.core - 1 > start and tokens[amount.core - 1].lower in ("aged", "ages"):
        return Counted(phrase_until(tokens, amount.core - 2, start), _event(tokens, amount, None, start, end))
    if follower + 1 < end and tokens[follower].lower == "of" and tokens[follower + 1].lower in _THEM:
        return Counted(None, _event(tokens, amount, None, start, end))
    phrase = _thing(tokens, amount, follower, start, end)
    return Counted(phrase, _event(tokens, amount, phrase, start, end))


def _thing(tokens: list[Token], amount: Amount, at: int, start: int, end: int) -> Phrase | None:
    kind = amount.unit.kind if amount.unit is not None else None
    direct = None if _is_whole_measure(tokens, amount, at, end) else _direct(tokens, at, end)
    if direct is None and kind == "share" and _is_headless(tokens, amount, at, start, end):
        return at, at + 1
    if kind is None:
        return direct or toll(tokens, amount, start) or _measured(tokens, amount, start)
    if direct is not None and (kind in ("share", "measure", "time") or amount.hyphen):
        return _mover(tokens, direct, end) or _measured(tokens, amount, start) or direct
    told = _complement(tokens, amount, end)
    if told is not None:
        return told
    if kind == "money":
        return _priced(tokens, amount, direct, start, end)
    return (
        direct or _measured(tokens, amount, start) or _object_before(tokens, amount, start) or _subject(tokens, amount, start)
    )


def _is_headless(tokens: list[Token], amount: Amount, at: int, start: int, end: int) -> bool:
    """Whether what the tagger takes for a verb must be the noun of "the 15% tariffs"."""
    before = tokens[amount.first - 1] if amount.first > start else None
    return before is not None and before.lower == "the" and at < end and tokens[at].tag == "VBZ" and tokens[at].lower != "is"


def _is_whole_measure(tokens: list[Token], amount: Amount, at: int, end: int) -> bool:
    """Whether a unit in the plural ends the figure: "3 pounds" measures no noun right behind it ("lost 3 pounds Monday")."""
    if amount.unit is None or amount.unit.kind != "measure" or amount.hyphen or at >= end:
        return False
    unit = tokens[amount.last - 1]
    return unit.tag == "NNS" and unit.lower.endswith("s") and tokens[at].lower != "of"


def _direct(tokens: list[Token], at: int, end: int) -> Phrase | None:
    """The phrase right after the figure: "3,000 soldiers", "191 of the approximately 250 files", "dozens of people"."""
    if at < end and tokens[at].lower in _NO_THING:
        return None
    at = _past_inset(tokens, at, end)
    if at < end and tokens[at].lower == "of":
        at += 1
        while (
            at < end
            and (tokens[at].tag in ("DT", "CD", "RB", "IN", "JJR") or tokens[at].kind == "number")
            and tokens[at].tag != "PRP"
        ):
            at += 1
    while at < end and (tokens[at].lower in ("more", "other", "such", "additional", "separate") or tokens[at].text in "“\"‘'("):
        at += 1
    if at >= end or tokens[at].tag in VERBS - {"VBG", "VBN"} or tokens[at].lower in ("others", "times"):
        return (at, at + 1) if at < end and tokens[at].lower == "times" else None
    phrase = phrase_from(tokens, at, end)
    if phrase is None or (tokens[phrase[0]].tag == "VBN" and tokens[phrase[1] - 1].tag == "NN"):
        return None  # "about 250 taken hostage"
    if tokens[phrase[1] - 1].lower in _CALENDAR or tokens[phrase[0]].lower in ("earlier", "later", "last"):
        return None  # "down from 30 earlier Friday"
    return extended(tokens, phrase, end)


def _complement(tokens: list[Token], amount: Amount, end: int) -> Phrase | None:
    """What a figure that is a subject is said to be: "40 degrees is a danger", "$5 was the price"."""
    at = amount.last
    if at + 2 >= end or tokens[at].lower not in _COPULAS or tokens[at + 1].tag != "DT":
        return None
    return phrase_from(tokens, at + 1, end)


def _past_inset(tokens: list[Token], at: int, end: int) -> int:
    """Behind a second form of the figure set in ("a quarter — 26% — of the crop", "half (51%) of"), or before it as well."""
    cursor = at
    while cursor < min(end, at + 6) and (tokens[cursor].text in "—–-(),%" or tokens[cursor].kind == "number"):
        cursor += 1
    told = any(token.text in "—–)" for token in tokens[at:cursor])
    return cursor if told and cursor < end and tokens[cursor].lower == "of" else at


def toll(tokens: list[Token], amount: Amount, start: int) -> Phrase | None:
    """Those whom a sum before the figure counts: "the number of injured rose to 80", "the total missing stood at 12"."""
    floor = max(start + 1, amount.first - _TOLL_REACH)
    for at in range(amount.first - 1, floor - 1, -1):
        token = tokens[at]
        if token.lower in _LEX["harm"] and tokens[at - 1].lower in ("of", "the", *_LEX["sums"]):
            summed = any(word.lower in _LEX["sums"] for word in tokens[max(start, at - 3) : at])
            return (at, at + 1) if summed else None
        if (token.tag in NOUNS and token.lower not in _LEX["changes"]) or token.text in ".;:,":
            return None
    return None


def _mover(tokens: list[Token], direct: Phrase, end: int) -> Phrase | None:
    """The thing that moves in "a 10% increase in the price"; the phrase itself where it is no movement; None where unknown."""
    if tokens[direct[1] - 1].lower not in _LEX["movements"]:
        return direct
    if direct[1] < end and tokens[direct[1]].lower in ("in", "of", "on", "to", "for"):
        inner = phrase_from(tokens, direct[1] + 1, end)
        if inner is not None:
            return extended(tokens, inner, end)
    return None


def _priced(tokens: list[Token], amount: Amount, direct: Phrase | None, start: int, end: int) -> Phrase | None:
    """What money is for: "a $5m contract", "$2bn in damages", "a fine of $500", "the fare costs $3"."""
    bought = _recipient(tokens, amount, start, end) or _bought(tokens, amount, end) or _headed(tokens, amount, start)
    if bought is not None:
        return bought
    if amount.first > start and tokens[amount.first - 1].lower == "by":
        moved = _object_before(tokens, amount, start)
        if moved is not None:
            return moved
    if direct is not None and tokens[amount.last].lower not in ("of", "a", "an", "per", "each", "every"):
        return _mover(tokens, direct, end) or direct
    return _measured(tokens, amount, start) or _subject(tokens, amount, start)


def _bought(tokens: list[Token], amount: Amount, end: int) -> Phrase | None:
    """The thing after "of", "in", "for" or "on", a period between passed over: "up to R50bn per year in revenue"."""
    at = amount.last
    while at < end and tokens[at].lower in ("a", "an", "per", "each", "every", "worth") and at < amount.last + 3:
        at += 1 if tokens[at].lower == "worth" else 2
    if at >= end or tokens[at].lower not in ("of", "in", "for", "on"):
        return None
    inner = phrase_from(tokens, at + 1, end)
    if inner is None or tokens[inner[0]].tag == "CD" or tokens[inner[0]].text[0].isupper():
        return None
    idle = inner[1] == inner[0] + 1 and tokens[inner[0]].lower in _LEX["not_things"]
    return None if idle else extended(tokens, inner, end)


def _recipient(tokens: list[Token], amount: Amount, start: int, end: int) -> Phrase | None:
    """Who gets the money in "allocated R4bn to the service"."""
    if amount.last >= end or tokens[amount.last].lower != "to":
        return None
    verb = verb_before(tokens, amount.core, start)
    given = verb is not None and lemma(tokens[verb].lower) in _LEX["giving"]
    return phrase_from(tokens, amount.last + 1, end) if given else None


def _measured(tokens: list[Token], amount: Amount, start: int) -> Phrase | None:
    """The phrase that the figure measures: "a fine of $500", "the number of casualties surpassed a thousand"."""
    head = _headed(tokens, amount, start)
    before = amount.first - 1
    if head is not None or before <= start:
        return head
    if amount.unit is not None and tokens[before].tag in ("NN", "NNS"):
        return phrase_until(tokens, before, start)
    words = [token.lower for token in tokens[max(start, before) : amount.core]]
    measuring = any(word in _LEX["measuring"] for word in words)
    if words[:1] in (["to"], ["from"]):
        measuring = any(token.lower in _LEX["changes"] for token in tokens[max(start, before - 6) : before])
    if not measuring:
        return None
    moved = _object_before(tokens, amount, start) if words[:1] in (["to"], ["at"], ["by"]) else None
    return moved or _subject(tokens, amount, start)


def _headed(tokens: list[Token], amount: Amount, start: int) -> Phrase | None:
    """The phrase before "of", "at", "worth" or a colon: "a fine of $500", "Attendance: 12,000"."""
    before = amount.first - 1
    if before <= start:
        return None
    counted_of = amount.unit is not None or tokens[before - 1].tag != "NNS"
    if tokens[before].lower in ("of", "at", ":", "worth", "(") and tokens[before - 1].tag in NOUNS and counted_of:
        return phrase_until(tokens, before - 1, start)
    return None


def _object_before(tokens: list[Token], amount: Amount, start: int) -> Phrase | None:
    """ "cut emissions 42.6 per cent", "raised rates by 25 basis points"."""
    before = amount.first - 1
    if before > start and tokens[before].lower in ("by", "to", "at"):
        before -= 1
    found = phrase_until(tokens, before, start) if before >= start else None
    return found if found is not None and verb_before(tokens, found[0], start) is not None else None


def _subject(tokens: list[Token], amount: Amount, start: int) -> Phrase | None:
    linked = amount.first - 1 > start and tokens[amount.first - 1].lower in _COPULAS
    verb = amount.first - 1 if linked else verb_before(tokens, amount.core, start)
    if verb is None:
        verb = next(
            (n for n in range(amount.core - 1, max(start, amount.core - 8), -1) if tokens[n].lower in AUXILIARIES), None
        )
    if verb is None:
        return None
    personal = amount.unit is not None and amount.unit.kind == "measure" and verb > start and tokens[verb - 1].tag == "PRP"
    return (verb - 1, verb) if personal else subject_before(tokens, verb, start)


def _event(tokens: list[Token], amount: Amount, phrase: Phrase | None, start: int, end: int) -> str | None:
    after = max(amount.last, phrase[1] if phrase is not None and phrase[0] >= amount.last else amount.last)
    if after < end and tokens[after].tag == "VBN":
        return _named(tokens, after, end)
    bounding = any(token.tag in VERBS and token.lower in _LEX["measuring"] for token in tokens[amount.first : amount.core])
    left = verb_before(tokens, amount.core if bounding else amount.first, start)
    right = verb_after(tokens, after, end)
    telling = left is not None and tokens[left].lower in _LEX["telling"]
    if right is not None and (left is None or telling or _opens_clause(tokens, amount.first, start)):
        return _named(tokens, right, end)
    if left is not None:
        return _named(tokens, left, end)
    return "have" if amount.first > start and tokens[amount.first - 1].lower in ("has", "have", "had") else None


def _opens_clause(tokens: list[Token], first: int, start: int) -> bool:
    """Whether the figure stands where a subject stands: first, or after "that", "and", a comma or a quotation mark."""
    if first <= start:
        return True
    before = tokens[first - 1]
    return before.text in ',:;“"—–' or before.lower in (
        "that",
        "and",
        "but",
        "while",
        "as",
        "because",
        "after",
        "when",
        "if",
        "which",
        "where",
        "than",
    )


def _named(tokens: list[Token], verb: int, end: int) -> str:
    """The base form at `verb`; two verbs joined by "or" or "and" together ("kill or wound")."""
    name = lemma(tokens[verb].lower)
    if verb + 2 < end and tokens[verb + 1].lower in ("or", "and") and tokens[verb + 2].tag == tokens[verb].tag:
        return f"{name} {tokens[verb + 1].lower} {lemma(tokens[verb + 2].lower)}"
    return name
