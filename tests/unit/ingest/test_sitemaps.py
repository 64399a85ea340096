import gzip
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.ingest.documents import DocumentRefused
from services.ingest.sitemaps import MAX_ENTRIES, NotASitemap, SitemapEntry, parse_sitemap

URL = "https://news.example/sitemap.xml"
NS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def _urlset(inner: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?><urlset {NS}>{inner}</urlset>'.encode()


def test_plain_sitemap() -> None:
    sitemap = parse_sitemap(
        _urlset(
            "<url><loc> https://news.example/a </loc><lastmod>2026-11-23T08:00:00+02:00</lastmod></url>"
            "<url><loc>/b?x=1&amp;y=2</loc><lastmod>2026-11-22</lastmod></url>"
            "<url><loc>ftp://news.example/c</loc></url><url><lastmod>2026</lastmod></url>"
        ),
        URL,
    )
    assert sitemap.kind == "urlset"
    assert sitemap.entries == (
        SitemapEntry("https://news.example/a", datetime(2026, 11, 23, 6, tzinfo=UTC)),
        SitemapEntry("https://news.example/b?x=1&y=2", datetime(2026, 11, 22, tzinfo=UTC)),
    )
    assert (sitemap.news, sitemap.truncated, sitemap.malformed) == (False, False, None)


NEWS = f"""<urlset {NS} xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
  xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"><url>
  <image:image><image:loc>https://cdn.example/i.jpg</image:loc><image:title>A picture</image:title></image:image>
  <loc>https://news.example/a</loc>
  <news:news><news:publication><news:name>The Harbour Post</news:name><news:language>en</news:language></news:publication>
  <news:publication_date>2026-11-23T06:00Z</news:publication_date><news:title>Ferry &amp; crane</news:title></news:news>
  </url></urlset>"""


@pytest.mark.parametrize("pack", [bytes, gzip.compress, lambda body: gzip.compress(body) + b"trailing"])
def test_news_sitemap(pack: object) -> None:
    sitemap = parse_sitemap(pack(NEWS.encode()), URL)  # type: ignore[operator]
    moment = datetime(2026, 11, 23, 6, tzinfo=UTC)
    assert sitemap.news
    assert sitemap.entries == (SitemapEntry("https://news.example/a", None, moment, "Ferry & crane", "en"),)


def test_index() -> None:
    index = f"<sitemapindex {NS}><sitemap><loc>/2026-11.xml.gz</loc><lastmod>2026-11-23</lastmod></sitemap></sitemapindex>"
    sitemap = parse_sitemap(index.encode(), URL)
    assert sitemap.kind == "index"
    assert sitemap.entries == (SitemapEntry("https://news.example/2026-11.xml.gz", datetime(2026, 11, 23, tzinfo=UTC)),)


def test_text_list() -> None:
    sitemap = parse_sitemap(b"\xef\xbb\xbfhttps://news.example/a\r\nhttps://news.example/b\r\n\r\n", URL)
    assert [entry.url for entry in sitemap.entries] == ["https://news.example/a", "https://news.example/b"]


def test_no_namespace_and_a_cut_file_still_give_entries() -> None:
    sitemap = parse_sitemap(b"<urlset><url><loc>https://news.example/a</loc></url><url><loc>https://news.exa", URL)
    assert sitemap.entries[0].url == "https://news.example/a"
    assert sitemap.malformed


def test_entries_are_capped() -> None:
    sitemap = parse_sitemap(_urlset("<url><loc>/a</loc></url>" * (MAX_ENTRIES + 5)), URL)
    assert len(sitemap.entries) == MAX_ENTRIES
    assert sitemap.truncated


@pytest.mark.threat("xxe-sitemap", "bomb-sitemap")
@pytest.mark.parametrize(
    ("body", "what"),
    [
        (gzip.compress(b"<urlset>" + b" " * 60_000_000), "bomb"),
        (b"\x1f\x8b garbage", "damaged gzip"),
        (
            f'<!DOCTYPE u [<!ENTITY x SYSTEM "file:///etc/passwd">]><urlset {NS}><url><loc>&x;</loc></url></urlset>'.encode(),
            "XXE",
        ),
        (b'<!DOCTYPE u [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><urlset/>', "entity bomb"),
    ],
)
def test_dangerous_files_are_refused(body: bytes, what: str) -> None:
    with pytest.raises(DocumentRefused, match=what):
        parse_sitemap(body, URL)


@pytest.mark.parametrize(
    "body", [b"", b"<html><body/></html>", b"words\nwords\nhttps://a.example/", b'<rss version="2.0"/>', b"<"]
)
def test_other_documents_are_no_sitemaps(body: bytes) -> None:
    with pytest.raises(NotASitemap):
        parse_sitemap(body, URL)


@pytest.mark.threat("parser-poison")
@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_arbitrary_bytes_are_read_or_refused(body: bytes) -> None:
    for document in (body, b"<urlset><url><loc>" + body, b"\x1f\x8b" + body):
        try:
            sitemap = parse_sitemap(document, URL)
        except DocumentRefused:
            continue
        assert all(entry.url.startswith("http") for entry in sitemap.entries)
