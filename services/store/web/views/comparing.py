"""Two versions of a text side by side: paragraphs aligned, words that changed marked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from rapidfuzz import fuzz

from services.store.web.views.marking import Line, Piece, Stand, lines, pieces

_TOKEN = re.compile(r"\d[\d.,]*\d|\w+|\s+|[^\w\s]")
LIKE = 45.0  # likeness (0 to 100) from which two paragraphs are one that was rewritten
MOST_TOKENS = 2_000  # of a paragraph: longer ones are marked whole
AHEAD = 12  # so many paragraphs on, a rewritten one is looked for
KEPT = 1  # unchanged paragraphs shown on either side of a change

Kind = Literal["same", "changed", "added", "removed", "skipped"]


@dataclass(frozen=True, slots=True)
class Row:
    """A paragraph in both versions, empty where it is in one only. "skipped" stands for `skipped` unchanged ones in a row."""

    kind: Kind
    old: list[Piece]
    new: list[Piece]
    skipped: int = 0


def compared(old: str, new: str, in_old: Sequence[Stand] = (), in_new: Sequence[Stand] = ()) -> list[Row]:
    """The rows of two versions, with what stands in either marked beside the words that changed."""
    rows = [_row(a, b, in_old, in_new) for a, b in _aligned(lines(old), lines(new))]
    return list(_folded(rows))


def _aligned(old: list[Line], new: list[Line]) -> Iterator[tuple[Line | None, Line | None]]:
    matcher = SequenceMatcher(None, [line.text for line in old], [line.text for line in new], autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            yield from zip(old[a:b], new[c:d], strict=True)
        else:
            yield from _paired(old[a:b], new[c:d])


def _paired(old: list[Line], new: list[Line]) -> Iterator[tuple[Line | None, Line | None]]:
    """Rewritten paragraphs beside each other, in order; what is like nothing on the other side stands alone."""
    at = 0
    for before in old:
        scored = [(fuzz.ratio(before.text, after.text), -j) for j, after in enumerate(new[at : at + AHEAD], at)]
        score, j = max(scored, default=(0.0, 0))
        if score < LIKE:
            yield before, None
            continue
        yield from ((None, after) for after in new[at:-j])
        yield before, new[-j]
        at = -j + 1
    yield from ((None, after) for after in new[at:])


def _row(old: Line | None, new: Line | None, in_old: Sequence[Stand], in_new: Sequence[Stand]) -> Row:
    if old is None or new is None:
        kind: Kind = "removed" if old else "added"
        return Row(kind, pieces(old, in_old) if old else [], pieces(new, in_new) if new else [])
    if old.text == new.text:
        return Row("same", pieces(old, in_old), pieces(new, in_new))
    gone, come = changed_words(old, new)
    return Row("changed", pieces(old, [*in_old, *gone]), pieces(new, [*in_new, *come]))


def changed_words(old: Line, new: Line) -> tuple[list[Stand], list[Stand]]:
    """Where the words stand that one has and the other has not."""
    a, b = _TOKEN.findall(old.text), _TOKEN.findall(new.text)
    if len(a) > MOST_TOKENS or len(b) > MOST_TOKENS:
        return [Stand(old.start, old.end, "removed")], [Stand(new.start, new.end, "added")]
    codes = SequenceMatcher(None, a, b, autojunk=False).get_opcodes()
    gone = [_stand(old.start, a, i, j, "removed") for tag, i, j, _, _ in codes if tag in ("delete", "replace")]
    come = [_stand(new.start, b, i, j, "added") for tag, _, _, i, j in codes if tag in ("insert", "replace")]
    return gone, come


def _stand(offset: int, tokens: list[str], i: int, j: int, kind: str) -> Stand:
    start = offset + sum(map(len, tokens[:i]))
    return Stand(start, start + sum(map(len, tokens[i:j])), kind)


def _folded(rows: list[Row]) -> Iterator[Row]:
    """Long runs of unchanged paragraphs as one row that says how many there are."""
    near = {j for i, row in enumerate(rows) if row.kind != "same" for j in range(i - KEPT, i + KEPT + 1)}
    hidden = 0
    for i, row in enumerate(rows):
        if i in near:
            if hidden:
                yield Row("skipped", [], [], hidden)
            hidden = 0
            yield row
        else:
            hidden += 1
    if hidden:
        yield Row("skipped", [], [], hidden)
