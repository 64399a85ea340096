import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.ingest.frontpage import ARTICLE_SCORE, link_score, read_page

URL = "https://www.news.example/"

PAGE = """<!doctype html><html><head><title> The Harbour &amp; Post </title>
<link rel="alternate" type="application/rss+xml" title="News" href="/feed/">
<link rel="alternate" type="application/rss+xml" title="Comments" href="/comments/feed/">
<link rel="ALTERNATE" type="application/atom+xml; charset=utf-8" href="https://news.example/atom">
<link rel="alternate" hreflang="de" href="/de/"><link rel="alternate" type="application/json" href="/wp-json/">
</head><body>
<nav class="main-nav"><ul><li><a href="/world/">World</a></li>
<li><a href="/politics/the-week-in-parliament-and-beyond">Politics this week in full</a></li></ul></nav>
<main>
  <article><a href="/2026/11/23/ferry-hits-crane-in-harbour"><img src="x.jpg" alt=""></a>
    <h2><a href="/2026/11/23/ferry-hits-crane-in-harbour?utm_source=front">
      Ferry hits crane in harbour, two hurt</a></h2></article>
  <div class="card"><h3><a href="https://news.example/world/council-doubles-storm-fund-1234567">
    Council doubles storm fund after flood</a></h3></div>
  <div><a href="/news/article.php?id=778812"><h4>Mayor says the bridge will stay closed</h4></a></div>
  <div><a href="/новини/шторм-закрив-порт-на-два-дні.html">Шторм закрив порт на два дні, кажуть у мерії</a></div>
  <div><a href="/jp/20261123/k10014">港のフェリーがクレーンに衝突し二人が負傷した</a></div>
  <a href="/tag/storm-and-flood-coverage">All our coverage of the storm and flood</a>
  <a href="/author/ada-quist-long-name">Ada Quist reports from the harbour daily</a>
  <a href="https://agency.example/2026/11/23/ferry-hits-crane-in-harbour">Ferry hits crane in harbour, two hurt</a>
  <a href="/img/2026/11/23/ferry-hits-crane.jpg">A large picture of the ferry and crane</a>
  <a href="#top">Back to the top of this page</a><a href="javascript:void(0)">Open the menu of this page now</a>
  <a href="/subscribe">Subscribe now for one pound a week</a><a href="/rss.xml">RSS</a>
</main>
<footer><a href="/about/how-we-work-and-correct-mistakes">How we work and how we correct mistakes</a></footer>
</body></html>"""


def test_feeds_are_found_declared_first_without_comments() -> None:
    page = read_page(PAGE.encode(), URL)
    assert page.title == "The Harbour & Post"
    assert [(feed.url, feed.title, feed.declared) for feed in page.feeds] == [
        ("https://www.news.example/feed/", "News", True),
        ("https://news.example/atom", "", True),
        ("https://www.news.example/rss.xml", "RSS", False),
    ]


def test_articles_are_told_from_the_rest() -> None:
    page = read_page(PAGE.encode(), URL)
    assert [link.url for link in page.articles] == [
        "https://www.news.example/2026/11/23/ferry-hits-crane-in-harbour",
        "https://news.example/world/council-doubles-storm-fund-1234567",
        "https://www.news.example/news/article.php?id=778812",
        "https://www.news.example/%D0%BD%D0%BE%D0%B2%D0%B8%D0%BD%D0%B8/%D1%88%D1%82%D0%BE%D1%80%D0%BC-%D0%B7%D0%B0%D0%BA%D1%80%D0%B8%D0%B2-%D0%BF%D0%BE%D1%80%D1%82-%D0%BD%D0%B0-%D0%B4%D0%B2%D0%B0-%D0%B4%D0%BD%D1%96.html",
        "https://www.news.example/jp/20261123/k10014",
    ]
    assert page.articles[0].text == "Ferry hits crane in harbour, two hurt"


def test_a_base_element_moves_relative_links() -> None:
    link = '<h2><a href="2026/11/ferry-hits-crane">Ferry hits crane in the harbour</a></h2>'
    body = f'<html><head><base href="/en/"></head><body>{link}</body>'
    assert read_page(body.encode(), URL).articles[0].url == "https://www.news.example/en/2026/11/ferry-hits-crane"


@pytest.mark.parametrize(
    "link",
    [
        "/2026/11/23/ferry-hits-crane",
        "/world/europe/ferry-hits-crane-harbour-rcna123456",
        "/news/world-europe-68123456",
        "/a/ferry-hits-crane-in-the-harbour/7881234.html",
        "/ferry-hits-crane-in-the-harbour",
        "/news/2026/nov/23/ferry-hits-crane",
    ],
)
def test_the_shapes_of_article_addresses(link: str) -> None:
    assert link_score(f"https://news.example{link}", "Ferry hits crane in harbour, two hurt") >= ARTICLE_SCORE


@pytest.mark.parametrize(
    "link",
    [
        *(
            "/",
            "/world",
            "/world/europe",
            "/tag/ferry",
            "/author/ada-quist",
            "/privacy-policy",
            "/video/live",
            "/search?q=ferry",
        ),
        *("/jobs/12345", "/2026/11/23/ferry.jpg", "/page/2"),
    ],
)
def test_the_shapes_of_other_addresses(link: str) -> None:
    assert link_score(f"https://news.example{link}", "World") < ARTICLE_SCORE


@pytest.mark.parametrize("body", [b"", b"<", b"<html>", b"\x00" * 100, b"{}", b"<?xml version='1.0'?><rss/>", b"<div>" * 5000])
def test_what_is_no_page_offers_nothing(body: bytes) -> None:
    page = read_page(body, URL)
    assert (page.feeds, page.articles) == ((), ())


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200), st.text(max_size=60))
def test_anything_is_read(body: bytes, href: str) -> None:
    read_page(body, URL)
    page = read_page(b"<a href='" + href.encode("utf-8", "replace") + b"'>" + body, URL)
    assert all(link.url.startswith("http") for link in page.articles)
