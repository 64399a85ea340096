import time
from datetime import UTC, datetime

import pytest

from services.ingest.documents import DocumentRefused
from services.ingest.feeds import parse_feed
from services.ingest.feedxml import LARGE_BYTES, MAX_ENTRIES, bounded
from services.ingest.frontpage import read_page
from services.ingest.sitemaps import parse_sitemap

URL = "https://news.example/feed"
HEAD = '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>The Harbour Post</title>'
FILLER = "Ferry hits crane in harbour. " * 12


def _items(count: int, title: str = "Ferry") -> str:
    return "".join(
        f"<item><title>{title} {n}</title><link>/{n}</link><description>{FILLER}</description></item>" for n in range(count)
    )


def test_a_small_document_is_left_alone() -> None:
    assert bounded(b"<rss>&broken") == (b"<rss>&broken", None)


def test_a_large_feed_keeps_its_first_entries() -> None:
    feed = parse_feed(f"{HEAD}{_items(MAX_ENTRIES + 500)}</channel></rss>".encode(), URL)
    assert feed.title == "The Harbour Post"
    assert [feed.entries[0].url, feed.entries[-1].url] == ["https://news.example/0", f"https://news.example/{MAX_ENTRIES - 1}"]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Ferry & crane", "Ferry crane 0"),
        ("Ferry&nbsp;&mdash; crane", "Ferry — crane 0"),
        ("Ferry &unheard; crane", "Ferry crane 0"),
        ("<x:y z:w='1'>Ferry</x:y>", "Ferry 0"),
        ("Fähre", "Fähre 0"),
        ("<![CDATA[Ferry <b>& crane</b>]]>", "Ferry & crane 0"),
    ],
)
def test_a_large_broken_feed_is_mended(title: str, expected: str) -> None:
    document = f"{HEAD}{_items(900, title)}".encode()
    assert len(document) > LARGE_BYTES
    feed = parse_feed(document, URL)
    assert len(feed.entries) >= 899
    assert feed.entries[0].title.replace("& crane", "crane", 1) == expected.replace("& crane", "crane", 1)


def test_dates_authors_and_declared_prefixes_survive_the_mending() -> None:
    item = (
        "<item><title>a</title><link>/a</link><dc:creator>Ada Quist</dc:creator><dc:date>2026-11-23T08:00:00Z</dc:date></item>"
    )
    feed = parse_feed(f"{HEAD}{item}{_items(900, '&')}</channel></rss>".encode(), URL)
    assert feed.entries[0].authors == ("Ada Quist",)
    assert feed.entries[0].published == datetime(2026, 11, 23, 8, tzinfo=UTC)


def test_monstrous_entries_are_left_out() -> None:
    monster = "<item><link>/monster</link>" + "<category>a</category>" * 20_000 + "</item>"
    feed = parse_feed(f"{HEAD}{monster}{_items(3)}</channel></rss>".encode(), URL)
    assert [entry.url for entry in feed.entries] == [f"https://news.example/{n}" for n in range(3)]


def test_what_was_mended_is_said() -> None:
    assert parse_feed(f"{HEAD}{_items(900)}</channel></rss>".encode(), URL).malformed is None
    assert "line 1" in (parse_feed(f"{HEAD}{_items(900, '&')}</channel></rss>".encode(), URL).malformed or "")
    assert parse_feed(b"<rss" + b"<" * 300_000, URL).malformed


SIZE = 3_000_000
START = b"<html><body>" + HEAD.encode()
HOSTILE = {
    "unclosed items": START + b"<item><title>" * (SIZE // 13),
    "ampersands": START + b"<item><title>" + b"&" * SIZE,
    "comments": START + b"<!--" * (SIZE // 4),
    "cdata": START + b"<![CDATA[" * (SIZE // 9),
    "attributes": START + b"<item " + b'a="b" ' * (SIZE // 6),
    "anchors": START + b"<a href='/2026/11/23/a-b-c-d'>x y z" * (SIZE // 35),
    "elements": START + b"<b><i>" * (SIZE // 6),
    "half tags": START + b"<item><title>" + b"a <b" * (SIZE // 4),
    "doctype": b"<!DOCTYPE " + b"[" * SIZE,
    "blanks": START + b" " * SIZE,
    "brackets": b"<" * SIZE,
    "empty items": START + b"<item><link>/a</link></item>" * (SIZE // 28),
}


@pytest.mark.threat("parser-slow")
@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.timeout(60)
def test_hostile_documents_take_seconds_not_hours(name: str) -> None:
    started = time.process_time()
    for read in (parse_feed, parse_sitemap, read_page):
        try:
            read(HOSTILE[name], URL)
        except DocumentRefused:
            continue
    assert time.process_time() - started < 20
