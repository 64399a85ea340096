from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.documents import DocumentRefused
from services.ingest.opml import OpmlFeed, OpmlSource, read_opml, write_opml

T = datetime(2026, 11, 23, 8, tzinfo=UTC)

POST = OpmlSource(
    "The Harbour Post & Co",
    "https://post.example/?a=1&b=2",
    (OpmlFeed("https://post.example/feed?x=1&y=2", "World"), OpmlFeed("https://post.example/news.xml", "", "news_sitemap")),
    {
        "family": "Quist",
        "language": "en",
        "interval": 300.5,
        "paused": False,
        "include": ["^/2026/", "«»"],
        "headers": {"X-Key": "5"},
        "note": "5",
    },
)


def test_our_own_list_comes_back_whole() -> None:
    written = write_opml([POST, OpmlSource("Only a home", "https://home.example/")], "Claimwire sources", T)
    read = read_opml(written)
    assert read.title == "Claimwire sources"
    post, home = read.sources
    assert (post.name, post.home, post.settings) == (POST.name, POST.home, POST.settings)
    assert [(feed.url, feed.kind) for feed in post.feeds] == [(feed.url, feed.kind) for feed in POST.feeds]
    assert (home.home, home.feeds) == ("https://home.example/", ())
    assert write_opml(read.sources, read.title, T) == write_opml(read_opml(written).sources, read.title, T)


def test_other_readers_find_a_feed_in_our_list() -> None:
    import listparser

    found = listparser.parse(write_opml([POST], "t", T))
    assert [feed["url"] for feed in found["feeds"]] == ["https://post.example/feed?x=1&y=2"]


def test_a_list_of_another_reader() -> None:
    read = read_opml(
        b"""<?xml version="1.0" encoding="windows-1251"?>
        <opml version="1.0"><head><title>Mine</title></head><body>
        <outline text="World"><outline text="Europe">
          <outline title="Post" type="rss" xmlUrl=" https://post.example/feed " htmlUrl="https://post.example/" language="en"/>
        </outline></outline>
        <outline text="\xcf\xee\xf0\xf2" xmlUrl="https://port.example/rss?a=1&b=2"/>
        <outline text="Again" xmlUrl="https://post.example/feed"/>
        <outline text="File" xmlUrl="file:///etc/passwd"/>
        <outline text="Empty folder"/>
        </body></opml>"""
    )
    assert [(source.name, source.feeds[0].url, source.folders) for source in read.sources] == [
        ("Post", "https://post.example/feed", ("World", "Europe")),
        ("Порт", "https://port.example/rss?a=1&b=2", ()),
    ]
    assert read.sources[0].home == "https://post.example/"
    assert read.sources[0].settings == {"language": "en"}
    assert "file:///etc/passwd" in read.notes[0]


@pytest.mark.threat("xxe-opml")
@pytest.mark.parametrize(
    ("body", "what"),
    [
        (b"", "no OPML"),
        (b"words", "no OPML"),
        (b"\x00\x80<A\xa0>", "no OPML"),
        (b"<html><body><outline xmlUrl='https://a.example/'/></body></html>", "no OPML"),
        (b'<!DOCTYPE o [<!ENTITY x SYSTEM "file:///etc/passwd">]><opml><body><outline text="&x;"/></body></opml>', "XXE"),
    ],
)
def test_other_documents_are_refused(body: bytes, what: str) -> None:
    with pytest.raises(DocumentRefused, match=what):
        read_opml(body)


@pytest.mark.parametrize("key", ["", "Ünfit", "a b", "kind", "source", "1a", "xmlns:x"])
def test_names_that_are_no_attributes_are_refused(key: str) -> None:
    with pytest.raises(ValueError, match="cannot be the name"):
        write_opml([OpmlSource("a", settings={key: 1})], "t", T)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


NAMES = st.from_regex(r"[a-z][a-z0-9_-]{0,8}", fullmatch=True).filter(lambda name: name not in ("kind", "source"))


@given(st.dictionaries(NAMES, JSON, max_size=4))
def test_any_setting_comes_back(settings: dict[str, object]) -> None:
    (source,) = read_opml(write_opml([OpmlSource("a", settings=settings)], "t", T)).sources
    assert source.settings == settings


@pytest.mark.threat("parser-poison")
@given(st.binary(max_size=200))
def test_arbitrary_bytes_are_read_or_refused(body: bytes) -> None:
    for document in (body, b"<opml><body><outline xmlUrl='" + body):
        try:
            read = read_opml(document)
        except DocumentRefused:
            continue
        assert all(feed.url.startswith("http") for source in read.sources for feed in source.feeds)
