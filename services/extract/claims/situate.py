"""Where and when a figure holds: the nearest place and time of its sentence, or those of the sentence just before."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import TypeVar

from services.extract.claims.text import Document, Sentence
from shared.claims import Mention, PlaceMention, TimeMention

_M = TypeVar("_M", TimeMention, PlaceMention)


class Situations:
    """The times and places of a document by sentence."""

    def __init__(self, document: Document, times: Sequence[TimeMention], places: Sequence[PlaceMention]) -> None:
        self._document = document
        self._times = list(times)
        self._places = list(places)
        self._time_starts = [mention.start for mention in self._times]
        self._place_starts = [mention.start for mention in self._places]

    def time_of(self, sentence: Sentence, start: int, end: int) -> TimeMention | None:
        """The time of the figure at `[start:end]`: the nearest in its sentence, else the only one of the sentence before."""
        return _nearest(self._times_in(sentence), start, end) or _only(self._times_in(self._before(sentence)))

    def place_of(self, sentence: Sentence, start: int, end: int) -> PlaceMention | None:
        """The place of the figure at `[start:end]`, found in the same way."""
        return _nearest(self._places_in(sentence), start, end) or _only(self._places_in(self._before(sentence)))

    def _times_in(self, sentence: Sentence | None) -> list[TimeMention]:
        return _inside(self._times, self._time_starts, sentence)

    def _places_in(self, sentence: Sentence | None) -> list[PlaceMention]:
        return _inside(self._places, self._place_starts, sentence)

    def _before(self, sentence: Sentence) -> Sentence | None:
        """The sentence before in the same paragraph, from which a report plainly carries on."""
        if sentence.index == 0:
            return None
        before = self._document.sentences[sentence.index - 1]
        return before if before.paragraph == sentence.paragraph else None


def _inside(mentions: list[_M], starts: list[int], sentence: Sentence | None) -> list[_M]:
    if sentence is None:
        return []
    return mentions[bisect_left(starts, sentence.start) : bisect_left(starts, sentence.end)]


def _nearest(mentions: list[_M], start: int, end: int) -> _M | None:
    apart = [mention for mention in mentions if mention.end <= start or mention.start >= end]
    return min(apart, key=lambda mention: _distance(mention, start, end), default=None)


def _distance(mention: Mention, start: int, end: int) -> int:
    return start - mention.end if mention.end <= start else mention.start - end


def _only(mentions: list[_M]) -> _M | None:
    return mentions[0] if len(mentions) == 1 else None
