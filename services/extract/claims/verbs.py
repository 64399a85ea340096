"""The verbs around a position and their subjects, read from part-of-speech tags without a parser."""

from __future__ import annotations

from services.extract.claims.lexical import NOUNS
from services.extract.claims.phrases import (
    AUXILIARIES,
    CALENDAR,
    DETERMINERS,
    MODIFIERS,
    PLURALS,
    VERBS,
    Phrase,
    phrase_from,
    phrase_until,
)
from services.extract.claims.tokens import Token
from services.extract.lexicons import load

_LEX = {name: frozenset(words.split()) for name, words in load("counting").items()}
_SKIPPED = frozenset(("RB", "RBR", "RBS", "MD", "TO"))
_JOINED = 5  # tokens from "and" to the second of two verbs with one subject
_AGES = frozenset(
    ("to", "and", "or", "between", "under", "over", "above", "older", "younger", "years", "years-old", "old", "-")
)


def verb_before(tokens: list[Token], at: int, start: int) -> int | None:
    """The nearest full verb before `at`, not across a stronger break than a comma."""
    for cursor in range(at - 1, max(start, at - 14) - 1, -1):
        token = tokens[cursor]
        if token.text in ";:()—–" or token.tag in ("``", "''"):
            return None
        if (token.tag in VERBS and token.lower not in AUXILIARIES) or (token.tag == "JJ" and token.lower in _LEX["harming"]):
            return cursor
        if token.tag == "JJ" and token.lower in _LEX["changes"] and cursor > start and tokens[cursor - 1].tag == "NNS":
            return cursor  # "winds gusted"
    return None


def verb_after(tokens: list[Token], at: int, end: int) -> int | None:
    """The main verb of a subject that ends before `at`: past auxiliaries, adverbs and a relative clause between commas."""
    cursor, hops = at, 0
    auxiliary: int | None = None
    while cursor < end and hops < 14:
        token = tokens[cursor]
        if token.text == ",":
            closing = next((n for n in range(cursor + 1, min(end, cursor + 16)) if tokens[n].text == ","), None)
            if closing is None or auxiliary is not None:
                return auxiliary
            cursor = closing + 1
            continue
        if token.tag in VERBS:
            if token.lower not in AUXILIARIES:
                return cursor
            auxiliary = cursor
        elif token.text in ".;:—–!?" or (auxiliary is not None and token.tag not in _SKIPPED):
            return auxiliary
        cursor += 1
        hops += 1
    return auxiliary


def before_time(tokens: list[Token], at: int, start: int) -> int:
    """The word before the day, month or year that ends at `at`: "the price | in March", "shares | on Tuesday"; else `at`."""
    year = at > start and tokens[at].text[:2] in ("19", "20") and len(tokens[at].text) in (4, 7) and tokens[at].kind != "word"
    if year and tokens[at - 1].lower in ("in", "for", "during", "since"):
        return at - 2  # "its budget for 2024-25 at $4bn"
    if at <= start or tokens[at].lower not in CALENDAR or not tokens[at].text[0].isupper():
        return at
    return at - 2 if tokens[at - 1].lower in ("in", "on", "since", "by", "during", "last", "early", "late") else at - 1


def subject_before(tokens: list[Token], verb: int, start: int) -> Phrase | None:
    """The noun phrase that is the subject of the verb at `verb`: the one right before its auxiliaries and adverbs."""
    start = max(start, verb - 24)
    cursor = _before_auxiliaries(tokens, verb, start)
    if cursor > start and tokens[cursor].lower in ("and", "but") and tokens[verb].tag != "VBG" and verb - cursor <= _JOINED:
        return _shared_subject(tokens, cursor, start)
    cursor, related = _past_insertion(tokens, cursor, start)
    if cursor == start and tokens[cursor].text[0].isupper() and tokens[cursor].tag in VERBS | {"UH", "JJ", "FW"}:
        return (cursor, cursor + 1)  # "Brent jumped": the tagger takes an unknown first word for a verb
    if cursor > start and tokens[cursor].lower == "they" and tokens[cursor - 1].text == ",":
        return _plural_before(tokens, cursor, start)
    if cursor < start:
        return None
    found = phrase_until(tokens, cursor, start) or _adjectival(tokens, cursor, start)
    return found if related else _without_place(tokens, found, start)


def _before_auxiliaries(tokens: list[Token], verb: int, start: int) -> int:
    """The word before a verb with its auxiliaries and adverbs, a capitalised first word stopped at."""
    cursor = before_time(tokens, verb - 1, start)
    while cursor >= start and (
        tokens[cursor].tag in _SKIPPED
        or tokens[cursor].lower in AUXILIARIES
        or tokens[cursor].tag in VERBS
        or (tokens[cursor].lower == "since" and tokens[cursor - 1].lower in AUXILIARIES)  # "has since grown"
    ):
        if cursor == start and tokens[cursor].text[0].isupper() and tokens[cursor].tag in VERBS:
            break
        cursor -= 1
    return cursor


