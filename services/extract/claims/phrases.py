"""Noun phrases around a position, read from part-of-speech tags without a parser."""

from __future__ import annotations

from services.extract.claims.lexical import FINITE, NOUNS
from services.extract.claims.numerals import STARTERS
from services.extract.claims.time_values import MONTHS, WEEKDAYS
from services.extract.claims.tokens import Token
from services.extract.lexicons import load

_LEX = {name: frozenset(words.split()) for name, words in load("counting").items()}
PLURALS = frozenset(("NNS", "NNPS"))
MODIFIERS = frozenset(  # ADD is what the tagger makes of "net" at times
    ("JJ", "JJR", "JJS", "NN", "NNP", "NNPS", "NNS", "CD", "POS", "HYPH", "``", "''", "VBG", "VBN", "$", "ADD")
)
_BEFORE_HEAD = MODIFIERS - {"VBG", "``", "''", "$"}  # of them, those that a phrase read backwards goes across
DETERMINERS = frozenset(("DT", "PRP$", "PDT", "WP$"))
VERBS = frozenset(("VB", "VBD", "VBG", "VBN", "VBP", "VBZ"))
AUXILIARIES = frozenset(
    (
        "be",
        "is",
        "are",
        "was",
        "were",
        "been",
        "being",
        "has",
        "have",
        "had",
        "having",
        "do",
        "does",
        "did",
        "get",
        "got",
        "'s",
        "'re",
        "'ve",
        *("haven't", "hasn't", "hadn't", "weren't", "wasn't", "isn't", "aren't", "don't", "doesn't", "didn't"),
    )
)
_LONGEST = 12
# Words whose "of ..." is the thing: "the number of homes", "35 percent of the blaze".
_HOLDING_NOTHING = _LEX["empty_holders"] | {"percent", "cent", "half", "third", "thirds", "quarter", "quarters"}
CALENDAR = frozenset((*WEEKDAYS, *MONTHS))

Phrase = tuple[int, int]


def phrase_from(tokens: list[Token], at: int, end: int) -> Phrase | None:
    """The noun phrase that starts at `at` (its determiner left out), as token positions, or None."""
    while at < end and tokens[at].tag in DETERMINERS:
        at += 1
    last, cursor = None, at
    if at + 2 < end and tokens[at].tag == "RB" and tokens[at + 1].tag in ("JJ", "VBN") and _noun_within(tokens, at + 2, at + 5):
        cursor = at + 1  # "mostly rural districts"
    while cursor < min(end, at + _LONGEST):
        token = tokens[cursor]
        if token.lower == "worth" and cursor > at:
            last = cursor
            break
        if token.tag in NOUNS or _is_joined_noun(tokens, cursor, at, end):
            if last is not None and _breaks(tokens, cursor):
                break
            last = cursor + 1
        elif not _goes_on(tokens, cursor, end, opening=cursor == at, headed=last is not None):
            break
        cursor += 1
    if last is None:
        return None
    while at < last and tokens[at].tag in ("``", "''", "POS", "HYPH"):
        at += 1
    return (at, last) if at < last else None


def _is_joined_noun(tokens: list[Token], at: int, first: int, end: int) -> bool:
    """Whether what the tagger takes for a verb behind "and" is a noun: "artillery and mortar shells"."""
    joined = at > first + 1 and tokens[at].tag == "VB" and tokens[at - 1].tag == "CC"
    return joined and at + 1 < end and tokens[at + 1].tag == "NNS"


def _goes_on(tokens: list[Token], at: int, end: int, *, opening: bool, headed: bool) -> bool:
    """Whether a token that is no noun stays within the phrase: a modifier before a noun, or "and" between two of a kind."""
    tag = tokens[at].tag
    if tag == "CC":
        return not opening and _joins(tokens, at, end)
    if headed and tag == "JJ" and tokens[at].text[0].isupper() and tokens[at - 1].tag == "NNP":
        return _noun_within(tokens, at + 1, min(end, at + 3))  # "North Korean soldiers"
    if tag not in MODIFIERS or (
        headed and tag in ("VBG", "VBN", "JJ", "JJR", "CD") and tokens[at - 1].tag not in ("POS", "CC")
    ):
        return False
    return tag not in ("VBN", "VBG") or _noun_within(tokens, at + 1, min(end, at + 4))


def _breaks(tokens: list[Token], at: int) -> bool:
    """Whether a noun at `at` opens another phrase: after a plural, a name after a common noun, a verb before a figure."""
    before = tokens[at - 1].tag
    if at + 1 < len(tokens) and tokens[at + 1].kind in ("number", "currency"):
        return True
    if tokens[at].lower in _LEX["fates"]:
        return True  # "took 41 soldiers prisoner"
    if before in PLURALS:
        return tokens[at].tag not in ("NN", "NNS") or tokens[at - 1].lower in ("people", "others")
    return before == "NN" and tokens[at].tag in ("NNP", "NNPS") and not _names_what_follows(tokens, at)


