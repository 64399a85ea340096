"""Live blogs: the posts of a running report and when each was written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from lxml import etree

from services.extract.article import jsonld
from services.extract.article.moments import parse_moment
from services.extract.article.page import Page
from services.extract.article.pieces import Piece

# So many dated parts make a live blog where nothing declares one; a declared one has at least two.
_UNDECLARED = 6
_DECLARED = 2


def times(page: Page, pieces: Sequence[Piece]) -> list[datetime | None]:
    """For each piece of the body the time of the post it stands in; all None where the page is no live blog.

    A post is the largest element around one <time> that holds no other <time>.
    """
    dated = _dated_elements(page.tags["time"])
    if len(dated) < _DECLARED:
        return [None] * len(pieces)
    counts = _counts(dated)
    posts = {post: at for element, at in dated.items() if (post := _post_of(element, counts)) is not None}
    inside = [_time_of(piece, posts) for piece in pieces]
    needed = _DECLARED if any(jsonld.is_live_blog(node) for node in page.article_nodes[:2]) else _UNDECLARED
    return inside if len(set(inside) - {None}) >= needed else [None] * len(pieces)


def _dated_elements(times: Sequence[etree._Element]) -> dict[etree._Element, datetime]:
    found: dict[etree._Element, datetime] = {}
    for element in times[:1_000]:
        moment = parse_moment(element.get("datetime"), "time")
        if moment is not None and moment.precision == "minute":
            found[element] = moment.at
    return found


def _counts(dated: dict[etree._Element, datetime]) -> Counter[etree._Element]:
    """How many dated elements each element holds."""
    return Counter(ancestor for element in dated for ancestor in element.iterancestors())


def _post_of(element: etree._Element, counts: Counter[etree._Element]) -> etree._Element | None:
    post: etree._Element | None = None
    for ancestor in element.iterancestors():
        if counts[ancestor] > 1:
            break
        post = ancestor
    return post


def _time_of(piece: Piece, posts: dict[etree._Element, datetime]) -> datetime | None:
    if piece.element in posts:
        return posts[piece.element]
    return next((posts[ancestor] for ancestor in piece.element.iterancestors() if ancestor in posts), None)
