"""The body of an article: its pieces, without headline, dek, related links and boxes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lxml import etree

from services.extract.article import limits, scope, trimming
from services.extract.article.page import Page
from services.extract.article.pieces import NEVER, Piece, Walker


def pieces(page: Page, titles: set[str], deks: set[str], authors: Sequence[str] = ()) -> list[Piece]:
    """The pieces of the article's body in reading order. Alters the tree: see `within`."""
    return trimming.trim(within(page, titles), titles, deks, authors)


def within(page: Page, titles: set[str]) -> list[Piece]:
    """All pieces of the element that holds the article. Alters the tree: elements that never hold text go."""
    _free_wrapping_forms(page.tags["form"])
    etree.strip_elements(page.root, *NEVER, with_tail=False)
    body = page.root.find("body")
    body = page.root if body is None else body
    everything = Walker(body, vital=[*page.tags["h1"], *page.itemprops["articlebody"]]).walk(body)
    limits.check_letters(sum(len(piece.text) for piece in everything))
    home = scope.find(body, everything, titles)
    inside = set(home.iter())
    return [piece for piece in everything if piece.element in inside]


def _free_wrapping_forms(forms: Iterable[etree._Element]) -> None:
    """Some frameworks put the whole page into one <form>: such a form is a plain container."""
    for form in forms:
        if form.find(".//h1") is not None or sum(1 for _ in form.iter("p")) > 3:
            form.tag = "div"
