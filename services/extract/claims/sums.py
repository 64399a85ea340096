"""Sums: figures behind a noun that counts: "the number of people killed in the floods rose to 43", "the toll stands at 22"."""

from __future__ import annotations

from dataclasses import dataclass

from services.extract.claims.amounts import Amount
from services.extract.claims.lemmas import lemma
from services.extract.claims.lexical import NOUNS
from services.extract.claims.phrases import AUXILIARIES, VERBS, Phrase, phrase_from, phrase_until
from services.extract.claims.tokens import Token
from services.extract.lexicons import load

_LEX = {name: frozenset(words.split()) for name, words in load("counting").items()}
_EVENTS = load("events")
PLIGHTS: dict[str, str] = {word: event for event, words in _EVENTS["plights"].items() for word in words.split()}
EVENT_NOUNS: dict[str, str] = {word: event for event, words in _EVENTS["nouns"].items() for word in words.split()}
_HEIGHTS = _LEX["changes"] | _LEX["measuring"]  # words that tell how high a sum is, or how it moves
_REACH = 26
_TOLLS = frozenset(("toll", "tolls"))
_FINITE = frozenset(("VBD", "VBZ", "VBP", "MD"))
_SIGNS = frozenset(';:—“”"()')


@dataclass(frozen=True, slots=True)
class Sum:
    """What a counting noun counts, and what became of it: "the number of people killed by floods" are people, killed.

    Where only the noun says it ("the death toll"), `phrase` is the noun's.
    """

    phrase: Phrase | None
    event: str | None


def sum_before(tokens: list[Token], amount: Amount, start: int) -> Sum | None:
    """The sum that `amount` tells the height of, or None where none stands before it in its clause."""
    if amount.unit is not None:
        return None
    at = _counting_noun(tokens, amount.first, max(start, amount.first - _REACH))
    if at is None:
        return None
    if tokens[at].lower in _TOLLS:
        return Sum(phrase_until(tokens, at, max(start, at - 3)), _toll_event(tokens, at, start))
    follower = at + 1
    if tokens[follower].lower == "of":
        return _counted(tokens, at + 2, amount.first)
    plight = PLIGHTS.get(tokens[follower].lower)
    return Sum((follower, follower + 1), plight) if plight else None


def sum_behind(tokens: list[Token], amount: Amount, at: int, end: int) -> Sum | None:
    """The sum behind its height: "bringing to nine the number of people killed", "raising to 40 the toll"."""
    if amount.unit is not None or at + 1 >= end or tokens[amount.first - 1].lower != "to" or tokens[at].lower != "the":
        return None
    if tokens[at + 1].lower not in _LEX["sums"]:
        return None
    if at + 2 < end and tokens[at + 2].lower == "of":
        return _counted(tokens, at + 3, end)
    return Sum((at + 1, at + 2), "die" if tokens[at + 1].lower in _TOLLS else _befallen(tokens, at + 2, end))


def _counting_noun(tokens: list[Token], first: int, floor: int) -> int | None:
    """Where "number", "toll", "tally" ... stands before a figure that tells its height, in the same clause."""
    height = first < len(tokens) and tokens[first].lower in _HEIGHTS  # "passes 300"
    for at in range(first - 1, floor - 1, -1):
        token = tokens[at]
        if token.lower in _LEX["sums"] and (token.tag in NOUNS or token.lower == "total"):
            told = height or token.lower in _TOLLS or at + 1 == first or _is_moved(tokens, at, floor)
            return at if told else None
        if token.text in _SIGNS and not (token.text == ":" and at + 1 == first):
            return None
        if token.lower in _HEIGHTS or token.text == ":" or token.lower == "put":
            height = True
        elif token.text == ",":
            if not (height and _parenthesis(tokens, at)):
                return None
        elif token.tag in _FINITE and token.lower not in AUXILIARIES and not height:
            return None
    return None


def _is_moved(tokens: list[Token], at: int, floor: int) -> bool:
    """Whether a verb right before the noun says that it moves: "raised its count of the dead to 40"."""
    return any(token.lower in _LEX["changes"] or token.lower == "put" for token in tokens[max(floor, at - 3) : at])


def _parenthesis(tokens: list[Token], comma: int) -> bool:
    """Whether the figure's own verb stands right behind the comma: "the number of dead, officials said, rose to 40"."""
    behind = tokens[comma + 1] if comma + 1 < len(tokens) else None
    return behind is not None and (behind.tag in VERBS or behind.tag == "MD")


def _toll_event(tokens: list[Token], at: int, start: int) -> str:
    kind = tokens[at - 1].lower if at > start else ""
    return EVENT_NOUNS.get(kind) or PLIGHTS.get(kind) or "die"


def _counted(tokens: list[Token], at: int, end: int) -> Sum | None:
    """The thing behind "number of", with the participle or relative clause that says what became of it."""
    while at < end and (tokens[at].tag in ("DT", "JJR") or tokens[at].lower in ("confirmed", "those", "reported", "known")):
        at += 1
    if at >= end:
        return None
    follower = tokens[at + 1].lower if at + 1 < end else ""
    names_those = at + 1 < end and tokens[at + 1].tag in NOUNS and follower not in _HEIGHTS
    if tokens[at].lower in PLIGHTS and not names_those:  # "the number of injured climbed"
        return Sum((at, at + 1), PLIGHTS[tokens[at].lower])
    phrase = phrase_from(tokens, at, end)
    if phrase is None:  # "its count of Dravenian dead"
        last = next((n for n in range(at, min(end, at + 3)) if tokens[n].lower in PLIGHTS), None)
        return Sum((at, last + 1), PLIGHTS[tokens[last].lower]) if last is not None else None
    if tokens[phrase[1] - 1].tag == "NN" and phrase[1] < end and tokens[phrase[1]].lower in PLIGHTS:
        return Sum((phrase[0], phrase[1] + 1), PLIGHTS[tokens[phrase[1]].lower])  # "its count of rebel dead"
    head = tokens[phrase[1] - 1].lower
    return Sum(phrase, EVENT_NOUNS.get(head) or _befallen(tokens, phrase[1], end))


def _befallen(tokens: list[Token], at: int, end: int) -> str | None:
    """The verb of a participle or relative clause at `at`: "killed by ...", "who have fled", "it will cut"."""
    if at < end and tokens[at].lower in PLIGHTS:
        return PLIGHTS[tokens[at].lower]
    relative = at < end and (tokens[at].tag in ("WP", "WDT", "PRP") or tokens[at].lower in ("who", "that", "which"))
    for cursor in range(at, min(end, at + (7 if relative else 1))):
        token = tokens[cursor]
        if token.tag in VERBS and token.lower not in AUXILIARIES and (relative or token.tag in ("VBN", "VBD", "VBG")):
            changing = token.lower in _HEIGHTS
            return None if changing and not relative else lemma(token.lower)
    return None
