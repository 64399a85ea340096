"""Which bytes are an HTML page at all."""

from __future__ import annotations

import re

from shared.outcomes import DropReason, PageDropped

# First bytes of formats that are served under any Content-Type.
_SIGNATURES = {
    b"%PDF-": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"RIFF": "RIFF",
    b"PK\x03\x04": "ZIP",
    b"\x1f\x8b": "gzip",
    b"\x00\x00\x00\x18ftyp": "MP4",
    b"\x00\x00\x00 ftyp": "MP4",
    b"ID3": "MP3",
    b"OggS": "Ogg",
    b"\xd0\xcf\x11\xe0": "Office",
}
_HTML_TYPES = ("html", "xml", "text/plain", "octet-stream")
_MARKUP = re.compile(rb"<\s*(?:!doctype html|html|head|body|div|p|article|main|h1|meta|title|span|table)\b", re.I)
_FEED = re.compile(rb"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:rss|feed|rdf:rdf|urlset|sitemapindex)\b", re.I | re.S)


def check_type(page: bytes, content_type: str | None) -> None:
    """Raises PageDropped for bytes that are no HTML: by signature, by a telling Content-Type, or by the lack of any markup."""
    start = page[:2_000].lstrip(b"\xef\xbb\xbf \t\r\n")
    for signature, name in _SIGNATURES.items():
        if start.startswith(signature):
            raise PageDropped(DropReason.UNSUPPORTED_TYPE, f"the page is a {name} file")
    if _FEED.match(start):
        raise PageDropped(DropReason.UNSUPPORTED_TYPE, "the page is a feed or a sitemap")
    kind = (content_type or "").split(";")[0].strip().lower()
    if kind and not any(part in kind for part in _HTML_TYPES) and not _MARKUP.search(page[:20_000]):
        raise PageDropped(DropReason.UNSUPPORTED_TYPE, f"Content-Type {kind[:60]}")
    if start[:1] in (b"{", b"[") and not _MARKUP.search(page[:20_000]):
        raise PageDropped(DropReason.UNSUPPORTED_TYPE, "the page is JSON")
