"""The page as one lxml tree, and the few readings of it that every module shares."""

from __future__ import annotations

import html
import re
from typing import cast

from lxml import etree

from shared.characters import storable

_MARKS = "\u00ad\u200b\u200e\u200f\u2060\ufeff"
_INVISIBLE = re.compile(f"[{_MARKS}]")
_ENTITY = re.compile(r"&(?:#\d+|#x[0-9a-f]+|[a-z]\w{1,20});", re.I)
_AT_ONCE = 1_500_000
_CHUNK = 65_536
# What formats a word in metadata that was written as HTML. Any other tag there is the subject of a headline: its words stay.
_TAGS = re.compile(
    r"</?(?:a|abbr|b|bdi|big|br|cite|code|div|em|font|h[1-6]|i|ins|li|mark|p|q|s|small|span|strong|sub|sup|u|wbr)\b[^>]*>|<!--.*?-->",
    re.I | re.S,
)


def parse(markup: bytes) -> etree._Element | None:
    """The <html> element of a page in UTF-8, comments and processing instructions left out; None when nothing is in it.

    libxml2 recovers from any markup; without `huge_tree` it stops at a depth of 256, which bounds every later walk.
    Plain elements, not lxml.html's: their Python class look-up costs a tenth of the reading time.
    """
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False)
    try:
        root = etree.fromstring(markup, parser) if len(markup) < _AT_ONCE else _in_chunks(markup, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    return root if root is not None and root.tag == "html" else None


def _in_chunks(markup: bytes, parser: etree.HTMLParser) -> etree._Element | None:
    """Large pages go in piece by piece, so that a time limit can strike between the pieces."""
    for start in range(0, len(markup), _CHUNK):
        parser.feed(markup[start : start + _CHUNK])
    return parser.close()


def squeeze(text: str | None) -> str:
    """One line: runs of white space become one space; soft hyphens, zero-width marks and control characters go."""
    if not text:
        return ""
    if not text.isascii() and any(mark in text for mark in _MARKS):
        text = _INVISIBLE.sub("", text)
    line = " ".join(text.split())
    return line if line.isprintable() else " ".join(storable(line).split())


def plain(value: object) -> str:
    """A metadata string as a reader sees it: entities (doubly escaped ones too) and formatting tags resolved, one line."""
    if not isinstance(value, str):
        return ""
    text = value
    for _ in range(2):
        if not _ENTITY.search(text):
            break
        text = html.unescape(text)
    return squeeze(_TAGS.sub("", text))


def raw_text(element: etree._Element) -> str:
    """All text inside an element, as it stands."""
    return "".join(map(str, element.itertext()))


def text_of(element: etree._Element) -> str:
    """The text of an element on one line."""
    return squeeze(raw_text(element))


def marks(element: etree._Element) -> str:
    """The words by which a page's author names an element's role: class and id, lower case."""
    return f"{element.get('class') or ''} {element.get('id') or ''}".lower()


def select(path: etree.XPath, element: etree._Element) -> list[etree._Element]:
    """The elements that a compiled path finds (the path must yield elements)."""
    return cast(list[etree._Element], path(element))
