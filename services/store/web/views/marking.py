"""A text with what stands in it marked: cut into pieces at every bound, so that marks may overlap and nothing is markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

_LINE = re.compile(r"[^\n]+")


@dataclass(frozen=True, slots=True)
class Stand:
    """What stands in a text from `start` to `end` (code points, end exclusive): its kind, and its id if it has one."""

    start: int
    end: int
    kind: str = "claim"
    id: int = 0


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text and all that stands over it; `begins` are the ids of the claims that begin here."""

    text: str
    stands: tuple[Stand, ...] = ()
    begins: tuple[int, ...] = ()

    @property
    def kinds(self) -> str:
        """The kinds of what stands here, each once, as class names."""
        return " ".join(dict.fromkeys(stand.kind for stand in self.stands))

    @property
    def claim(self) -> int:
        """The id of the shortest claim here, 0 for none."""
        claims = [stand for stand in self.stands if stand.id]
        return min(claims, key=lambda stand: (stand.end - stand.start, stand.id)).id if claims else 0


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph of a text and where it stands."""

    start: int
    text: str

    @property
    def end(self) -> int:
        """Its end, exclusive."""
        return self.start + len(self.text)


def lines(text: str) -> list[Line]:
    """The paragraphs of a text; empty ones are none."""
    return [Line(match.start(), match[0]) for match in _LINE.finditer(text) if match[0].strip()]


def marked(text: str, stands: Sequence[Stand]) -> list[list[Piece]]:
    """The paragraphs of a text, each cut into pieces."""
    return [pieces(line, stands) for line in lines(text)]


def pieces(line: Line, stands: Iterable[Stand]) -> list[Piece]:
    """One paragraph cut into pieces at the bounds of what stands in it."""
    here = [stand for stand in stands if stand.start < line.end and stand.end > line.start]
    bounds = {bound for stand in here for bound in (stand.start, stand.end) if line.start < bound < line.end}
    cuts = sorted({line.start, line.end, *bounds})
    return [_piece(line, start, end, here) for start, end in pairwise(cuts)]


def _piece(line: Line, start: int, end: int, here: Sequence[Stand]) -> Piece:
    over = tuple(stand for stand in here if stand.start <= start and stand.end >= end)
    begins = tuple(
        stand.id for stand in over if stand.id and max(stand.start, line.start) == start and stand.start >= line.start
    )
    return Piece(line.text[start - line.start : end - line.start], over, begins)


def around(text: str, start: int, end: int, stands: Sequence[Stand], beside: int = 1) -> list[list[Piece]]:
    """The paragraphs in which `start` to `end` stands, with so many before and after."""
    found = lines(text)
    touched = [i for i, line in enumerate(found) if line.start < end and line.end > start]
    if not touched:
        return []
    return [pieces(line, stands) for line in found[max(0, touched[0] - beside) : touched[-1] + 1 + beside]]
