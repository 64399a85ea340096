import gzip

import pytest

from services.ingest.discovery import FEED_PLACES, Discovery, OfferKind, discover
from services.ingest.responses import FailureKind, Fetched, FetchFailed
from shared.outcomes import DropReason, PageDropped

HOME = "https://news.example/"
FEED = (
    b'<rss version="2.0"><channel><title>World</title><item><link>/a</link>'
    b"<pubDate>Mon, 23 Nov 2026 08:00:00 GMT</pubDate></item></channel></rss>"
)
EMPTY_FEED = b'<rss version="2.0"><channel><title>Empty</title></channel></rss>'
PLAIN_MAP = b"<urlset><url><loc>/a</loc><lastmod>2026-11-20</lastmod></url><url><loc>/b</loc></url></urlset>"
NEWS_MAP = gzip.compress(
    b'<urlset xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>/a</loc><n:news>'
    b"<n:publication_date>2026-11-23T08:00:00Z</n:publication_date></n:news></url></urlset>"
)
INDEX = b"""<sitemapindex><sitemap><loc>/posts-1.xml</loc><lastmod>2020-01-01</lastmod></sitemap>
<sitemap><loc>/news.xml.gz</loc></sitemap><sitemap><loc>/posts-2.xml</loc><lastmod>2026-11-23</lastmod></sitemap></sitemapindex>"""
ARTICLES = "".join(
    f'<h2><a href="/2026/11/23/ferry-hits-crane-{n}">Ferry hits crane for the {n}th time</a></h2>' for n in range(4)
)


class Site:
    """A site of fixed answers; everything else is not found. Remembers what was asked for."""

    def __init__(self, **pages: bytes) -> None:
        self.pages = {HOME: b"<html><head><title>Home</title></head><body></body></html>"}
        self.pages |= {url if url.startswith("http") else HOME + url: body for url, body in pages.items()}
        self.asked: list[str] = []

    def __call__(self, url: str) -> Fetched:
        self.asked.append(url)
        if url not in self.pages:
            raise PageDropped(DropReason.NOT_FOUND, "status 404")
        return Fetched(200, url, self.pages[url], 0.1, content_type="text/html")


def _kinds(found: Discovery) -> list[tuple[str, str, str]]:
    return [(offer.kind.value, offer.url.removeprefix(HOME), offer.found) for offer in found.offers]


def test_declared_feeds_are_read_before_they_are_offered() -> None:
    head = '<link rel="alternate" type="application/rss+xml" href="/{}">'
    home = "".join(head.format(place) for place in ("feed", "empty", "missing", "page")).encode()
    site = Site(**{HOME: home, "feed": FEED, "empty": EMPTY_FEED, "page": b"<html>"})
    found = discover(HOME, site)
    assert _kinds(found) == [("feed", "feed", "declared")]
    assert found.offers[0].title == "World"
    assert found.offers[0].newest is not None
    assert len([note for note in found.notes if "missing" in note or "page" in note]) == 2


def test_well_known_places_are_tried_only_where_nothing_is_declared() -> None:
    site = Site(**{"rss.xml": FEED})
    assert _kinds(discover(HOME, site)) == [("feed", "rss.xml", "well-known")]
    assert "https://news.example/atom.xml" not in site.asked, "the first that works is enough"
    declared = Site(**{HOME: b'<link rel="alternate" type="application/atom+xml" href="/my">', "my": FEED, "rss.xml": FEED})
    discover(HOME, declared)
    assert "https://news.example/rss.xml" not in declared.asked


def test_sitemaps_of_robots_txt_lead_to_the_news_sitemap() -> None:
    site = Site(**{"index.xml": INDEX, "news.xml.gz": NEWS_MAP, "posts-2.xml": PLAIN_MAP})
    found = discover(HOME, site, robots_sitemaps=[HOME + "index.xml"])
    assert ("news_sitemap", "news.xml.gz", "sitemap index") in _kinds(found)
    assert HOME + "posts-1.xml" not in site.asked
    assert found.offers[0].kind is OfferKind.NEWS_SITEMAP


def test_guessed_sitemaps() -> None:
    assert _kinds(discover(HOME, Site(**{"sitemap_news.xml": NEWS_MAP}))) == [
        ("news_sitemap", "sitemap_news.xml", "well-known")
    ]
    assert _kinds(discover(HOME, Site(**{"sitemap.xml": PLAIN_MAP}))) == [("sitemap", "sitemap.xml", "well-known")]


def test_a_site_without_any_offers_its_front_page() -> None:
    found = discover(HOME, Site(**{HOME: ARTICLES.encode()}))
    assert _kinds(found) == [("front_page", "", "given")]
    assert found.offers[0].entries == 4


def test_best_comes_first() -> None:
    home = f'<a href="/rss/world">RSS</a>{ARTICLES}'.encode()
    site = Site(**{HOME: home, "rss/world": FEED, "news-sitemap.xml": NEWS_MAP, "sitemap.xml": PLAIN_MAP})
    kinds = [offer.kind for offer in discover(HOME, site, robots_sitemaps=[HOME + "sitemap.xml"]).offers]
    assert kinds == [OfferKind.FEED, OfferKind.NEWS_SITEMAP, OfferKind.SITEMAP, OfferKind.FRONT_PAGE]


@pytest.mark.parametrize(("body", "kind"), [(FEED, "feed"), (PLAIN_MAP, "sitemap"), (NEWS_MAP, "news_sitemap")])
def test_an_address_that_is_itself_a_feed_or_sitemap(body: bytes, kind: str) -> None:
    site = Site(**{HOME: body})
    assert _kinds(discover(HOME, site)) == [(kind, "", "given")]
    assert site.asked == [HOME]


def test_probing_keeps_to_its_budget() -> None:
    site = Site()
    assert discover(HOME, site, probes=5).offers == []
    assert len(site.asked) == 6
    assert len(site.asked) < len(FEED_PLACES)


def test_a_site_that_does_not_answer_is_an_error_and_a_failing_probe_a_note() -> None:
    def down(url: str) -> Fetched:
        raise FetchFailed(FailureKind.TIMEOUT, "slow")

    with pytest.raises(FetchFailed):
        discover(HOME, down)

    site = Site()

    def partly(url: str) -> Fetched:
        return site(url) if url == HOME else down(url)

    found = discover(HOME, partly)
    assert found.offers == []
    assert all("timeout" in note for note in found.notes)
