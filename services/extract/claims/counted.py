"""What a figure counts or measures, in the article's own words, and the event it tells of."""

from __future__ import annotations

from dataclasses import dataclass

from services.extract.claims.amounts import Amount
from services.extract.claims.events import PEOPLE_VERBS, event_of
from services.extract.claims.lemmas import lemma
from services.extract.claims.numerals import after_hyphen
from services.extract.claims.phrases import (
    AUXILIARIES,
    NOUNS,
    VERBS,
    Phrase,
    defined,
    extended,
    phrase_from,
    phrase_until,
    subject_before,
    verb_before,
)
from services.extract.claims.sums import PLIGHTS, sum_before
from services.extract.claims.time_values import MONTHS, WEEKDAYS
from services.extract.claims.tokens import Token
from services.extract.lexicons import load

_LEX = {name: frozenset(words.split()) for name, words in load("counting").items()}


_COPULAS = frozenset(("is", "was", "are", "were", "be", "been"))
_LABEL = 10  # words that the label of a row may have
_CALENDAR = frozenset((*WEEKDAYS, *MONTHS))
_THEM = frozenset(("them", "whom", "which", "those", "these", "us"))  # things told before
# After a figure, the beginning of a rate or a dimension: "90,000 each month", "1,250 feet tall".
_NO_THING = frozenset(("each", "every", "per", "a", "an", "tall", "high", "long", "wide", "deep", "thick", "old", "away"))


@dataclass(frozen=True, slots=True)
class Counted:
    """The thing (token positions, or null where no words here say it), the event, and whether it is people that are counted."""

    phrase: Phrase | None
    event: str | None
    people: bool = False


def counted(tokens: list[Token], amount: Amount, start: int, end: int) -> Counted:
    """What `amount` counts within its sentence `tokens[start:end]`, and its event; either may be unknown."""
    follower = after_hyphen(tokens, amount.last, end)
    if amount.core - 1 > start and tokens[amount.core - 1].lower in ("aged", "ages"):
        phrase = phrase_until(tokens, amount.core - 2, start)
        return Counted(phrase, event_of(tokens, amount, None, start, end))
    if follower + 1 < end and tokens[follower].lower == "of" and tokens[follower + 1].lower in _THEM:
        phrase = _said_to_be(tokens, follower + 2, end)
        return Counted(phrase, event_of(tokens, amount, phrase, start, end))
    if _is_headline_verb(tokens, amount, follower, end):
        return Counted(None, lemma(tokens[follower].lower), people=True)
    own = None if _is_whole_measure(tokens, amount, follower, end) else _direct(tokens, follower, end)
    labelled = _labelled(tokens, amount, start) if own is None else None
    if labelled is not None:
        return labelled
    summed = sum_before(tokens, amount, start) if own is None else None
    if summed is not None:
        return Counted(summed.phrase, summed.event or event_of(tokens, amount, None, start, end))
    phrase = _thing(tokens, amount, follower, own, start, end)
    return Counted(phrase, event_of(tokens, amount, phrase, start, end))


def _labelled(tokens: list[Token], amount: Amount, start: int) -> Counted | None:
    """What the label of a row says: "Dead: at least 41 (agency), 52 (county)", "Cases in Halvik (2023): 20"."""
    colon = next((at for at in range(start + 1, min(amount.first, start + _LABEL)) if tokens[at].text == ":"), None)
    label = tokens[start:colon] if colon else []
    if not label or any(
        token.tag in VERBS - {"VBN", "VBG"} or token.kind == "sign" for token in label if token.text not in "()-"
    ):
        return None
    if any(token.tag in VERBS - {"VBN", "VBG"} for token in tokens[colon : amount.first]):
        return None  # a sentence behind a colon, no row
    plight = PLIGHTS.get(label[-1].lower)
    phrase = (start, start + 1) if plight and len(label) == 1 else phrase_from(tokens, start, colon or start)
    return Counted(phrase, plight or event_of(tokens, amount, phrase, start, amount.last)) if phrase else None


def _said_to_be(tokens: list[Token], at: int, end: int) -> Phrase | None:
    """Who those of "two of them were children" and "36 of them children" are; None where it is not said."""
    while at < end and tokens[at].lower in _COPULAS:
        at += 1
    phrase = phrase_from(tokens, at, end) if at < end and tokens[at].tag in NOUNS | {"JJ", "DT"} else None
    return phrase if phrase is not None and tokens[phrase[1] - 1].tag == "NNS" else None


