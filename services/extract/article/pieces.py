"""The page as a flat list of text pieces in reading order, furniture left out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from lxml import etree

from services.extract.article import boilerplate
from services.extract.article.jsonld import title_key
from services.extract.article.tree import squeeze
from shared.articles import BlockKind

# Never text of an article. Captions belong to pictures; <time> and <address> are bylines.
NEVER = (
    *("script", "style", "noscript", "svg", "nav", "footer", "button", "iframe", "template", "select", "input", "textarea"),
    *("object", "embed", "canvas", "audio", "video", "picture", "figcaption", "form", "dialog", "menu", "math", "map", "label"),
    *("head", "rt", "rp", "source"),
)
_BLOCKS = frozenset(
    {
        *("address", "article", "aside", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt", "fieldset"),
        *("figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr"),
        *("html", "li", "main", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot"),
        *("th", "thead", "tr", "ul"),
    }
)
_SKIPPED = frozenset({"address", "hr", "aside"})
_KINDS: dict[str, BlockKind] = {"li": "list_item", "dd": "list_item", "dt": "list_item", "blockquote": "quote"} | {
    f"h{level}": "heading" for level in range(1, 7)
}  # type: ignore[assignment]
_KEPT_KIND = frozenset({"p", "div", "span", "section", "pre", "article", "ul", "ol", "header", "main", "figure", "center"})
# A marked element with this share of the page's paragraphs is the article under an odd name.
_TOO_MUCH = 0.5
# For names that parts of the layout share ("sidebar-grid").
_GOOD_SHARE = 0.15
# Below this many letters an element named "author", "date", "paywall" ... is a label; paragraphs sooner are text.
_SMALL = 160
_LABEL = 80
_HEAD = 30
_INLINE = 50
_HEADS = frozenset({"h2", "h3", "h4", "h5", "h6"})
_DENSE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@dataclass
class Piece:
    """One run of text: its kind, its block element, and how many of its characters are links."""

    text: str
    kind: BlockKind
    element: etree._Element
    links: int

    width: int = field(init=False)
    is_prose: bool = field(init=False)

    def __post_init__(self) -> None:
        """`width` is the length in letters: a Han, kana or Hangul character says at least as much as two. Prose is long
        enough and free enough of links to be running text."""
        dense = 0 if self.text.isascii() or len(self.text) > 200 else len(_DENSE.findall(self.text))
        self.width = len(self.text) + dense
        self.is_prose = self.kind != "heading" and self.width >= 40 and self.links * 2 < len(self.text)

    @cached_property
    def key(self) -> str:
        """The text for comparison: its letters and digits."""
        return title_key(self.text)


class Walker:
    """Collects the pieces of one page. Elements are visited once, those named as furniture are passed over."""

    def __init__(self, root: etree._Element, vital: Sequence[etree._Element] = (), *, everything: bool = False) -> None:
        """`vital` are the elements around which nothing is furniture: the main heading, what microdata calls the body.
        `everything` keeps all furniture.
        """
        self._everything = everything
        self.pieces: list[Piece] = []
        self._words: list[str] = []
        self._links = 0
        self._breaks = 0
        self._glued = False
        self._paragraphs = {} if everything else {p: _paragraph_length(p) for p in root.iter("p")}
        self._prose = sum(self._paragraphs.values()) or 1
        self._vital = {ancestor for element in vital[:20] for ancestor in element.iterancestors()}

    def walk(self, root: etree._Element) -> list[Piece]:
        """The pieces of `root` in reading order."""
        self._visit(root, root, "paragraph", in_link=False)
        self._flush(root, "paragraph")
        return self.pieces

    def _visit(self, element: etree._Element, owner: etree._Element, kind: BlockKind, *, in_link: bool) -> None:
        """The text inside `element`; `owner` is the block whose run of text is being collected."""
        self._add(element.text, in_link)
        for child in element:
            tag = child.tag
            if not isinstance(tag, str):
                pass
            elif tag == "br":
                self._break(owner, kind)
            elif tag in _BLOCKS:
                self._flush(owner, kind)
                if not self._unwanted(child, tag):
                    self._block(child, tag, kind, in_link=in_link)
            elif _is_initial(child):
                self._add(_text(child).strip(), in_link)
                self._glued = True
            elif not self._unwanted(child, tag):
                self._visit(child, owner, kind, in_link=in_link or (tag == "a" and _leads_away(child)))
            self._add(child.tail, in_link)

    def _block(self, element: etree._Element, tag: str, outer: BlockKind, *, in_link: bool) -> None:
        if tag == "table" and _is_data(element):
            self._table(element)
            return
        kind = _KINDS.get(tag) or (outer if tag in _KEPT_KIND and outer != "heading" else "paragraph")
        self._visit(element, element, kind, in_link=in_link)
        self._flush(element, kind)

    def _table(self, table: etree._Element) -> None:
        """One piece a row, cells apart by a bar: readable, and one row's figures stay together."""
        for row in table.iter("tr"):
            cells = [squeeze("".join(map(str, cell.itertext()))) for cell in row if cell.tag in ("td", "th")]
            text = " | ".join(cell for cell in cells if cell)
            if text:
                self.pieces.append(Piece(text, "table", row, sum(len(_text(a)) for a in row.iter("a"))))

    def _add(self, text: str | None, in_link: bool) -> None:
        if self._glued:  # the rest of a word whose first letter is an ornament
            text = (text or "").lstrip()
            self._glued = not text
        if text and not text.isspace():
            self._words.append(text)
            self._breaks = 0
            if in_link:
                self._links += len(text.strip())
        elif text and self._words:
            self._words.append(" ")

    def _break(self, owner: etree._Element, kind: BlockKind) -> None:
        """One line break is a space, two are a new paragraph."""
        self._breaks += 1
        if self._breaks > 1:
            self._flush(owner, kind)
        else:
            self._words.append(" ")

    def _flush(self, owner: etree._Element, kind: BlockKind) -> None:
        if self._words:
            text = squeeze("".join(self._words))
            if text:
                self.pieces.append(Piece(text, kind, owner, self._links))
            self._words.clear()
        self._links = self._breaks = 0
        self._glued = False

    def _unwanted(self, element: etree._Element, tag: str) -> bool:
        """Whether an element is furniture by its tag or its names, and not the article itself under an odd name."""
        if self._everything:
            return False
        if tag in _SKIPPED:
            return tag == "hr" or not self._holds_article(element)
        if tag == "figure":
            return element.find(".//table") is None and not self._holds_article(element)
        named = boilerplate.role(element)
        if named in ("away", "layout"):
            return not self._holds_article(element, _TOO_MUCH if named == "away" else _GOOD_SHARE)
        if named != "small" or tag in ("body", "article", "main", "a"):
            return False
        limit = _LABEL if tag == "p" else _HEAD if tag in _HEADS else _SMALL if tag in _BLOCKS else _INLINE
        return text_length(element, limit) < limit

    def _holds_article(self, element: etree._Element, share: float = _TOO_MUCH) -> bool:
        if element in self._vital:
            return True
        return sum(self._paragraphs.get(p, 0) for p in element.iter("p")) > share * self._prose


