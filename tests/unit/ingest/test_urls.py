import contextlib
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.urls import (
    NotAUrl,
    canonical_url,
    clean_url,
    entry_key,
    registered_host,
    same_site,
    without_amp,
)


@pytest.mark.parametrize(
    ("url", "clean"),
    [
        ("HTTP://News.Example:80/A", "http://news.example/A"),
        ("https://news.example:443", "https://news.example/"),
        ("https://news.example:8443/a", "https://news.example:8443/a"),
        ("https://user:pass@news.example/a", "https://news.example/a"),
        ("https://news.example./a", "https://news.example/a"),
        ("https://news.example/a#comments", "https://news.example/a"),
        ("https://news.example/a/../b/./c", "https://news.example/b/c"),
        ("https://news.example//a", "https://news.example/a"),
        ("https://news.example/%7Eada/%e2%82%ac", "https://news.example/~ada/%E2%82%AC"),
        ("https://news.example/über", "https://news.example/%C3%BCber"),
        ("https://bücher.example/a", "https://xn--bcher-kva.example/a"),
        ("  “https://news.example/a”,\n", "https://news.example/a"),
        ("https://news.example/a%20%20", "https://news.example/a"),
        ("https://news.example/a\n/b", "https://news.example/a/b"),
        ("https://news.example/a;jsessionid=1F2E?id=3", "https://news.example/a?id=3"),
        ("https://news.example/a?b=2&a=1", "https://news.example/a?b=2&a=1"),
        ("https://news.example/a?utm_source=x&id=3&fbclid=y&UTM_Medium=z", "https://news.example/a?id=3"),
        ("https://news.example/a?id=3&amp;utm_source=x&amp;p=2", "https://news.example/a?id=3&p=2"),
        ("https://news.example/a?ref=rss", "https://news.example/a"),
        ("https://news.example/a?ref=1432", "https://news.example/a?ref=1432"),
        ("https://news.example/a?source=Twitter&source=wire", "https://news.example/a?source=wire"),
        ("https://news.example/a?at_medium=RSS&at_campaign=KARANGA", "https://news.example/a"),
        ("https://news.example/?", "https://news.example/"),
        ("https://news.example/a?q=грім", "https://news.example/a?q=%D0%B3%D1%80%D1%96%D0%BC"),
        ("https://www.google.com/amp/s/news.example/2026/storm", "https://news.example/2026/storm"),
        ("https://news-example.cdn.ampproject.org/c/s/news.example/a?id=1", "https://news.example/a?id=1"),
        ("https://news-example.cdn.ampproject.org/v/s/news.example/a?amp_js_v=0.1", "https://news.example/a"),
        ("https://www.google.com/search?q=amp", "https://www.google.com/search?q=amp"),
        ("http://[2001:DB8::1]:80/a", "http://[2001:db8::1]/a"),
    ],
)
def test_clean_url(url: str, clean: str) -> None:
    assert clean_url(url) == clean


@pytest.mark.parametrize(
    "url",
    [
        *("", "/a", "news.example/a", "mailto:a@b", "javascript:alert(1)", "http://", "http:///a"),
        *("http://a b/", "http://[::1", "http://a:99999/", "http://%00/"),
    ],
)
def test_what_is_no_url(url: str) -> None:
    for function in (clean_url, canonical_url, entry_key):
        with pytest.raises(NotAUrl):
            function(url)


@pytest.mark.threat("parser-slow")
@pytest.mark.parametrize(
    "tail",
    ["-" * 4000 + "/amp/x", "%20" * 1300 + "x", "/" * 4000, "-1" * 2000 + ".amp", "&" * 4000, "?" + "a&" * 2000, "[" * 4000],
)
def test_long_urls_take_no_time(tail: str) -> None:
    started = time.process_time()
    with contextlib.suppress(NotAUrl):
        entry_key(f"https://news.example/{tail}")
    assert time.process_time() - started < 1
    with pytest.raises(NotAUrl):
        entry_key(f"https://news.example/{tail * 3}")


