"""Feeds: bytes to items. RSS 0.9 to 2.0, RDF and Atom through feedparser, JSON Feed through a small reader of our own.

feedparser's sanitising and link resolution inside summaries are off (they cost more than half of its time, and we show no
summaries as HTML); encodings are decided in `documents`, links are made absolute here. Pure: bytes in, values out.
"""

from __future__ import annotations

import html
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal
from urllib.parse import urljoin, urlsplit

import feedparser

from services.ingest.documents import DocumentRefused, decode, safe_xml
from services.ingest.feedxml import bounded, looks_like_feed
from services.ingest.jsonfeed import read_json_feed
from shared.characters import storable

FeedKind = Literal["rss", "rdf", "atom", "cdf", "json"]
MAX_ITEMS = 5000
_SUMMARY = 2000


class NotAFeed(DocumentRefused):
    """The bytes are something else (mostly an HTML page at a feed's address)."""


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One entry with an absolute `url`. Times are UTC; what is not told is None or empty; `summary` is plain text."""

    url: str
    guid: str | None = None
    title: str = ""
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    updated: datetime | None = None
    language: str | None = None
    summary: str = ""


@dataclass(frozen=True, slots=True)
class FeedLinks:
    """Where the feed goes on (`next`, older entries), its WebSub `hub` and the address it gives for itself."""

    next: str | None = None
    hub: str | None = None
    self: str | None = None


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """A feed as read. `ttl` is the publisher's own polling interval in seconds; `malformed` tells what was wrong with it.

    `skipped` counts entries that have no usable link.
    """

    kind: FeedKind
    title: str
    entries: tuple[FeedItem, ...]
    links: FeedLinks = FeedLinks()
    ttl: int | None = None
    malformed: str | None = None
    skipped: int = 0


def parse_feed(body: bytes, url: str, content_type: str | None = None) -> ParsedFeed:
    """Reads the feed found at `url`. Raises NotAFeed, or DocumentRefused for XML that is dangerous."""
    text = decode(body, content_type)
    if text.lstrip("\ufeff \t\r\n").startswith("{"):
        return _json(text, url)
    return _xml(text, url)


def _json(text: str, url: str) -> ParsedFeed:
    feed = read_json_feed(text)
    if feed is None:
        raise NotAFeed("JSON, but no JSON Feed")
    items, skipped = [], 0
    for raw in feed.items[:MAX_ITEMS]:
        link = absolute(raw.pop("link"), url)
        if link:
            items.append(FeedItem(link, **{**raw, "title": plain(raw["title"]), "summary": plain(raw["summary"])[:_SUMMARY]}))
        else:
            skipped += 1
    links = FeedLinks(*(absolute(link, url) for link in (feed.next, feed.hub, feed.self)))
    return ParsedFeed("json", plain(feed.title), tuple(items), links, malformed=feed.malformed, skipped=skipped)


def _xml(text: str, url: str) -> ParsedFeed:
    document = safe_xml(text)
    if not looks_like_feed(document):
        raise NotAFeed("no feed: " + (_root(document) or "no XML"))
    document, mended = bounded(document)
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": url}
    try:
        parsed = feedparser.parse(
            io.BytesIO(document), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
    except Exception as error:
        raise NotAFeed(f"unreadable: {type(error).__name__}: {error}") from error
    feed, version = parsed.feed, str(parsed.get("version") or "")
    if not version and (not parsed.entries or _root(document) in ("html", "!doctype")):
        raise NotAFeed("no feed: " + (_root(document) or "no XML"))
    language = _word(feed.get("language"))
    items = [_item(entry, url, language, atom=version.startswith("atom")) for entry in parsed.entries[:MAX_ITEMS]]
    found = tuple(item for item in items if item)
    return ParsedFeed(
        kind=_kind(version),
        title=plain(feed.get("title")),
        entries=found,
        links=FeedLinks(*(_rel(feed, rel, url) for rel in ("next", "hub", "self"))),
        ttl=_ttl(feed),
        malformed=mended or _complaint(parsed),
        skipped=len(items) - len(found),
    )


def _item(entry: Mapping[str, Any], url: str, language: str | None, *, atom: bool) -> FeedItem | None:
    link = absolute(entry.get("feedburner_origlink") or _alternate(entry) or entry.get("link"), url)
    guid = _word(entry.get("id"))
    if link is None and guid and re.match(r"https?://", guid, re.I):
        link = absolute(guid, url)
    if link is None:
        return None
    detail = entry.get("title_detail") or {}
    updated = _moment(entry.get("updated_parsed") if "updated_parsed" in entry else None)
    published = _moment(entry.get("published_parsed") or entry.get("created_parsed"))
    return FeedItem(
        url=link,
        guid=guid,
        title=plain(entry.get("title")),
        authors=_authors(entry),
        published=published if published or atom else updated,  # RSS 1.0 has only dc:date, which feedparser files as updated
        updated=updated,
        language=_word(detail.get("language")) or language,
        summary=plain(entry.get("summary"))[:_SUMMARY],
    )


def _alternate(entry: Mapping[str, Any]) -> str | None:
    """The Atom link that is the page itself: HTML before other types."""
    links = [link for link in entry.get("links", []) if link.get("rel") == "alternate" and link.get("href")]
    pages = [link for link in links if "html" in (link.get("type") or "html")]
    return str((pages or links)[0]["href"]) if links else None


def _rel(feed: Mapping[str, Any], rel: str, url: str) -> str | None:
    return next((absolute(link.get("href"), url) for link in feed.get("links", []) if link.get("rel") == rel), None)


def _authors(entry: Mapping[str, Any]) -> tuple[str, ...]:
    names = [plain(author.get("name")) for author in entry.get("authors", []) if author]
    return tuple(dict.fromkeys(name for name in names or [plain(entry.get("author"))] if name))


def _moment(parsed: Any) -> datetime | None:
    """feedparser's struct_time, already in UTC; a leap second is cut."""
    if not parsed:
        return None
    try:
        year, month, day, hour, minute, second = parsed[:6]
        return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
    except (ValueError, TypeError, OverflowError):
        return None


