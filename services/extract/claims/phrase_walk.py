"""The noun phrase that ends at a word: step by step to the left, across reduced relatives, brackets and joined names."""

from __future__ import annotations

from dataclasses import dataclass

from services.extract.claims import cues
from services.extract.claims.lexical import (
    DOCUMENTS,
    FINITE,
    NOUNS,
    ORGANISATIONS,
    PEOPLE_ALL,
    body_link,
    is_agent,
    is_name_word,
    is_verb,
)
from services.extract.claims.text import Token
from services.extract.claims.tokens import is_number

_TIMING = cues.TIME_WORDS | frozenset(["past", "few", "several", "recent", "coming", "number", "of", "couple"])
_REACH = 80  # items looked at on either side of a cue
_ARTICLES = frozenset(["the", "a", "an", "his", "her", "its", "their"])
_FRACTIONS = frozenset(["half", "times", "quarter", "double"])  # "half the members"
CONNECTIVES = frozenset(["and", "but", "or", "so", "yet", "however", "still", "meanwhile", "then", "nor"])


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject as items `first`..`last`, both inside; `clause` is the first item of the connectives before it."""

    first: int
    last: int
    clause: int


def phrase_ending(items: list[Token], last: int) -> Subject | None:
    """The noun phrase whose last item is `last`."""
    if items[last].lower in cues.SUBJECT_PRONOUNS and not (items[last].text.isupper() and len(items[last].text) > 1):
        return Subject(last, last, clause_start(items, last))
    first = _opening_bracket(items, last) if items[last].text == ")" else last
    floor = max(0, last - _REACH)
    while first > floor:
        step = _step_left(items, first)
        if step == first:
            break
        first = step
    first = _strip_lead(items, _contact(items, first, last), last)
    if (
        last > first
        and items[last].tag == "NNS"
        and items[last].lower not in DOCUMENTS  # "police figures"
        and (items[last - 1].tag == "NNS" or items[last - 1].lower in ("cent", "percent", "%"))
        and not _is_joint_plural(items, first, last)
    ):
        first = last  # "in figures economists said would"
    if first > last:
        return None
    return Subject(first, last, clause_start(items, first))


def _is_joint_plural(items: list[Token], first: int, last: int) -> bool:
    """Whether two plurals are one name for a body or trade: "nurses unions", and as the opening words "prisons officials"."""
    bodies = items[last].lower in ORGANISATIONS
    if items[last - 1].lower in DOCUMENTS or not (bodies or items[last].lower in PEOPLE_ALL):
        return False
    return (bodies and items[last - 1].lower in PEOPLE_ALL) or (first == 0 and last == 1)


def _contact(items: list[Token], first: int, last: int) -> int:
    """First item of the subject of a clause that hangs on a noun without "that": "a figure the ministry rejected"."""
    if any(token.lower in cues.RELATIVES for token in items[first : last + 1]):
        return first
    for at in range(last, first, -1):
        before = items[at - 1]
        if items[at].kind == "sign":
            return first
        noun = (before.tag in NOUNS and before.text.islower()) or is_number(before)
        if items[at].text in _ARTICLES and noun and before.lower not in _FRACTIONS:
            return at
        if noun and is_name_word(items[at]) and _is_counted(items, first, at - 1):
            return at
    return first


def _is_counted(items: list[Token], first: int, last: int) -> bool:
    """Whether the items up to `last` end in "the" and a figure: in "the $9 million Reis claimed" the name is the subject."""
    number = last if items[last].kind == "number" else last - 1
    begin = number - 1 if number > first and items[number - 1].kind == "currency" else number
    return (
        begin > first and items[number].kind == "number" and items[begin - 1].lower == "the" and not is_agent(items[last].lower)
    )


def _step_left(items: list[Token], first: int) -> int:  # noqa: PLR0911
    """The next item to the left that still belongs to the phrase beginning at `first`, or `first` itself."""
    before = items[first - 1]
    low = before.lower
    if before.kind == "sign" and before.tag != "QUOTE":
        if before.text == ")":
            return _opening_bracket(items, first - 1)
        return first - 1 if before.text in "’'&-/." and first > 1 and items[first - 2].kind != "sign" else first
    if before.tag == "QUOTE":
        return first - 1 if is_scare(before) and first > 1 else first
    if low in ("and", "or"):
        return first - 1 if _joins_names(items, first - 1) else first
    if low == "than" and first > 1 and items[first - 2].lower in ("more", "fewer", "less"):
        return first - 2  # "more than 80 doctors"
    if low == "that" and first > 1 and items[first].tag in FINITE and items[first - 2].tag in NOUNS:
        return first - 1  # "the trust that runs the schools"
    if low in cues.BREAKS or low == "what":
        return first
    if low in cues.RELATIVES and not before.text.isupper():  # "the man who led the team said", but "a girl who Ms Lee said"
        return first - 1 if any(is_verb(token) for token in items[first : first + 2]) else first
    if low in cues.SUBJECT_PRONOUNS and not before.text.isupper():
        return first
    cue = cues.CUES.get(low)
    lone = items[first].lower not in cues.PREPOSITIONS and (low, items[first].lower) != ("think", "tank")
    if cue and is_verb(before) and lone and before.text[0].islower():
        return first
    return first - 1


def is_scare(quote: Token) -> bool:
    return quote.end - quote.start < 40 and not getattr(quote, "closed", False)


def _opening_bracket(items: list[Token], at: int) -> int:
    for back in range(at - 1, max(-1, at - 12), -1):
        if items[back].text == "(":
            return back
    return at + 1


def _joins_names(items: list[Token], at: int) -> bool:
    """Whether the "and" at `at` joins two parts of one subject: no verb stands before it in its clause."""
    if at == 0:
        return False
    for back in range(at - 1, max(-1, at - 14), -1):
        token = items[back]
        if (token.kind == "sign" and token.text not in "’'&-." and token.tag != "QUOTE") or token.lower in cues.BREAKS:
            return back < at - 1
        if is_verb(token) or token.lower in cues.AUXILIARIES:
            return False
    return True


def _strip_lead(items: list[Token], first: int, last: int) -> int:
    """Step over connectives, adverbs and a leading prepositional phrase ("On Tuesday", "In Washington")."""
    while first < last:
        token = items[first]
        low = token.lower
        if (
            low in CONNECTIVES
            or low in cues.ADVERBS
            or low in cues.BREAKS
            or is_ly(token)
            or low in ("even", "additionally", "like")
            or (token.kind == "sign" and token.tag != "QUOTE")
        ):
            first += 1
        elif low in cues.PREPOSITIONS and low not in ("over", "around", "about", "under", "among"):
            first = _after_preposition(items, first, last)
        elif (
            low in ("last", "this", "next", "earlier", "late")
            and first + 1 < last
            and items[first + 1].lower in cues.TIME_WORDS
        ):
            first += 2
        elif low in cues.TIME_WORDS and low not in ("may", "march", "last", "this"):
            first += 1
        else:
            break
    return first


def _after_preposition(items: list[Token], first: int, last: int) -> int:
    """First item of the subject behind a prepositional phrase that opens the clause without a comma."""
    at = first + 1
    while at < last and (items[at].lower in cues.TIME_WORDS or items[at].kind == "number"):
        at += 1
    if at > first + 1:
        return at
    begin = last
    while (
        begin > at
        and items[begin - 1].kind != "sign"
        and (items[begin - 1].lower not in cues.PREPOSITIONS or body_link(items, begin - 1))
    ):
        begin -= 1
        if items[begin].lower in cues.DETERMINERS or (is_name_word(items[last]) and not is_name_word(items[begin - 1])):
            break
    return begin if begin > first else first + 1


def clause_start(items: list[Token], first: int) -> int:
    """First item of the connectives and time words that stand before the subject at `first`."""
    at = first
    while at > 0 and (
        items[at - 1].lower in CONNECTIVES or items[at - 1].lower in cues.BREAKS or items[at - 1].lower in cues.ADVERBS
    ):
        at -= 1
    return at


def is_ly(token: Token) -> bool:
    return (
        token.lower.endswith("ly")
        and token.text[0].islower()
        and len(token.text) > 4
        and token.lower not in ("family", "assembly")
    )


def time_phrase_ending(items: list[Token], at: int) -> int | None:
    """Index where a phrase like "on Monday" or "last week" that ends at `at` begins, or None."""
    first = at
    while first >= 0 and (items[first].lower in _TIMING or items[first].kind == "number") and at - first < 6:
        first -= 1
    if first == at or not any(token.lower in cues.TIME_WORDS for token in items[first + 1 : at + 1]):
        return None
    if first >= 0 and items[first].lower in ("on", "in", "at", "by", "since", "during", "over", "for", "within"):
        return first
    if first >= 0 and items[first].lower == "the":
        ahead = first - 1
        return ahead if ahead >= 0 and items[ahead].lower in ("on", "in", "during", "over", "for", "within") else None
    return first + 1