def _names_what_follows(tokens: list[Token], at: int) -> bool:
    """Whether a name at `at` qualifies a noun ("central Oslo tower blocks"); a weekday or month never does here."""
    if tokens[at].lower in CALENDAR:
        return False
    while at < len(tokens) and tokens[at].tag in ("NNP", "NNPS"):
        at += 1
    return at < len(tokens) and tokens[at].tag in ("NN", "NNS")


def _joins(tokens: list[Token], at: int, end: int) -> bool:
    """Whether "and" or "or" at `at` joins nouns or adjectives of one phrase: "artillery and mortar shells"."""
    if tokens[at].lower not in ("and", "or", "&") or at + 1 >= end:
        return False
    a, b = tokens[at - 1].tag, tokens[at + 1].tag
    if b == "JJ" and (a == "JJ" or tokens[at - 1].lower.endswith("ern")):
        return a == "JJ" or _noun_within(tokens, at + 2, min(end, at + 5))  # "12 Southern and coastal counties"
    if a == "JJ" and b in NOUNS and at + 2 < end and tokens[at + 2].tag in (*NOUNS, "VBG"):
        return True  # "large and medium landing ships"
    return a in NOUNS and (b in NOUNS or _is_joined_noun(tokens, at + 1, at - 1, end))


def _noun_within(tokens: list[Token], at: int, end: int) -> bool:
    for token in tokens[at:end]:
        if token.tag in NOUNS:
            return True
        if token.tag not in MODIFIERS:
            return False
    return False


def extended(tokens: list[Token], phrase: Phrase, end: int) -> Phrase:
    """The phrase with its "of ..." where its head only holds the thing ("pages of court records")."""
    head = tokens[phrase[1] - 1].lower
    if head in _LEX["holders"] and phrase[1] < end and tokens[phrase[1]].lower == "of":
        inner = phrase_from(tokens, phrase[1] + 1, end)
        if inner is not None:
            return inner if head in _LEX["empty_holders"] else (phrase[0], inner[1])
    return phrase


def defined(tokens: list[Token], phrase: Phrase, end: int) -> Phrase:
    """The phrase with the clause that says which is meant: "ammunition being transported by rail", "the force they sent"."""
    at = phrase[1]
    if at + 1 >= end:
        return phrase
    contact = tokens[at].tag in ("PRP", "NNP") and _verb_within(tokens, at + 1, min(end, at + 4))
    if not contact and tokens[at].tag not in ("VBN", "VBG"):
        return phrase
    own = not contact  # the clause's own verb is still to come
    for cursor in range(at, min(end, at + _LONGEST)):
        token = tokens[cursor]
        finite = token.tag in FINITE
        if token.text in ",.;:—–()?!" or token.tag in ("``", "''", "RB") or (finite and own):
            return (phrase[0], cursor) if own else phrase
        own = own or finite
    return (phrase[0], end) if own and end <= at + _LONGEST else phrase


def _verb_within(tokens: list[Token], at: int, end: int) -> bool:
    return any(token.tag in ("VBD", "VBZ", "VBP") for token in tokens[at:end])


def _is_ampersand(tokens: list[Token], at: int) -> bool:
    """Whether a "&" joins the two words of one name: "Hale & Spence"."""
    return tokens[at].text == "&" and tokens[at - 1].tag in ("NNP", "NNPS")


def phrase_until(tokens: list[Token], at: int, start: int) -> Phrase | None:
    """The noun phrase whose last token is `at`, determiner left out; with the "of ..." before it."""
    if at < start or tokens[at].tag not in NOUNS:
        return None
    first, start = at, max(start, at - _LONGEST)
    while first > start and (_is_ampersand(tokens, first - 1) or tokens[first - 1].tag in _BEFORE_HEAD):
        if tokens[first - 1].lower in STARTERS:
            break
        if tokens[first - 1].tag in PLURALS and tokens[first].tag in ("NNP", "JJ", "VBN", "CD"):
            break
        if tokens[first - 1].tag == "VBN" and first - 2 >= start and tokens[first - 2].lower in AUXILIARIES:
            break  # "has caused damage"
        if tokens[first - 1].tag == "CD" and first - 2 >= start and tokens[first - 2].tag not in ("NNP", "CD", "HYPH", "$"):
            break  # "figures show 40 people"
        first -= 1
    while first < at and (tokens[first].tag in ("POS", "HYPH", "CD") or (first > start and tokens[first - 1].text == "-")):
        first += 1
    before = first - 1
    while before > start and tokens[before].tag in DETERMINERS:
        before -= 1
    if before - 1 >= start and tokens[before].lower == "of" and tokens[before - 1].tag in NOUNS:
        outer = phrase_until(tokens, before - 1, max(start, before - 6))
        if outer is not None and tokens[before - 1].lower not in _HOLDING_NOTHING:
            return outer[0], at + 1
    return first, at + 1


def points_back(tokens: list[Token], at: int, end: int) -> bool:
    """Whether "that", "this" or "it" behind "of" stands for what was told before: "a third of that by May"."""
    alone = at + 1 >= end or tokens[at + 1].tag not in (*NOUNS, "JJ", "VBN", "VBG")
    return at < end and tokens[at].lower in ("that", "this", "it") and alone
