"""Sitemaps: plain, news, indexes and text lists, gzip or not (sitemaps.org protocol, Google's news extension). Pure."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from lxml import etree

from services.ingest.documents import DocumentRefused, decode, local_name, parse_moment, safe_xml
from services.ingest.feeds import absolute

MAX_ENTRIES = 50_000
MAX_BYTES = 50_000_000
_INFLATION = 200  # sitemaps repeat themselves: fifty to one is usual for honest ones


@dataclass(frozen=True, slots=True)
class SitemapEntry:
    """A page named by a sitemap. `published`, `title` and `language` come from the news extension; times are UTC."""

    url: str
    lastmod: datetime | None = None
    published: datetime | None = None
    title: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class ParsedSitemap:
    """A sitemap as read: of pages, or (kind "index") of further sitemaps, told as entries all the same.

    `news` says whether any entry carries the news extension; `truncated` that there was more than MAX_ENTRIES.
    """

    kind: Literal["urlset", "index", "text"]
    entries: tuple[SitemapEntry, ...]
    news: bool = False
    truncated: bool = False
    malformed: str | None = None


class NotASitemap(DocumentRefused):
    """The bytes are something else."""


def parse_sitemap(body: bytes, url: str, content_type: str | None = None) -> ParsedSitemap:
    """Reads the sitemap found at `url`. Raises NotASitemap, or DocumentRefused for a bomb or XML that is dangerous."""
    text = decode(gunzip(body), content_type)
    if text.lstrip("\ufeff \t\r\n").startswith("<"):
        return _xml(safe_xml(text), url)
    return _lines(text, url)


def gunzip(body: bytes, max_bytes: int = MAX_BYTES) -> bytes:
    """`body`, inflated where it is gzip; a cut file gives what it has.

    Raises DocumentRefused past `max_bytes` or 200 times its size.
    """
    if not body.startswith(b"\x1f\x8b"):
        return body
    cap = min(max_bytes, max(_INFLATION * len(body), 1_000_000))
    inflater = zlib.decompressobj(16 + zlib.MAX_WBITS)
    try:
        inflated = inflater.decompress(body, cap + 1)
    except zlib.error as error:
        raise DocumentRefused(f"damaged gzip: {error}") from error
    if len(inflated) > cap:
        raise DocumentRefused(f"{len(body)} bytes of gzip inflate to more than {cap} (decompression bomb)")
    return inflated


def _lines(text: str, url: str) -> ParsedSitemap:
    words = [line.strip() for line in text.splitlines() if line.strip()]
    urls = [line for line in words if line.startswith(("http://", "https://")) and absolute(line, url)]
    if not urls or len(urls) * 2 < len(words):
        raise NotASitemap("neither XML nor a list of URLs")
    return ParsedSitemap("text", tuple(SitemapEntry(line) for line in urls[:MAX_ENTRIES]), truncated=len(urls) > MAX_ENTRIES)


def _xml(document: bytes, url: str) -> ParsedSitemap:
    root = ""
    entries: list[SitemapEntry] = []
    news = False
    reader = etree.iterparse(
        io.BytesIO(document), events=("start", "end"), recover=True, resolve_entities=False, no_network=True, load_dtd=False
    )
    try:
        for event, element in reader:
            name = local_name(element.tag)
            if not root:
                root = name
                if root not in ("urlset", "sitemapindex"):
                    raise NotASitemap(f"no sitemap: {root}")
            if event == "end" and name in ("url", "sitemap"):
                fields = dict(_fields(element))
                news = news or "publication_date" in fields
                _add(entries, fields, url)
                _forget(element)
            if len(entries) > MAX_ENTRIES:
                break
    except etree.XMLSyntaxError as error:
        return _finish(root, entries, news, str(error))
    complaint = next((str(entry.message) for entry in reader.error_log), None)
    return _finish(root, entries, news, complaint)


def _finish(root: str, entries: list[SitemapEntry], news: bool, malformed: str | None) -> ParsedSitemap:
    if not root:
        raise NotASitemap(malformed or "empty")
    kind: Literal["urlset", "index"] = "index" if root == "sitemapindex" else "urlset"
    return ParsedSitemap(kind, tuple(entries[:MAX_ENTRIES]), news, len(entries) > MAX_ENTRIES, malformed)


def _fields(element: etree._Element) -> Iterator[tuple[str, str]]:
    """The texts of an entry's descendants by local name; of repeated names the first (an image has a `loc` too)."""
    seen: set[str] = set()
    for child in element.iterdescendants():
        name = local_name(child.tag)
        prefix = "image:" if "image" in str(child.tag) or "video" in str(child.tag) else ""
        if child.text and child.text.strip() and prefix + name not in seen:
            seen.add(prefix + name)
            yield prefix + name, child.text.strip()


def _add(entries: list[SitemapEntry], fields: dict[str, str], base: str) -> None:
    url = absolute(fields.get("loc"), base)
    if url:
        lastmod, published = parse_moment(fields.get("lastmod")), parse_moment(fields.get("publication_date"))
        entries.append(SitemapEntry(url, lastmod, published, fields.get("title"), fields.get("language")))


def _forget(element: etree._Element) -> None:
    """Frees what is read, so that a file of 50 MB does not stand in memory as a tree."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]
