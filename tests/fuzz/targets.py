"""What is fed with rubbish, from which seeds, and what must hold whatever comes.

A check raises for a finding and returns for everything else: refusing is as good as reading.
"""

from __future__ import annotations

import gzip
import json
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from services.extract import article, claims
from services.extract.extraction import claims_of
from services.ingest.archives import SavedPage, read_pages
from services.ingest.documents import DocumentRefused
from services.ingest.feeds import parse_feed
from services.ingest.frontpage import read_page
from services.ingest.opml import read_opml
from services.ingest.robots import Rules, decode
from services.ingest.sitemaps import parse_sitemap
from services.ingest.urls import NotAUrl, canonical_url, clean_url, entry_key, registered_host
from services.store.api.params import ListQuery
from services.store.queries import QueryError
from services.store.queries.snippets import snippet
from services.store.queries.words import as_fts5
from shared import cursors
from shared.characters import storable
from shared.claims import proves
from shared.envelopes import complaint
from shared.outcomes import PageDropped

URL = "https://harbour.example/2026/11/crane"


@dataclass(frozen=True)
class Target:
    """Something that reads: `seeds` are good documents that are broken in all ways, `tokens` what is put in between."""

    check: Callable[[bytes], None]
    seeds: Sequence[bytes]
    tokens: Sequence[bytes]