ONE_PAGE = [
    "https://news.example/2026/storm-hits-port",
    "http://www.news.example/2026/storm-hits-port/",
    "https://NEWS.example:443/2026/./storm-hits-port?utm_source=rss#top",
    "https://news.example/2026/storm-hits-port/amp/",
    "https://news.example/2026/storm-hits-port?amp=1",
    "https://news.example/2026/storm-hits-port?outputType=amp",
    "https://news.example/2026/storm-hits-port/index.html",
    "https://news.example/2026/storm-hits-port.amp",
    "https://www.google.co.uk/amp/s/news.example/2026/storm-hits-port",
]


def test_one_page_has_one_key() -> None:
    assert {entry_key(url) for url in ONE_PAGE} == {entry_key(ONE_PAGE[0])}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://news.example/a", "https://news.example/b"),
        ("https://news.example/a", "https://news.example/A"),
        ("https://news.example/a?id=1", "https://news.example/a?id=2"),
        ("https://news.example/a?page=1", "https://news.example/a"),
        ("https://m.news.example/a-1", "https://news.example/a-1"),
        ("https://news.example/a", "https://news.example:8080/a"),
        ("https://news.example/units/amp", "https://news.example/units"),
    ],
)
def test_distinct_pages_stay_distinct(one: str, other: str) -> None:
    assert entry_key(one) != entry_key(other)


def test_order_of_the_query_is_no_difference_but_is_kept_for_fetching() -> None:
    assert canonical_url("https://news.example/a?b=2&a=1") == canonical_url("https://news.example/a?a=1&b=2")
    assert entry_key("https://news.example/a?b=2&a=1") == entry_key("https://news.example/a?a=1&b=2")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/2026/storm-1/amp", "/2026/storm-1"),
        ("/a.amp.html", "/a.html"),
        ("/a.amp", "/a"),
        ("/camp", "/camp"),
        ("/amp", "/amp"),
        ("/amp/story-1", "/amp/story-1"),
    ],
)
def test_without_amp(path: str, expected: str) -> None:
    assert without_amp(path) == expected


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://www.bbc.co.uk/news", "bbc.co.uk"),
        ("news.bbc.co.uk", "bbc.co.uk"),
        ("https://EDITION.cnn.com:8443/x", "cnn.com"),
        ("https://one.github.io/", "one.github.io"),
        ("https://two.one.github.io/", "one.github.io"),
        ("https://www.pravda.com.ua.", "pravda.com.ua"),
        ("https://www.bücher.de/", "xn--bcher-kva.de"),
        ("http://127.0.0.1:8000/x", "127.0.0.1"),
        ("http://[::1]:8000/x", "::1"),
        ("http://localhost/", "localhost"),
        ("http://paper.intranet/", "paper.intranet"),
        ("https://co.uk/", "co.uk"),
    ],
)
def test_registered_host(url: str, host: str) -> None:
    assert registered_host(url) == host


def test_same_site() -> None:
    assert same_site("https://m.news.example/", "https://news.example/x")
    assert not same_site("https://a.co.uk/", "https://b.co.uk/")


WORDS = st.text(alphabet="aZ9-._~%/?&=#;:@[]!é \t…", max_size=30)


@given(WORDS)
def test_cleaning_is_idempotent_and_raises_nothing_else(tail: str) -> None:
    for url in (f"https://news.example/{tail}", f"http://{tail}", tail):
        try:
            clean = clean_url(url)
            canonical = canonical_url(url)
        except NotAUrl:
            continue
        assert clean_url(clean) == clean
        assert canonical_url(canonical) == canonical
        assert entry_key(clean) == entry_key(url) == entry_key(canonical)
        assert clean.isascii()


@given(st.text(max_size=40))
def test_registered_host_of_anything(text: str) -> None:
    with contextlib.suppress(NotAUrl):
        assert isinstance(registered_host(text), str)
