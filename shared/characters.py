"""Characters that others put into their words, and that no database, log or terminal should meet.

A page may say "\\u0000" (which PostgreSQL refuses), half of a surrogate pair (which is no UTF-8), or an escape sequence that
renames the terminal's window and rewrites what stands above.
"""

from __future__ import annotations

import re

_CONTROL = "\x00-\x08\x0b-\x1f\x7f-\x9f"
_NO_TEXT = "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
# Marks that reorder or break a line, annotations, tags: nothing that a word is spelled with.
_MISLEADING = "\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufff9-\ufffb\U000e0000-\U000e007f"

_UNSTORABLE = re.compile(f"[{_CONTROL}{_NO_TEXT}]")
_UNPRINTABLE = re.compile(f"[{_CONTROL}{_NO_TEXT}{_MISLEADING}]")


def storable(text: str) -> str:
    """The text without what neither UTF-8, XML nor PostgreSQL keeps; tabs and line breaks stay.

    A C1 control is what Windows-1252 means by that number, as browsers take it (HTML Standard, 13.2.5.80): `&#146;` is an
    apostrophe.
    """
    return _UNSTORABLE.sub(_windows, text)


def _windows(found: re.Match[str]) -> str:
    return found[0].encode("latin-1").decode("cp1252", "ignore") if "\x80" <= found[0] <= "\x9f" else ""


def printable(text: str) -> str:
    """The text with `\\ufffd` for whatever a terminal would obey, reorder, or fail to write; tabs and line breaks stay."""
    return _UNPRINTABLE.sub("\ufffd", text)


def escaped(json: str) -> str:
    """JSON that says the same, with escapes for what `printable` takes out."""
    return _UNPRINTABLE.sub(_escape, json)


def _escape(found: re.Match[str]) -> str:
    return "".join(f"\\u{int.from_bytes(pair, 'big'):04x}" for pair in _pairs(found[0].encode("utf-16-be", "surrogatepass")))


def _pairs(units: bytes) -> list[bytes]:
    return [units[i : i + 2] for i in range(0, len(units), 2)]