def _words(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _words(key)
            yield from _words(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _words(inner)


def _all_storable(value: Any) -> None:
    for words in _words(value):
        assert storable(words) == words, f"no database keeps {words[:200]!r}"


def feed(body: bytes) -> None:
    """Read or refused; what is read can be stored, and links go to the web."""
    try:
        read = parse_feed(body, "https://harbour.example/feed", "application/xml")
    except DocumentRefused:
        return
    for entry in read.entries:
        assert entry.url.startswith(("http://", "https://"))
        _all_storable([entry.title, entry.summary, entry.authors])


def sitemap(body: bytes) -> None:
    """Read or refused."""
    try:
        read = parse_sitemap(body, "https://harbour.example/sitemap.xml")
    except DocumentRefused:
        return
    assert all(entry.url.startswith(("http://", "https://")) for entry in read.entries)


def opml(body: bytes) -> None:
    """Read or refused."""
    try:
        read = read_opml(body)
    except DocumentRefused:
        return
    assert all(feed.url.startswith(("http://", "https://")) for source in read.sources for feed in source.feeds)


def front(body: bytes) -> None:
    """Always read."""
    assert all(link.url.startswith(("http://", "https://")) for link in read_page(body, URL).articles)


def page(body: bytes) -> None:
    """An article or none; its words can be stored, its claims are proven, and both can be written as JSON."""
    try:
        read = article.read(body, URL)
    except PageDropped as dropped:
        _all_storable(dropped.detail)
        return
    _all_storable(read.model_dump(mode="json"))
    found, _ = claims_of(read)
    json.dumps([claim.model_dump(mode="json") for claim in found], ensure_ascii=False).encode()


def text(body: bytes) -> None:
    """Every claim is proven by its words."""
    words = body.decode("utf-8", "replace")
    for claim in claims.extract(words):
        assert proves(words, claim)


def robots(body: bytes) -> None:
    """Always read."""
    rules = Rules.parse(decode(body), "claimwire")
    rules.allowed(URL)
    delay = rules.crawl_delay()
    assert delay is None or 0 <= delay <= 60
    rules.sitemaps()


def warc(body: bytes) -> None:
    """Pages and what is unusable, to the end of the file."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / ("a.warc.gz" if body[:2] == b"\x1f\x8b" else "a.warc")
        file.write_bytes(body)
        for found in read_pages(file, Path(folder), 1_000_000):
            assert not isinstance(found, SavedPage) or len(found.body) <= 1_000_000


def url(body: bytes) -> None:
    """No URL, or one form that stays what it is."""
    words = (
        body.decode("utf-8", "surrogatepass" if b"\xed" in body else "replace") if _decodes(body) else body.decode("latin-1")
    )
    try:
        clean = clean_url(words)
        canonical = canonical_url(words)
    except NotAUrl:
        return
    assert clean_url(clean) == clean
    assert canonical_url(canonical) == canonical
    assert clean.isascii() and clean.isprintable()
    assert len(entry_key(words)) == 32
    registered_host(clean)


def _decodes(body: bytes) -> bool:
    try:
        body.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return False
    return True


def query(body: bytes) -> None:
    """Parameters, words and cursors: taken, or refused by name."""
    words = body.decode("utf-8", "replace")
    name, _, value = words.partition("=")
    with suppress(ValidationError):
        ListQuery.model_validate({name: value}).filter()
    with suppress(QueryError):
        as_fts5(words)
        snippet("The ferry hit a crane on Monday.", words)
    with suppress(cursors.CursorError):
        cursors.decode(words, "claims", [int, str])


def envelope(body: bytes) -> None:
    """Judged."""
    complaint(body)


_MARKUP = (
    *(
        b"<",
        b">",
        b"</",
        b"/>",
        b"<!--",
        b"-->",
        b"<![CDATA[",
        b"]]>",
        b"<?xml ",
        b"<!DOCTYPE x [",
        b"<!ENTITY x 'y'>",
        b"&x;",
        b"&#0;",
    ),
    *(
        b"&#27;",
        b"&#x9b;",
        b"&#xD800;",
        b"&amp;",
        b"\\ud800",
        b"\\u0000",
        b"\\u001b",
        b"\x00",
        b"\x1b[2J",
        b"\xed\xa0\x80",
        b"\xff\xfe",
    ),
    *(
        b"\xc2\x9b",
        b"\xe2\x80\xae",
        b"<script>",
        b"<title>",
        b"<p>",
        b"xmlns:a='b'",
        b"a:",
        b"{",
        b"}",
        b"[",
        b'"',
        b":",
        b"9" * 400,
    ),
)
_TEXT = (
    *(
        b"more than ",
        b"3,000",
        b"up to",
        b"dozens",
        b"%",
        b"$",
        b"\xe2\x82\xac",
        b"\xe2\x80\x9c",
        b"\xe2\x80\x9d",
        b'"',
        b" said ",
        b".",
    ),
    *(
        b"1/0",
        b"10-5",
        b"9" * 400,
        b"1e999",
        b"\xc2\xbd",
        b"\xd9\xa3",
        b"hundred ",
        b"million ",
        b"\n",
        b"- ",
        b"(",
        b"killed ",
        b"no ",
    ),
)
_ADDRESS = (
    *(
        b"http://",
        b"https://",
        b"@",
        b":",
        b"//",
        b"\\",
        b"?",
        b"#",
        b"%",
        b"%00",
        b"%zz",
        b"[::1]",
        b"[",
        b"]",
        b"..",
        b"/../",
        b"\t",
    ),
    *(
        b"xn--",
        b"\xef\xbc\x8e",
        b"\xe3\x80\x82",
        b"\xc3\x9f",
        b"utm_source=x",
        b"&amp;",
        b"/amp",
        b"cdn.ampproject.org/c/s/",
        b"\x1b",
    ),
)
_QUERY = (
    b"words=",
    b"cursor=",
    b"after=",
    b"low=",
    b'"',
    b"-",
    b" OR ",
    b"\\",
    b"*",
    b"(",
    b"NEAR/",
    b"WyJjbGFpbXMiLDEsImEiXQ",
    b"[",
    b"9" * 30,
)

_RSS = (
    b'<?xml version="1.0"?><rss version="2.0"><channel><title>Harbour</title><item><title>Ferry hits crane</title>'
    b"<link>https://harbour.example/a</link><pubDate>Sat, 28 Nov 2026 10:00:00 GMT</pubDate><guid>a</guid></item></channel></rss>"
)
_ATOM = (
    b'<feed xmlns="http://www.w3.org/2005/Atom"><title>Harbour</title><entry><title type="html">Ferry &lt;b&gt;hits</title>'
    b'<link href="/a"/><id>tag:a</id><updated>2026-11-28T10:00:00Z</updated><author><name>Ada</name></author></entry></feed>'
)
_JSON_FEED = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Harbour",
        "items": [{"id": "1", "url": "https://harbour.example/a", "title": "Ferry", "authors": [{"name": "Ada"}]}],
    }
).encode()
_PAGE = (
    b'<!doctype html><html lang="en"><head><title>Ferry hits crane</title><script type="application/ld+json">{"@type": "NewsArticle",'
    b' "headline": "Ferry hits crane", "author": {"name": "Ada Lund"}, "datePublished": "2026-11-28T10:00:00Z"}</script></head><body>'
    b"<article><h1>Ferry hits crane</h1><p>Mayor Ada Lund said on Monday that at least 12 bridges were closed because of the flood.</p>"
    b"<p>The council of the town said that 300 people had been moved from their homes by the evening, and that others would follow.</p>"
    b"<p>It was the third time this year that the ferry hit something in the harbour, the captain told the paper.</p></article></body></html>"
)
_HTTP = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + _PAGE
_WARC = (
    b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://harbour.example/a\r\nWARC-Date: 2026-11-28T10:00:00Z\r\n"
    b"WARC-Record-ID: <urn:uuid:1>\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: "
    + str(len(_HTTP)).encode()
    + b"\r\n\r\n"
    + _HTTP
    + b"\r\n\r\n"
)
_SITEMAP = (
    b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url>'
    b"<loc>https://harbour.example/a</loc><news:news><news:publication_date>2026-11-28</news:publication_date></news:news></url></urlset>"
)
_OPML = b'<opml version="2.0"><body><outline text="Port"><outline text="A" xmlUrl="https://harbour.example/feed"/></outline></body></opml>'
_TALK = (
    b"Mayor Ada Lund said on Monday that more than 3,000 people had left. \xe2\x80\x9cUp to 200 were hurt,\xe2\x80\x9d Pavel Drost told"
    b" reporters.\nThe ministry denied that dozens of boats, between 11 and 13 of them, had sunk; it cost \xe2\x82\xac4.5 million."
)
_ENVELOPE = json.dumps(
    {
        "body": "W1tdLCB7fSwge31d",
        "content-encoding": "utf-8",
        "content-type": "application/json",
        "headers": {"task": "ingest.fetch", "id": "a"},
        "properties": {"delivery_info": {"exchange": "", "routing_key": "q"}, "body_encoding": "base64", "delivery_tag": "t"},
    }
).encode()

TARGETS: dict[str, Target] = {
    "feed": Target(feed, (_RSS, _ATOM, _JSON_FEED), _MARKUP),
    "sitemap": Target(sitemap, (_SITEMAP, gzip.compress(_SITEMAP)), _MARKUP),
    "opml": Target(opml, (_OPML,), _MARKUP),
    "front": Target(front, (_PAGE.replace(b"<p>", b'<a href="/2026/a-long-story">A long story of a town</a><p>'),), _MARKUP),
    "page": Target(page, (_PAGE,), _MARKUP),
    "text": Target(text, (_TALK,), _TEXT),
    "robots": Target(
        robots,
        (b"User-agent: *\nDisallow: /private\nCrawl-delay: 2\nSitemap: https://a.example/s.xml\n",),
        (*_QUERY, b"*", b"$"),
    ),
    "warc": Target(
        warc,
        (_WARC, gzip.compress(_WARC)),
        (*_MARKUP, b"\r\n", b"Content-Encoding: zstd\r\n", b"Content-Encoding: br\r\n", b"chunked"),
    ),
    "url": Target(url, (URL.encode(), b"http://b\xc3\xbccher.example:80/a;jsessionid=1?b=2&utm_source=x#c"), _ADDRESS),
    "query": Target(
        query, (b'words="ferry crane" OR -bridge', b"cursor=WyJjbGFpbXMiLDEsImEiXQ", b"after=2026-11-28T10:00:00Z"), _QUERY
    ),
    "envelope": Target(envelope, (_ENVELOPE,), _MARKUP),
}