def _past_insertion(tokens: list[Token], at: int, start: int) -> tuple[int, bool]:
    """The last word of the subject before what stands between it and its verb, and whether a relative clause hangs on it."""
    related = False
    if at > start and tokens[at].tag == "JJ" and tokens[at - 1].tag == "NNS":
        at -= 1  # "earnings nationwide"
    if at > start and tokens[at].lower in ("that", "which", "who"):
        nearest = tokens[at - 1].text != ","
        at = _past_ages(tokens, at - (1 if nearest else 2), start)
        related = nearest and tokens[at].tag in NOUNS  # "partners in a force that was to number 5,000"
    elif at >= start and tokens[at].text == ",":
        opening = next((n for n in range(at - 1, max(start, at - 16) - 1, -1) if tokens[n].text == ","), None)
        at = opening - 1 if opening is not None else at - 1
    if at > start + 1 and tokens[at].tag == "CD" and tokens[at - 1].lower == "of":
        at -= 2  # "a household of five"
    return at, related


def _adjectival(tokens: list[Token], at: int, start: int) -> Phrase | None:
    """The phrase of an adjective that stands for a thing: "the cap on Dravenian crude will fall"."""
    if at <= start or tokens[at].tag != "JJ" or tokens[at - 1].tag not in ("JJ", "IN"):
        return None
    return at - (tokens[at - 1].tag == "JJ"), at + 1


def _shared_subject(tokens: list[Token], link: int, start: int) -> Phrase | None:
    """The subject of the first of two verbs joined at `link`: "the cluster began in May and has since grown to 152"."""
    for at in range(link - 1, start, -1):
        token = tokens[at]
        if token.text in ";:—–" or token.tag in ("``", "''", "WP", "WDT"):
            return None
        if token.tag in ("VBD", "VBZ", "VBP") and token.lower not in _LEX["telling"]:
            return subject_before(tokens, at, start)
    return None


def _past_ages(tokens: list[Token], at: int, start: int) -> int:
    """Before the ages that end at `at`: "the number of pupils | aged 11 to 15"; `at` itself where none are told."""
    cursor = at
    while cursor > start and (tokens[cursor].tag == "CD" or tokens[cursor].lower in _AGES):
        cursor -= 1
    return cursor - 1 if cursor > start and cursor < at and tokens[cursor].lower == "aged" else at


def _plural_before(tokens: list[Token], at: int, start: int) -> Phrase | None:
    """The first plural phrase of the clause before "they": "Though rents fell, they may rise by 4 per cent"."""
    for first in range(start, at):
        phrase = phrase_from(tokens, first, at) if tokens[first].tag in MODIFIERS else None
        if phrase is not None:
            return phrase if tokens[phrase[1] - 1].tag in PLURALS else None
    return None


def _joins_places(tokens: list[Token], at: int, first: int) -> bool:
    """Whether `at` goes on with a list of names that ends at `first`: "accounts in Spain, Malta and Cyprus"."""
    listed = tokens[first].tag == "NNP" and any(token.lower == "and" for token in tokens[at:first])
    return listed and (tokens[at].tag == "NNP" or tokens[at].lower in ("and", ","))


def _without_place(tokens: list[Token], phrase: Phrase | None, start: int) -> Phrase | None:
    """The head before "in", "on", "for" ...: "the death toll in Kenya" is the toll."""
    if phrase is None:
        return None
    before = phrase[0] - 1
    while before > start and (
        tokens[before].tag in DETERMINERS
        or tokens[before].tag == "CD"
        or "-" in (tokens[before].text, tokens[before + 1].text)  # "yields on | 10-year | bonds"
        or _joins_places(tokens, before, phrase[0])
    ):
        before -= 1
    if before - 1 >= start and tokens[before].lower in (
        "in",
        "for",
        "on",
        "from",
        "at",
        "between",
        "among",
        "across",
        "with",
        "through",
    ):
        if tokens[before - 1].lower in ("those", "that"):
            return None  # "those in Asia": told before
        outer = _without_place(tokens, phrase_until(tokens, before - 1, start), start)
        return outer or phrase
    if before - 2 >= start and tokens[before].tag == "VBG":  # "the bill for moving the archive"
        link = before - 1
        if tokens[link].tag in ("IN", "TO") and tokens[link - 1].tag in ("VBN", "VBD"):
            link -= 1  # "the bill associated with moving the archive"
        outer = phrase_until(tokens, link - 1, start) if link != before - 1 or tokens[link].tag == "IN" else None
        return outer or phrase
    return phrase
