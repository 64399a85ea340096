"""The article's one text and where its blocks stand in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from services.extract import sentences
from services.extract.article.pieces import Piece
from shared.articles import Block


def assemble(pieces: Sequence[Piece], times: Iterable[datetime | None]) -> tuple[str, tuple[Block, ...]]:
    """The pieces' texts joined by one newline each, and the blocks; all offsets count code points of that text.

    `times` gives for each piece the time of the live-blog post it stands in; the first block of a post is of kind "post".
    """
    blocks: list[Block] = []
    text = "\n".join(piece.text for piece in pieces)
    start, before = 0, None
    for piece, time in zip(pieces, times, strict=True):
        end = start + len(piece.text)
        opens = time is not None and time != before
        spans = sentences.split(text, start, end)
        blocks.append(Block(start=start, end=end, kind="post" if opens else piece.kind, time=time, sentences=tuple(spans)))
        start, before = end + 1, time
    return text, tuple(blocks)
