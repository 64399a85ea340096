"""The article's one text and where its blocks stand in it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from services.extract.article.pieces import Piece
from shared.articles import Block


def assemble(pieces: Iterable[tuple[Piece, datetime | None]]) -> tuple[str, tuple[Block, ...]]:
    """The pieces' texts joined by one newline each, and the blocks whose offsets count code points of that text."""
    blocks: list[Block] = []
    texts: list[str] = []
    start = 0
    for piece, time in pieces:
        end = start + len(piece.text)
        blocks.append(Block(start=start, end=end, kind=piece.kind, time=time))
        texts.append(piece.text)
        start = end + 1
    return "\n".join(texts), tuple(blocks)
