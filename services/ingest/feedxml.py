"""Keeps feedparser within bounds: large feeds are cut to their first entries and mended before it reads them. Pure.

feedparser takes some 0.3 ms an entry, and its parser for broken XML quadratic time (400 KB of unclosed elements: 6 s; 10 MB: an
hour). So what is large is parsed and mended by libxml2 first, in linear time, cut, and handed on well-formed.
"""

from __future__ import annotations

import html
import re
from itertools import islice
from xml.parsers import expat

from lxml import etree

from services.ingest.documents import DocumentRefused, local_name

LARGE_BYTES = 250_000
MAX_ENTRIES = 2000
MAX_ELEMENTS = 60_000
_PER_ENTRY = 500
_ROOT = re.compile(rb"<(?:[\w.-]{1,40}:)?(?:rss|rdf|feed|channel)\b", re.I)
_NAMED = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z][A-Za-z0-9]{1,30};)")


def looks_like_feed(document: bytes) -> bool:
    """Whether the root element of a feed stands near the beginning (cheap; no promise that it is one)."""
    return _ROOT.search(document[:65_536]) is not None


def bounded(document: bytes) -> tuple[bytes, str | None]:
    """The document itself where it is small, else its first entries, well-formed, and what had to be mended (None: nothing).

    Raises DocumentRefused where nothing is left.
    """
    if len(document) <= LARGE_BYTES:
        return document, None
    text = _NAMED.sub(lambda name: html.unescape(name[0]), document.decode("utf-8", "replace"))
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False, encoding="utf-8")
    try:
        root = etree.fromstring(text.encode("utf-8"), parser)
    except (etree.LxmlError, ValueError) as error:
        raise DocumentRefused(f"a large feed that cannot be mended: {error}") from error
    if root is None:
        raise DocumentRefused("a large feed that cannot be mended: no root element")
    _cut(root)
    _mend_names(root)
    mended = etree.tostring(root, encoding="utf-8")
    if not _well_formed(mended):
        raise DocumentRefused("a large feed that cannot be mended")
    return mended, next((f"line {error.line}: {error.message}" for error in parser.error_log), None)


def _cut(root: etree._Element) -> None:
    """Removes entries past the caps, and monstrous ones; what comes first is newest in nearly all feeds."""
    elements = 0
    entries = [element for element in root.iter() if local_name(element.tag) in ("item", "entry")]
    for place, entry in enumerate(entries):
        size = sum(1 for _ in islice(entry.iterdescendants(), _PER_ENTRY + 1))
        elements += size
        parent = entry.getparent()
        if parent is not None and (place >= MAX_ENTRIES or elements > MAX_ELEMENTS or size > _PER_ENTRY):
            parent.remove(entry)
    if sum(1 for _ in root.iter()) > 2 * MAX_ELEMENTS:
        raise DocumentRefused("a feed of more elements than any has")


def _mend_names(root: etree._Element) -> None:
    """Names with a prefix that nobody declared lose it, entity references become spaces: neither is well-formed."""
    for element in root.iter():
        if isinstance(element.tag, str):
            if not element.tag.startswith("{") and ":" in element.tag:
                element.tag = element.tag.rpartition(":")[2] or "unnamed"
            for name in [name for name in element.attrib if not str(name).startswith("{") and ":" in str(name)]:
                del element.attrib[name]
    for reference in list(root.iter(etree.Entity)):
        parent = reference.getparent()
        if parent is not None:
            _replace_by_space(reference, parent)


def _replace_by_space(reference: etree._Element, parent: etree._Element) -> None:
    tail = " " + (reference.tail or "")
    before = reference.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    reference.tail = None
    parent.remove(reference)


def _well_formed(document: bytes) -> bool:
    parser = expat.ParserCreate("utf-8", namespace_separator=" ")
    try:
        parser.Parse(document, True)
    except expat.ExpatError:
        return False
    return True
