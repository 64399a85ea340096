"""The article's one text and where its blocks stand in it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from services.extract.article.pieces import Piece
from shared.articles import Block


def assemble(pieces: Iterable[Piece], times: Iterable[datetime | None]) -> tuple[str, tuple[Block, ...]]:
    """The pieces' texts joined by one newline each, and the blocks whose offsets count code points of that text.

    `times` gives for each piece the time of the live-blog post it stands in; the first block of a post is of kind "post".
    """
    blocks: list[Block] = []
    texts: list[str] = []
    start, before = 0, None
    for piece, time in zip(pieces, times, strict=True):
        end = start + len(piece.text)
        opens = time is not None and time != before
        blocks.append(Block(start=start, end=end, kind="post" if opens else piece.kind, time=time))
        texts.append(piece.text)
        start, before = end + 1, time
    return "\n".join(texts), tuple(blocks)
