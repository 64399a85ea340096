"""What bounds a figure: "more than", "up to", "or so" ... before and after it, from their lexicon."""

from __future__ import annotations

from services.extract.claims.numerals import after_hyphen
from services.extract.claims.tokens import Token
from services.extract.lexicons import load
from shared.claims import Comparator

_LEX = load("comparators")
_BEFORE: dict[tuple[str, ...], Comparator] = {tuple(name.split()): sign for name, sign in _LEX["before"].items()}
_AFTER: dict[tuple[str, ...], Comparator] = {tuple(name.split()): sign for name, sign in _LEX["after"].items()}
_FILLERS = frozenset(_LEX["fillers"]["words"].split())
_LAST_WORDS = frozenset(name[-1] for name in _BEFORE)
_FIRST_AFTER = frozenset(name[0] for name in _AFTER)
_LONGEST = max(len(name) for name in _BEFORE)
_LONGEST_AFTER = max(len(name) for name in _AFTER)
# Two comparators in a row ("at least about 300", "just over"): the stronger bound holds.
_STRENGTH: dict[Comparator, int] = {"=": 0, "~": 1, ">": 2, "<": 2, ">=": 3, "<=": 3}


def comparator_before(tokens: list[Token], at: int, start: int) -> tuple[Comparator, int] | None:
    """The comparator whose last word stands right before token `at`, and the position of its first word.

    Looks back no further than `start`; passes over fillers ("more than a further 300") and chains of comparators.
    """
    sign: Comparator | None = None
    first, cursor, hops = at, at, 0
    while cursor > start and hops < 4:
        found = _ending_at(tokens, cursor, start)
        if found is not None:
            if sign is None or _STRENGTH[found[0]] > _STRENGTH[sign]:
                sign = found[0]
            first = cursor = found[1]
        elif tokens[cursor - 1].lower in _FILLERS:
            cursor -= 1
        else:
            break
        hops += 1
    return None if sign is None else (sign, first)


def _ending_at(tokens: list[Token], at: int, start: int) -> tuple[Comparator, int] | None:
    if tokens[at - 1].lower not in _LAST_WORDS:
        return None
    for size in range(min(_LONGEST, at - start), 0, -1):
        sign = _BEFORE.get(tuple(token.lower for token in tokens[at - size : at]))
        if sign is not None:
            return sign, at - size
    return None


def comparator_after(tokens: list[Token], at: int, end: int) -> tuple[Comparator, int] | None:
    """The comparator that starts at token `at` ("or more", "-odd", "+"), and the position after it."""
    word = after_hyphen(tokens, at, end)
    if word >= end or tokens[word].lower not in _FIRST_AFTER:
        return None
    for size in range(min(_LONGEST_AFTER, end - word), 0, -1):
        sign = _AFTER.get(tuple(token.lower for token in tokens[word : word + size]))
        if sign is not None:
            return None if _goes_on(tokens, word + size, end) else (sign, word + size)
    return None


def _goes_on(tokens: list[Token], at: int, end: int) -> bool:
    """Whether the words belong to what follows after all ("above 10 and below 15", "or more than 20", "$2m plus interest")."""
    if at >= end:
        return False
    apart = tokens[at - 1].lower == "plus" and tokens[at - 2].text != "-"
    added = apart and tokens[at].kind == "word" and tokens[at].tag != "NNS"
    return added or tokens[at].kind in ("number", "currency") or tokens[at].lower in ("than", "a")


def bounds(value: float | None, sign: Comparator) -> tuple[float | None, float | None]:
    """`low` and `high` of a figure under a comparator."""
    if sign in (">", ">="):
        return value, None
    if sign in ("<", "<="):
        return None, value
    return value, value