def _is_headline_verb(tokens: list[Token], amount: Amount, at: int, end: int) -> bool:
    """Whether the word behind a bare count is what people do: "12,000 march against cuts", "26,000 flee"."""
    if amount.unit is not None or at >= end or tokens[at].lower not in PEOPLE_VERBS or not tokens[at].text.islower():
        return False
    return at + 1 == end or tokens[at + 1].tag not in ("NN", "NNS", "HYPH")  # but "300 return tickets"


def _thing(tokens: list[Token], amount: Amount, at: int, direct: Phrase | None, start: int, end: int) -> Phrase | None:
    kind = amount.unit.kind if amount.unit is not None else None
    if direct is None and kind == "share" and _is_headless(tokens, amount, at, start, end):
        return at, at + 1
    if kind is None:
        return direct or _measured(tokens, amount, start)
    if direct is not None and (kind in ("share", "measure", "time") or amount.hyphen):
        whole = defined(tokens, direct, end) if kind == "share" and tokens[at].lower == "of" else direct
        return _mover(tokens, whole, end) or _measured(tokens, amount, start) or direct
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
    while at < end and (tokens[at].lower in ("more", "other", "such", "additional", "separate") or tokens[at].text in "“\"‘'"):
        at += 1
    if at < end and tokens[at].lower in _NO_THING:
        return None  # "€14 more a month"
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
    head = _headed(tokens, amount, start)
    if head is not None and tokens[head[1] - 1].tag == "NNP":
        head = None  # "a surplus with Mexico of $6.9bn in trade"
    bought = _recipient(tokens, amount, start, end) or head or _bought(tokens, amount, end)
    if bought is not None:
        return bought
    if amount.first > start and tokens[amount.first - 1].lower == "by":
        moved = _object_before(tokens, amount, start)
        if moved is not None:
            return moved
    if direct is not None and tokens[amount.last].lower not in ("of", "a", "an", "per", "each", "every"):
        return _mover(tokens, direct, end) or direct
    return _measured(tokens, amount, start) or _costing(tokens, amount, start) or _currency(tokens, amount)


def _costing(tokens: list[Token], amount: Amount, start: int) -> Phrase | None:
    """The subject of a verb that says what something is worth, not who pays: "the fare costs $3", "revenue fell $2m"."""
    verb = verb_before(tokens, amount.core, start)
    if verb is None and not (amount.first > start and tokens[amount.first - 1].lower in _COPULAS):
        return None
    word = tokens[verb].lower if verb is not None else "is"
    worth = word in _LEX["costing"] or word in _LEX["changes"] or word in _LEX["measuring"]
    return _subject(tokens, amount, start) if worth else None


def _currency(tokens: list[Token], amount: Amount) -> Phrase | None:
    """The money itself where it is written as a word: "sends billions of dollars"."""
    last = amount.last - 1
    return (last, amount.last) if tokens[last].tag == "NNS" and tokens[last].kind == "word" else None


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
    moved = _object_before(tokens, amount, start) if words[:1] in (["to"], ["at"], ["by"], ["from"]) else None
    return moved or _subject(tokens, amount, start)


def _headed(tokens: list[Token], amount: Amount, start: int) -> Phrase | None:
    """The phrase before "of", "at", "worth" or a colon: "a fine of $500", "Attendance: 12,000"."""
    before = amount.first - 1
    if before <= start:
        return None
    counted_of = amount.unit is not None or tokens[before - 1].tag != "NNS" or tokens[before].lower != "of"
    if tokens[before].lower in ("of", "at", ":", "worth", "(") and tokens[before - 1].tag in NOUNS and counted_of:
        return phrase_until(tokens, before - 1, start)
    return None


def _object_before(tokens: list[Token], amount: Amount, start: int) -> Phrase | None:
    """ "cut emissions 42.6 per cent", "raised rates by 25 basis points"."""
    before = amount.first - 1
    if before > start and tokens[before].lower in ("by", "to", "at", "from"):
        before = _past_start(tokens, before - 1, start)
    found = phrase_until(tokens, before, start) if before >= start else None
    return found if found is not None and verb_before(tokens, found[0], start) is not None else None


def _past_start(tokens: list[Token], at: int, start: int) -> int:
    """Before the figure from which something moved: "its forecast for growth | from 2% | to 3%"."""
    behind = next((n for n in range(at, max(start, at - 5), -1) if tokens[n].lower == "from"), None)
    moved = behind is not None and any(token.kind == "number" for token in tokens[behind : at + 1])
    return behind - 1 if moved and behind is not None else at


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