_PERIODS = {"hourly": 3600, "daily": 86_400, "weekly": 604_800, "monthly": 2_592_000, "yearly": 31_536_000}


def _ttl(feed: Mapping[str, Any]) -> int | None:
    """RSS `ttl` (minutes) or the syndication module's period, in seconds."""
    minutes = str(feed.get("ttl") or "").strip()
    if minutes.isdecimal() and int(minutes[:9]) > 0:
        return int(minutes[:9]) * 60
    period = _PERIODS.get(str(feed.get("sy_updateperiod") or "").strip().lower())
    frequency = str(feed.get("sy_updatefrequency") or "1").strip()
    return period // max(1, int(frequency[:6])) if period and frequency.isdecimal() else None


def _complaint(parsed: Any) -> str | None:
    if not parsed.get("bozo"):
        return None
    error = parsed.get("bozo_exception")
    return f"{type(error).__name__}: {error}"[:200] if error else "not well-formed"


def _kind(version: str) -> FeedKind:
    if version.startswith("atom"):
        return "atom"
    if version in ("rss10", "rss090"):
        return "rdf"
    return "cdf" if version == "cdf" else "rss"


def _root(document: bytes) -> str:
    found = re.search(rb"<(!doctype|[A-Za-z_][\w:.-]*)", document[:4096], re.I)
    return found[1].decode("ascii", "replace").lower() if found else ""


def _word(value: object) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def absolute(link: object, base: str) -> str | None:
    """`link` against `base` as an absolute http(s) URL, or None where that is none."""
    if not isinstance(link, str) or not link.strip():
        return None
    try:
        url = urljoin(base, re.sub(r"[\t\r\n]", "", link.strip()))
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return None
    return url if usable else None


def plain(value: object) -> str:
    """Text without tags and entities, spaces collapsed. (Feeds escape once, twice or not at all.)"""
    if not isinstance(value, str):
        return ""
    return storable(re.sub(r"\s+", " ", _bare(html.unescape(_bare(value))))).strip()


def _bare(markup: str) -> str:
    """The text between tags; what scripts and styles hold is no text."""
    return _TAG.sub(" ", _CODE.sub(" ", markup))


_CODE = re.compile(r"<(script|style)\b[^>]{0,2000}>.{0,20000}?</\1\s*>", re.I | re.S)
_TAG = re.compile(r"<[a-zA-Z/!][^<>]{0,2000}>")
