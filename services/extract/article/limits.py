"""What one page may cost: bytes, elements, letters and seconds (counted by services.extract.limits). Above, it is dropped."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from shared.outcomes import DropReason, PageDropped

# The largest real page among 189 has 2.3 MB, 5,145 elements and 30,000 letters of text.
MAX_BYTES = 10_000_000
MAX_ELEMENTS = 60_000
MAX_LETTERS = 1_000_000
# Below the 5 s of a page's task, so that the reason is recorded here and some time is left for the claims.
MAX_SECONDS = 4.0
MAX_ATTRIBUTES = 500
# Signs "<" of a page, scripts included: the parser would take a gigabyte for millions of tags before they can be counted.
MAX_SIGNS = 250_000
_LONG_TAG = 4_000
_OPEN = re.compile(rb"<[a-zA-Z]")
# Scripts and styles are passed over: "<" is an operator there.
_TAG = re.compile(
    rb"<(?:script|style)\b[^>]*>.*?</(?:script|style)|<!--.*?-->|(<[a-z](?:[^>\"']+|\"[^\"]*\"|'[^']*'|[\"'])*)", re.I | re.S
)
_ATTRIBUTE = re.compile(rb"[\s/][^\s=/>\"']+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>\"']*))?")


def check_bytes(page: bytes) -> None:
    """Raises PageDropped for a page of more than MAX_BYTES."""
    if len(page) > MAX_BYTES:
        raise PageDropped(DropReason.TOO_LARGE, f"{len(page):,} bytes, at most {MAX_BYTES:,} are read")


def check_tags(page: bytes) -> None:
    """Raises PageDropped for more than MAX_SIGNS, and for a tag with more than MAX_ATTRIBUTES: the parser's time grows with
    their square.
    """
    if page.count(b"<") > MAX_SIGNS:
        raise PageDropped(DropReason.TOO_LARGE, f"more than {MAX_SIGNS:,} tags")
    if any(_is_long_tag(page, start, end) for start, end in _long_parts(page)):
        for found in _TAG.finditer(page):
            if found[1] and len(found[1]) > _LONG_TAG and len(_ATTRIBUTE.findall(found[1])) > MAX_ATTRIBUTES:
                raise PageDropped(DropReason.TOO_LARGE, f"a tag with more than {MAX_ATTRIBUTES:,} attributes")


def _long_parts(page: bytes) -> Iterator[tuple[int, int]]:
    """Where more than _LONG_TAG bytes stand without a ">". Leaps from one ">" to the last within reach: few steps."""
    at = 0
    while at + _LONG_TAG < len(page):
        leap = page.rfind(b">", at, at + _LONG_TAG)
        if leap >= 0:
            at = leap + 1
            continue
        end = page.find(b">", at + _LONG_TAG)
        end = len(page) if end < 0 else end
        yield at, end
        at = end + 1


def _is_long_tag(page: bytes, start: int, end: int) -> bool:
    """A quick look at what stands before a ">": it may still be part of a script. An open quotation may reach into it."""
    opened = page[page.rfind(b"<", max(start - 2_000, 0), start) : start] if start else b""
    if not (opened.count(b'"') % 2 or opened.count(b"'") % 2):
        tag = _OPEN.search(page, start, end)
        if tag is None:
            return False
        start = tag.start()
    return len(_ATTRIBUTE.findall(page, start, end)) > MAX_ATTRIBUTES


def check_elements(root: etree._Element) -> None:
    """Raises PageDropped for a page of more than MAX_ELEMENTS."""
    count = int(_COUNT(root))  # type: ignore[arg-type]
    if count > MAX_ELEMENTS:
        raise PageDropped(DropReason.TOO_LARGE, f"{count:,} elements, at most {MAX_ELEMENTS:,} are read")


def check_letters(letters: int) -> None:
    """Raises PageDropped for a text of more than MAX_LETTERS."""
    if letters > MAX_LETTERS:
        raise PageDropped(DropReason.TOO_LARGE, f"{letters:,} letters of text, at most {MAX_LETTERS:,} are kept")


_COUNT = etree.XPath("count(//*)")
