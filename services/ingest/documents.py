"""Bytes to text for feeds and sitemaps: the true character encoding, safe XML, dates with zones. Pure."""

from __future__ import annotations

import codecs
import email.utils
import re
from datetime import UTC, datetime

from charset_normalizer import from_bytes
from w3lib.encoding import http_content_type_encoding, resolve_encoding

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_UNMARKED = ((b"<\x00?\x00", "utf-16-le"), (b"\x00<\x00?", "utf-16-be"), (b"<\x00", "utf-16-le"), (b"\x00<", "utf-16-be"))
_XML_DECLARATION = re.compile(r"^\s*<\?xml\b[^>]{0,200}?\bencoding\s*=\s*[\"']([\w.:-]{1,40})[\"']", re.I)
_DECLARATION = re.compile(r"^\s*<\?xml\b[^>]{0,300}\?>", re.I)
_HTML_META = re.compile(r"<meta\b[^>]{0,200}?\bcharset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.I)
_LATIN = ("cp1252", "iso8859-1", "latin_1")
_DETECT_BYTES = 60_000
_DTD_LONGEST = 65_536
_PROLOGUE = re.compile(r"(?:\s+|<\?.*?\?>|<!--.*?-->)*", re.S)
_DTD_TOKEN = re.compile(r"<!--.*?-->|\"[^\"]*\"|'[^']*'|\[|\]|>", re.S)
_ENTITY = re.compile(
    r"<!ENTITY\s+(%\s+)?\S+\s+(SYSTEM|PUBLIC|\"[^\"]*\"|'[^']*')(?:\s+(?:\"[^\"]*\"|'[^']*'))?(\s+[\"'][^\"']*[\"'])?"
)
_W3C_ENTITIES = re.compile(r"[\"']https?://(?:www\.)?w3\.org/[^\"']*[\"']")
_INVALID_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class DocumentRefused(ValueError):
    """The document is dangerous (entity bomb, external entity) or nothing that can be read; the message says which."""


def decode(body: bytes, content_type: str | None = None) -> str:
    """The text of `body`, by the encoding that fits its bytes. Never raises.

    Order: byte order mark; UTF-8 where the bytes are valid UTF-8 (text in another encoding practically never is); the XML
    declaration or HTML meta; the Content-Type; detection. A claim of Latin-1 is doubted when most letters come out accented,
    as Cyrillic read as Latin-1 does.
    """
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, "replace")
    for mark, encoding in _UNMARKED:
        if body.startswith(mark):
            return body.decode(encoding, "replace")
    for encoding in _candidates(body, content_type):
        try:
            text = body.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        if encoding not in _LATIN or not _mostly_accented(text):
            return text
    return body.decode(_detected(body), "replace")


def _candidates(body: bytes, content_type: str | None) -> list[str]:
    start = body[:2048].decode("latin-1")
    inner = _XML_DECLARATION.search(start) or _HTML_META.search(start)
    labels = [inner[1] if inner else None, http_content_type_encoding(content_type)]
    resolved = (resolve_encoding(label) for label in labels if label)
    return ["utf-8", *(label for label in resolved if label and not label.startswith("utf-16"))]


def _mostly_accented(text: str) -> bool:
    letters = [char for char in text[:200_000] if char.isalpha() and not char.isascii()]
    words = len(re.findall(r"[\u00c0-\u00ff]{4,}", text[:200_000]))
    return len(letters) > 20 and words * 8 > len(letters)


def _detected(body: bytes) -> str:
    best = from_bytes(re.sub(rb"<[^>]{0,500}>", b" ", body[:_DETECT_BYTES])).best()
    return best.encoding if best else "cp1252"


def safe_xml(text: str) -> bytes:
    """The XML document as UTF-8 without a declaration and without characters that XML forbids; raises DocumentRefused.

    Refused: entities that name a file or a URL, entities made of entities, and unending document type declarations. Plain
    entities (`<!ENTITY nbsp "&#160;">`) and the W3C's entity sets, which nobody loads, pass.
    """
    check_entities(text)
    bare = _DECLARATION.sub("", text.lstrip("\ufeff \t\r\n"), count=1)
    return _INVALID_XML.sub("", bare).lstrip().encode("utf-8", "replace")


def check_entities(text: str) -> None:
    """Raises DocumentRefused where the document type declaration could read files or multiply text."""
    declaration = _doctype(text)
    for match in _ENTITY.finditer(declaration):
        value = match[2]
        if value in ("SYSTEM", "PUBLIC"):
            if not (match[1] and _W3C_ENTITIES.search(match[0])):
                raise DocumentRefused("an external entity (XXE) is declared")
        elif re.search(r"[%&](?!#)", value) or len(value) > 200:
            raise DocumentRefused("an entity is made of other entities (entity bomb)")
    if declaration.count("<!ENTITY") > 300:
        raise DocumentRefused("too many entities are declared (entity bomb)")


def _doctype(text: str) -> str:
    """The document type declaration with its internal subset, or an empty string."""
    start = _PROLOGUE.match(text.lstrip("\ufeff"))
    rest = text.lstrip("\ufeff")[start.end() if start else 0 :][: _DTD_LONGEST + 1]
    if rest[:9].upper() != "<!DOCTYPE":
        return ""
    depth = 0
    for token in _DTD_TOKEN.finditer(rest):
        if token[0] in "[]":
            depth += 1 if token[0] == "[" else -1
        elif token[0] == ">" and depth <= 0:
            return rest[: token.end()]
    if len(rest) > _DTD_LONGEST:
        raise DocumentRefused("the document type declaration does not end")
    return rest


def local_name(tag: object) -> str:
    """The local name of an lxml tag in lower case, empty for comments. (lxml's QName raises for names made of garbage.)"""
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def parse_moment(text: str | None) -> datetime | None:
    """An ISO 8601, RFC 3339 or RFC 5322 date as an aware UTC datetime (without a zone: taken as UTC); None if unreadable."""
    words = (text or "").strip()[:64]
    if not words:
        return None
    for read in (_from_iso, email.utils.parsedate_to_datetime):
        try:
            moment = read(words)
            return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, TypeError, OverflowError, IndexError):
            continue
    return None


def _from_iso(words: str) -> datetime:
    if re.fullmatch(r"\d{4}-\d\d", words):
        words += "-01"
    tidy = re.sub(r"\.\d+", "", words)
    return datetime.fromisoformat(re.sub(r"\s+(?=[+-]\d\d:?\d\d$|Z$)", "", tidy))
