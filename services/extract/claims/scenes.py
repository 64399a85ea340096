"""Where a figure holds: the place of its clause, or the only one of the sentence before.

Places count in which something is said to happen; who only acts ("Russia is losing soldiers") is no place of a figure. In a
sentence of several figures each has the place that stands beside it; one told ahead of all holds for all.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

from services.extract.claims.text import Document, Sentence
from services.extract.lexicons import load
from shared.claims import PlaceMention

_LEX = {name: frozenset(words.split()) for name, words in load("places")["localities"].items()}
_SCENES = _LEX["prepositions"] | frozenset(("at", "on", "into", "through", "from", "over", "to", "of", "for"))
_BESIDE = _LEX["directions"] | _LEX["kinds"] | frozenset(("of", "its", "their", "his", "her"))
_THEM = frozenset(("them", "whom", "those", "these", "which"))
_SOME = frozenset(("including", "mostly", "mainly", "chiefly", "largely", "notably", "especially", "most"))
_WORDS = re.compile(r"[a-z]+")

Span = tuple[int, int]


class Scenes:
    """The places of a document by sentence. `places` and `figures` (spans of the text) in text order."""

    def __init__(self, document: Document, places: Sequence[PlaceMention], figures: Sequence[Span]) -> None:
        self._document = document
        self._places = list(places)
        self._starts = [place.start for place in places]
        self._figures = list(figures)
        self._figure_starts = [start for start, _ in figures]

    def of(self, sentence: Sentence, start: int, end: int) -> PlaceMention | None:
        """The place of the figure at `[start:end]`."""
        here = self._in(sentence)
        scenes = [place for place in here if self._is_scene(place, sentence.first)]
        told = [place for place in scenes if not self._is_aside(sentence, place, end)] or scenes
        told = told or [place for place in here if self._is_site(place)]
        if told:
            return self._beside(sentence, told, start, end)
        before = self._document.before(sentence)
        inherited = [place for place in self._in(before) if self._is_scene(place, before.first)] if before else []
        return inherited[0] if len(inherited) == 1 else None

    def _beside(self, sentence: Sentence, told: list[PlaceMention], start: int, end: int) -> PlaceMention | None:
        """Of the sentence's places the one that stands with the figure, no other figure being nearer to it."""
        figures = self._figures[
            bisect_left(self._figure_starts, sentence.start) : bisect_left(self._figure_starts, sentence.end)
        ]
        later = [figure for figure in figures if figure[0] > start]
        earlier = [figure for figure in figures if figure[0] < start]
        behind = [place for place in told if place.start >= end]
        ahead = [place for place in told if place.end <= start]
        if behind and (not later or behind[0].start < later[0][0]):
            return None if self._is_of_some(end, behind[0].start) else behind[0]
        if ahead and (not earlier or (ahead[-1].start >= earlier[-1][1] and not self._is_parted(ahead[-1].end, start))):
            return ahead[-1]
        opening = [place for place in ahead if place.end <= figures[0][0]]
        if opening:
            return opening[-1]
        shared = later and behind and behind[0].start > later[-1][0] and not any(self._is_part(figure) for figure in later)
        return behind[0] if shared else None

    def _is_parted(self, start: int, end: int) -> bool:
        """Whether a comma stands between: "one in Andaluza, bringing the total to 158"."""
        return "," in self._document.text[start:end]

    def _is_of_some(self, start: int, end: int) -> bool:
        """Whether only some of those counted are there: "217 people, almost all of them in Chiva"."""
        words = _WORDS.findall(self._document.text[start:end])
        return any(a == "of" and b in _THEM for a, b in pairwise(words)) or bool(_SOME.intersection(words))

    def _is_part(self, figure: Span) -> bool:
        """Whether a figure tells a part of one before: "155 of them in Alvera"."""
        tokens = self._document.tokens
        at = self._document.token_index(figure[1])
        return at + 1 < len(tokens) and tokens[at].lower == "of" and tokens[at + 1].lower in _THEM

    def _is_aside(self, sentence: Sentence, place: PlaceMention, end: int) -> bool:
        """Whether it stands in a clause set in behind the figure: "13,000 soldiers, trained in Russia, were deployed"."""
        tokens = self._document.tokens
        at, figure = self._document.token_index(place.start), self._document.token_index(end)
        opening = next((n for n in range(at - 1, figure - 1, -1) if tokens[n].text == ","), None)
        closing = next((n for n in range(at + 1, sentence.last) if tokens[n].text == ","), None)
        return opening is not None and closing is not None and tokens[opening + 1].tag in ("VBN", "VBG", "WDT", "WP")

    def _is_scene(self, place: PlaceMention, floor: int) -> bool:
        """Whether something happens there: "in Kursk", "in Russia's Kursk region", "the town of Amzir", "into Sudan"."""
        tokens = self._document.tokens
        at = self._document.token_index(place.start) - 1
        behind = self._document.token_index(place.end)
        if behind < len(tokens) and tokens[behind].kind == "clitic":
            return False  # a place within it follows, or what belongs to it
        while at >= floor and (tokens[at].lower in _BESIDE or tokens[at].kind == "clitic" or tokens[at].tag in ("JJ", "PRP$")):
            at -= 2 if tokens[at].kind == "clitic" else 1
        while at > floor and tokens[at].tag in ("NNP", "NNPS") and tokens[at - 1].tag in ("IN", "TO", "NNP"):
            at -= 1
        return at >= floor and tokens[at].lower in _SCENES

    def _is_site(self, place: PlaceMention) -> bool:
        """Whether it names a thing there ("the Leipzig plant", "Gomera battle") or opens a heading ("Sudan: 71,000 flee")."""
        tokens = self._document.tokens
        at = self._document.token_index(place.end)
        if at >= len(tokens):
            return False
        return tokens[at].tag in ("NN", "NNS") or tokens[at].text in (":", ",") or tokens[at].lower == "alone"

    def _in(self, sentence: Sentence) -> list[PlaceMention]:
        return self._places[bisect_left(self._starts, sentence.start) : bisect_left(self._starts, sentence.end)]
