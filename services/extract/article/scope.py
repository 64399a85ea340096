"""Where on the page the article is: the smallest element that holds its prose and nobody else's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from lxml import etree

from services.extract.article import boilerplate
from services.extract.article.jsonld import title_key
from services.extract.article.pieces import Piece

# A child with this share of its parent's prose is where the article is.
_DOMINANT = 0.72
# A child that is named as the article's text needs less.
_NAMED = 0.3
# One of several articles on the page has at least this share, or it is a teaser.
_OWN = 0.15
# Letters of prose that make the main part an article, however much stands beside it.
_SOME = 250
_TEXT_TAGS = frozenset({"p", "ul", "ol", "table", "blockquote", "li"})


class Prose:
    """How much prose each element of the page holds."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self.mass: dict[etree._Element, int] = defaultdict(int)
        for piece in pieces:
            if piece.is_prose:
                self.mass[piece.element] += len(piece.text)
                for ancestor in piece.element.iterancestors():
                    self.mass[ancestor] += len(piece.text)

    def children(self, element: etree._Element) -> list[etree._Element]:
        """The children that hold prose, most first."""
        found = [child for child in element if self.mass.get(child)]
        return sorted(found, key=lambda child: -self.mass[child])


def find(body: etree._Element, pieces: Sequence[Piece], titles: set[str]) -> etree._Element:
    """The element that holds the article; `titles` are the headline's spellings folded by `title_key`."""
    prose = Prose(pieces)
    heads = [p.element for p in pieces if p.kind == "heading" and title_key(p.text) in titles]
    node = body
    while True:
        child = _next(node, prose, heads)
        if child is None:
            return node
        node = child


def _next(node: etree._Element, prose: Prose, heads: list[etree._Element]) -> etree._Element | None:
    """The child into which the article goes on, or None when `node` itself is its container."""
    children = prose.children(node)
    total = prose.mass[node]
    if not children or children[0].tag in _TEXT_TAGS:
        return None
    best, headed = children[0], _headed(children, heads)
    if headed is not None and headed is not best and _is_main(headed) and prose.mass[headed] >= _SOME:
        return headed
    other = headed is not None and headed is not best and prose.mass[headed] >= _OWN * total
    if headed is not None and other and not _in_article(node) and _is_article(headed) and _is_article(best):
        return headed
    if prose.mass[best] >= _DOMINANT * total:
        return None if any(_is_twin(best, c) and prose.mass[c] > 100 for c in children[1:]) else best
    if _paragraphs(node, prose) >= 0.25 * total:
        return None
    return _split(children, prose, headed, total)


def _split(children: list[etree._Element], prose: Prose, headed: etree._Element | None, total: int) -> etree._Element | None:
    """Where no child dominates: the only one named as the article's text, or one article of several, or the parts together."""
    named = [c for c in children if _is_named_body(c)]
    if len(named) == 1 and prose.mass[named[0]] >= _NAMED * total:
        return named[0]
    return None if named else _one_of_several(children, prose, headed, total)


def _headed(children: list[etree._Element], heads: list[etree._Element]) -> etree._Element | None:
    """The child that holds this page's headline."""
    return next((c for head in heads[:1] for c in children if c is head or c in head.iterancestors()), None)


def _is_main(element: etree._Element) -> bool:
    """Whether the element is the page's only main part: what stands beside it is a dialog, a menu or the comments."""
    return element.tag == "main" or (element.get("role") == "main")


def _is_twin(one: etree._Element, other: etree._Element) -> bool:
    """Parts of one text, parted by an advertisement or a video, have the same names; whole articles are rivals instead."""
    if one.tag != other.tag or _is_article(other):
        return False
    if one.get("data-testid") and one.get("data-testid") == other.get("data-testid"):
        return True
    names, others = set((one.get("class") or "").split()), set((other.get("class") or "").split())
    return bool(names) and len(names & others) * 2 > len(names | others)


def _in_article(element: etree._Element) -> bool:
    """Parts of one <article> are not each other's rivals."""
    return element.tag == "article" or next(element.iterancestors("article"), None) is not None


def _is_article(element: etree._Element) -> bool:
    """Whether the element is a whole article: marked as one, or with a main heading of its own."""
    return element.tag == "article" or element.find(".//h1") is not None


def _one_of_several(
    children: list[etree._Element], prose: Prose, headed: etree._Element | None, total: int
) -> etree._Element | None:
    """Several articles under one roof (infinite scroll, teasers in full): the one with this page's headline, else the first."""
    articles = [c for c in children if _is_article(c)]
    if headed in articles and len(articles) > 1 and prose.mass[headed] >= _OWN * total:
        return headed
    if len(articles) > 1 and sum(prose.mass[c] for c in articles) >= _DOMINANT * total:
        first = min(articles, key=lambda c: c.getparent().index(c))  # type: ignore[union-attr]
        return first if prose.mass[first] >= _OWN * total else None
    return None


def _paragraphs(node: etree._Element, prose: Prose) -> int:
    """The prose that stands directly in `node`."""
    return sum(prose.mass.get(child, 0) for child in node if child.tag in ("p", "blockquote", "ul", "ol", "h2", "h3"))


def _is_named_body(element: etree._Element) -> bool:
    return "articlebody" in (element.get("itemprop") or "").lower() or boilerplate.role(element) == "body"
