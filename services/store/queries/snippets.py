"""Where the words of a query stand in a text, and the stretch of it that shows them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import snowballstemmer

from services.store.queries.words import parse

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Snippet:
    """A stretch of a text from `start` on, and where in the stretch the words stand, in code points."""

    text: str
    start: int
    matches: tuple[tuple[int, int], ...]


def snippet(text: str, query: str, width: int = 240) -> Snippet:
    """About `width` characters around the first word that is wanted, cut between words."""
    hits = matches(text, query)
    first = hits[0][0] if hits else 0
    begin = _word_start(text, max(0, first - width // 3))
    end = len(text) if begin + width >= len(text) else _word_start(text, begin + width)
    inside = tuple((a - begin, b - begin) for a, b in hits if begin <= a and b <= end)
    return Snippet(text[begin:end].rstrip(), begin, inside)


def matches(text: str, query: str) -> list[tuple[int, int]]:
    """The spans of the words that the query wants, in any form of theirs."""
    wanted = _wanted(query)
    letters = {word[:1] for word in wanted}  # no rule of the stemmer changes a word's first letter
    words = ((match.span(), match[0].lower()) for match in _WORD.finditer(text))
    return [span for span, word in words if word[:1] in letters and _stem(word) in wanted]


def _wanted(query: str) -> frozenset[str]:
    phrases: Sequence[str] = [words for terms in parse(query) for is_wanted, words in terms if is_wanted]
    return frozenset(_stem(word.lower()) for words in phrases for word in _WORD.findall(words))


@cache
def _stemmer() -> snowballstemmer.stemmer:
    return snowballstemmer.stemmer("english")


@lru_cache(maxsize=10_000)
def _stem(word: str) -> str:
    stem: str = _stemmer().stemWord(word)
    return stem


def _word_start(text: str, at: int) -> int:
    """The start of the word at or after a position, or the position itself where no word starts soon."""
    if at == 0 or at >= len(text):
        return min(at, len(text))
    space = text.find(" ", at, at + 40)
    return space + 1 if space >= 0 else at
