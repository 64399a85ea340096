"""When a figure holds: the nearest time of its sentence, or the only one of the sentence just before."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from services.extract.claims.text import Document, Sentence
from shared.claims import TimeMention


class Times:
    """The times of a document by sentence."""

    def __init__(self, document: Document, times: Sequence[TimeMention]) -> None:
        self._document = document
        self._times = list(times)
        self._starts = [mention.start for mention in times]

    def of(self, sentence: Sentence, start: int, end: int) -> TimeMention | None:
        """The time of the figure at `[start:end]`."""
        apart = [time for time in self._in(sentence) if time.end <= start or time.start >= end]
        nearest = min(apart, key=lambda time: start - time.end if time.end <= start else time.start - end, default=None)
        if nearest is not None:
            return nearest
        before = self._document.before(sentence)
        inherited = self._in(before) if before else []
        return inherited[0] if len(inherited) == 1 else None

    def _in(self, sentence: Sentence) -> list[TimeMention]:
        return self._times[bisect_left(self._starts, sentence.start) : bisect_left(self._starts, sentence.end)]
