"""From bytes to text, once: byte-order mark, valid UTF-8, the declared charsets, then a guess."""

from __future__ import annotations

import re

import charset_normalizer
from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, read_bom, resolve_encoding

# What a guess looks at: enough letters for statistics, cheap on large pages.
_SNIFFED_BYTES = 20_000
# Characters that libxml2 cuts a page at (NUL) or refuses in text.
_CONTROL = bytes(code for code in range(32) if code not in b"\t\n\f\r") + b"\x7f"
_MARKUP = re.compile(rb"<(?:script|style)\b.*?</(?:script|style)\s*>|<[^>]*>", re.S | re.I)
_HIGH = re.compile(rb"[\x80-\xff]")


def to_utf8(page: bytes, content_type: str | None = None) -> bytes:
    """`page` as UTF-8 without control characters; never fails.

    Witnesses in order: byte-order mark, the bytes being valid UTF-8 (a legacy page with more than a few non-ASCII letters
    is practically never valid UTF-8), the charset of `content_type`, the one declared in the page, a statistical guess.
    A declared charset that cannot decode the bytes cleanly loses to a guess that can.
    """
    return _utf8(page, content_type).translate(None, _CONTROL)


def _utf8(page: bytes, content_type: str | None) -> bytes:
    mark, bom = read_bom(page)
    if mark is not None and bom is not None:
        return page[len(bom) :].decode(mark, "replace").encode("utf-8", "replace")
    try:
        page.decode("utf-8")
    except UnicodeDecodeError as error:
        broken_at = error.start
    else:
        return page
    declared = _declared(page, content_type)
    text = _strict(page, declared) or _mostly_utf8(page, broken_at) or _guessed(page, declared)
    return text.encode("utf-8", "replace")


def _declared(page: bytes, content_type: str | None) -> list[str]:
    """The declared encodings as Python codec names, strongest first, without UTF-8 (already tried)."""
    labels = (http_content_type_encoding(content_type), html_body_declared_encoding(page[:4096]))
    codecs = [resolve_encoding(label) for label in labels if label]
    return [codec for codec in dict.fromkeys(codecs) if codec and codec not in ("utf-8", "utf8")]


def _strict(page: bytes, codecs: list[str]) -> str | None:
    """A multi-byte charset proves itself by decoding; a single-byte one is believed when declared."""
    for codec in codecs:
        try:
            return page.decode(codec)
        except (UnicodeDecodeError, LookupError):
            continue
    return None


def _mostly_utf8(page: bytes, broken_at: int) -> str | None:
    """UTF-8 with a few broken bytes (a cut page, one pasted legacy character) stays UTF-8."""
    high = len(_HIGH.findall(page[: broken_at + 1_000_000]))
    text = page.decode("utf-8", "replace")
    return text if high and text.count("\ufffd") * 20 <= high else None


def _guessed(page: bytes, declared: list[str]) -> str:
    visible = _MARKUP.sub(b" ", page[: 8 * _SNIFFED_BYTES])[:_SNIFFED_BYTES]
    best = charset_normalizer.from_bytes(visible or page[:_SNIFFED_BYTES]).best()
    codec = best.encoding if best else next(iter(declared), "cp1252")
    return page.decode(codec, "replace")