def _is_initial(element: etree._Element) -> bool:
    """A drop capital: one consonant, since a single vowel may be a word of its own ("A man", "O homem")."""
    names = element.get("class")
    if not names or not _INITIAL.search(names):
        return False
    letter = "" if text_length(element, 2) > 1 else _text(element).strip()
    return letter.isupper() and letter not in _SINGLE_WORDS


_INITIAL = re.compile(r"initial|drop-?_?cap", re.I)
_SINGLE_WORDS = frozenset("AEIOUYÀÈÉÍÓÅÖКСВОУИЯА")


def _leads_away(link: etree._Element) -> bool:
    """A link to a place on the same page is part of the text (headings carry them)."""
    return not (link.get("href") or "").startswith("#")


def _paragraph_length(paragraph: etree._Element) -> int:
    """The length of a paragraph if it is prose: short ones are labels."""
    length = len(_text(paragraph))
    return length if length > 60 else 0


def _text(element: etree._Element) -> str:
    return "".join(map(str, element.itertext()))


def text_length(element: etree._Element, enough: int) -> int:
    """The number of characters in an element, counted until there are enough."""
    length = 0
    for text in element.itertext():
        length += len(text.strip())
        if length >= enough:
            break
    return length


def _is_data(table: etree._Element) -> bool:
    """A table of figures, not one that lays out the page: several rows and cells, none of them prose."""
    rows = sum(1 for _ in table.iter("tr"))
    cells = list(table.iter("td", "th"))
    return (
        rows > 1
        and len(cells) > rows
        and table.find(".//table") is None
        and all(text_length(cell, 400) < 400 for cell in cells[:60])
    )
