"""How the words of a lexicon begin: a look at it tells most of the time that none of them stands in a text.

A regular expression of many alternatives is tried at every word of a text. The first letters of all its words and those of the
text's are two sets, and mostly they have nothing in common.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

LETTERS = 4
ANY = frozenset(("",))  # a match may begin with anything


def begun(text: str) -> frozenset[str]:
    """The beginnings, of up to four letters, of all words of a text in small letters; the empty one among them."""
    heads = {word[:LETTERS] for word in re.findall(r"[a-z0-9]+", text)}
    return ANY.union(*([head[:n] for n in range(1, len(head) + 1)] for head in heads))


@lru_cache(maxsize=2_000)
def beginnings(regex: str) -> frozenset[str]:
    """How matches of a regular expression begin; text in which none of these is `begun` holds no match.

    Where a match need not begin with a word, or with which one is not plain to see, that is the empty beginning.
    """
    return frozenset(head for alternative in _alternatives(regex) for head in _heads(alternative, bounded=False))


def _heads(regex: str, *, bounded: bool) -> Iterator[str]:
    """How matches of one alternative begin; `bounded` says that only a word's first letter can be where one does."""
    while regex.startswith((r"\b", "(?<", "(?!")):
        skipped = 2 if regex[0] == "\\" else _closing(regex)
        bounded = bounded or regex.startswith((r"\b", r"(?<!\w)", r"(?<![\w"))
        regex = regex[skipped:]
    if regex.startswith("("):
        end = _closing(regex)
        for alternative in _alternatives(regex[1 : end - 1].removeprefix("?:")):
            yield from _heads(alternative, bounded=bounded)
        if regex[end : end + 1] in ("?", "*", "{"):
            yield from _heads(re.sub(r"^(?:[?*]|\{[^}]*\})", "", regex[end:]), bounded=bounded)
        return
    letters = re.match(r"[a-z0-9]*", regex)
    told = letters[0] if letters else ""
    yield (told[:-1] if regex[len(told) : len(told) + 1] in ("?", "*", "{") else told)[:LETTERS] if bounded else ""


def _alternatives(regex: str) -> Iterator[str]:
    """The alternatives of a regular expression, those within brackets left together."""
    start = at = 0
    while at < len(regex):
        if regex[at] == "|":
            yield regex[start:at]
            start = at + 1
        at = _closing(regex, at) if regex[at] in "([" else at + (2 if regex[at] == "\\" else 1)
    yield regex[start:]


def _closing(regex: str, at: int = 0) -> int:
    """Where the bracket that opens at a position has closed."""
    if regex[at] == "[":
        return regex.index("]", at + 2) + 1
    at += 1
    while regex[at] != ")":
        at = _closing(regex, at) if regex[at] in "([" else at + (2 if regex[at] == "\\" else 1)
    return at + 1
