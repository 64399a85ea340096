"""What a body is, from its first bytes and what the server declared: HTML, XML, JSON, text, gzip, or something of no use here.

In the manner of the WHATWG MIME Sniffing standard: bytes weigh more than the declared type, because servers mislabel feeds
and pages daily, but a declared image, sound or film is believed.
"""

from __future__ import annotations

import codecs
import re
from enum import StrEnum

from services.ingest.responses import Accept

SNIFF_BYTES = 2048


class Kind(StrEnum):
    """What the bytes are."""

    HTML = "html"
    XML = "xml"
    JSON = "json"
    TEXT = "text"
    GZIP = "gzip"
    EMPTY = "empty"
    BINARY = "binary"


_USABLE: dict[Accept, frozenset[Kind]] = {
    Accept.PAGE: frozenset({Kind.HTML, Kind.EMPTY}),
    Accept.FEED: frozenset({Kind.XML, Kind.JSON, Kind.HTML, Kind.TEXT, Kind.EMPTY}),
    Accept.SITEMAP: frozenset({Kind.XML, Kind.TEXT, Kind.GZIP, Kind.HTML, Kind.EMPTY}),
    Accept.OFFER: frozenset({Kind.XML, Kind.JSON, Kind.TEXT, Kind.GZIP, Kind.HTML, Kind.EMPTY}),
    Accept.TEXT: frozenset({Kind.TEXT, Kind.HTML, Kind.XML, Kind.JSON, Kind.EMPTY}),
}

_BOMS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"<\x00", "utf-16-le"),  # no mark, but nothing else begins so
    (b"\x00<", "utf-16-be"),
)
_MAGIC = (
    *(b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"BM", b"\x00\x00\x01\x00"),
    *(b"ID3", b"OggS", b"PK\x03\x04", b"7z\xbc\xaf", b"Rar!", b"\x7fELF", b"MZ", b"wOFF", b"wOF2"),
)
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")  # the standard's "binary data bytes"
_DECLARED_BINARY = re.compile(
    r"^(?:image|audio|video|font)/(?!svg)|^application/(?:pdf|zip|msword|vnd\.(?!.*(?:xml|json))|octet)"
)
_PROLOGUE = re.compile(r"^(?:\s|<\?xml.*?\?>|<\?.*?\?>|<!--.*?-->|<!doctype\s+(?!html)[^>\[]*(?:\[.*?\]\s*)?>)*", re.I | re.S)
_HTML_TAG = re.compile(
    r"^<(?:!doctype\s+html|html|head|body|script|style|title|meta|link|div|table|p|h1|br|font|iframe|a|b|main|header|article)\b",
    re.I,
)


def sniff(start: bytes, declared: str | None) -> Kind:
    """The kind of a body that begins with `start` (up to SNIFF_BYTES of it) under the Content-Type `declared`."""
    mime = (declared or "").partition(";")[0].strip().lower()
    if not start.strip():
        return Kind.EMPTY
    if start.startswith(b"\x1f\x8b"):
        return Kind.GZIP
    if start.startswith(_MAGIC) and not _looks_like_words(start):
        return Kind.BINARY
    text = _text(start)
    if text is None:
        return Kind.BINARY
    return _kind_of_text(text, mime)


def usable(kind: Kind, accept: Accept) -> bool:
    """Whether a caller that asked for `accept` can use a body of this kind."""
    return kind in _USABLE[accept]


def declared_useless(declared: str | None, accept: Accept) -> bool:
    """Whether the declared type alone says that reading the body is vain (an image, a PDF). Octets are sniffed for sitemaps."""
    mime = (declared or "").partition(";")[0].strip().lower()
    if "octet" in mime:
        return False
    return accept is not Accept.TEXT and bool(_DECLARED_BINARY.match(mime))


def _looks_like_words(start: bytes) -> bool:
    """`BM` and `MZ` also begin texts; a binary file shows its control bytes at once."""
    return len(start) > 8 and not _CONTROL.search(start[:64]) and start[:2] in (b"BM", b"MZ", b"ID", b"RI")


def _text(start: bytes) -> str | None:
    for mark, encoding in _BOMS:
        if start.startswith(mark):
            return start.decode(encoding, "ignore").lstrip("\ufeff")
    return None if _CONTROL.search(start) else start.decode("latin-1")


def _kind_of_text(text: str, mime: str) -> Kind:
    body = text[_PROLOGUE.match(text).end() :]  # type: ignore[union-attr]  # the pattern matches the empty string
    if _HTML_TAG.match(body):
        return Kind.HTML
    if body.startswith("<"):
        return Kind.HTML if mime == "text/html" and not _feed_root(body) else Kind.XML
    if text.lstrip().startswith(("<?xml", "<!")):  # the prologue fills the first bytes
        return Kind.HTML if "html" in mime else Kind.XML
    if body.startswith(("{", "[")) and ("json" in mime or mime in ("", "text/plain", "application/octet-stream")):
        return Kind.JSON
    return Kind.HTML if mime in ("text/html", "application/xhtml+xml") else Kind.TEXT


def _feed_root(body: str) -> bool:
    return bool(re.match(r"<(?:\w+:)?(?:rss|feed|rdf|urlset|sitemapindex|opml)\b", body, re.I))
