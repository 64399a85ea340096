"""What a site offers to a news collector: feeds, news sitemaps, sitemaps, or at least a front page with article links.

Reads each candidate before offering it, so that the choice shown to a person holds only what works, with what it holds. The
network is a parameter (`fetch`); everything else is pure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from urllib.parse import urljoin, urlsplit

from services.ingest.documents import DocumentRefused
from services.ingest.feeds import ParsedFeed, parse_feed
from services.ingest.frontpage import PageLinks, read_page
from services.ingest.responses import Fetched, FetchFailed
from services.ingest.sitemaps import ParsedSitemap, parse_sitemap
from shared.outcomes import PageDropped

SiteFetch = Callable[[str], Fetched]
"""Fetches anything a site may offer (pages, feeds, gzip); raises FetchFailed or PageDropped."""

FEED_PLACES = (
    "/feed/",
    "/rss",
    "/rss.xml",
    "/feed.xml",
    "/atom.xml",
    "/index.xml",
    "/feeds/all.atom.xml",
    "/feed.json",
    "/?feed=rss2",
)
NEWS_SITEMAP_PLACES = (
    *("/news-sitemap.xml", "/sitemap-news.xml", "/sitemap_news.xml", "/sitemaps/news.xml", "/googlenews.xml"),
    *("/google-news-sitemap.xml", "/sitemap/news.xml"),
)
SITEMAP_PLACES = ("/sitemap.xml", "/sitemap_index.xml")


class OfferKind(StrEnum):
    """Ways to learn of a site's articles, best first."""

    FEED = "feed"
    NEWS_SITEMAP = "news_sitemap"
    SITEMAP = "sitemap"
    FRONT_PAGE = "front_page"


@dataclass(frozen=True, slots=True)
class Offer:
    """One way that works: `entries` is how many pages it names now, `newest` the latest date among them.

    `found` says where the address came from: "given", "declared", "anchor", "well-known", "robots.txt", "sitemap index".
    """

    url: str
    kind: OfferKind
    title: str
    entries: int
    newest: datetime | None
    found: str


@dataclass(slots=True)
class Discovery:
    """What was offered, best first, and in `notes` what was tried in vain and why."""

    offers: list[Offer] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def has(self, *kinds: OfferKind) -> bool:
        """Whether anything of these kinds was found."""
        return any(offer.kind in kinds for offer in self.offers)


class _Prober:
    """Fetches candidates, each address once and at most `budget` in all, and keeps what can be read."""

    def __init__(self, fetch: SiteFetch, budget: int) -> None:
        self._fetch = fetch
        self._budget = budget
        self._answers: dict[str, Fetched | None] = {}
        self.result = Discovery()

    def get(self, url: str) -> Fetched | None:
        """The answer, or None (noted) where there is none or the budget is spent. An address is asked once."""
        if url not in self._answers and self._budget > 0:
            self._budget -= 1
            self._answers[url] = self._ask(url)
        return self._answers.get(url)

    def _ask(self, url: str) -> Fetched | None:
        try:
            answer = self._fetch(url)
        except (FetchFailed, PageDropped) as error:
            self.result.notes.append(f"{url}: {error}")
            return None
        self._answers[answer.url] = answer
        return answer if answer.body else None

    def feed(self, url: str, found: str) -> ParsedFeed | None:
        """Offers the feed at `url` if there is one."""
        answer = self.get(url)
        return self.read_feed(answer, found) if answer else None

    def read_feed(self, answer: Fetched, found: str) -> ParsedFeed | None:
        """Offers the answer if it is a feed with entries."""
        try:
            feed = parse_feed(answer.body or b"", answer.url, answer.content_type)
        except DocumentRefused as error:
            self.result.notes.append(f"{answer.url}: {error}")
            return None
        dates = [date for entry in feed.entries if (date := entry.published or entry.updated)]
        self._offer(Offer(answer.url, OfferKind.FEED, feed.title, len(feed.entries), max(dates, default=None), found))
        return feed

    def sitemap(self, url: str, found: str, depth: int = 0) -> None:
        """Offers the sitemap at `url`; of an index, the news sitemaps that it names, or else the index itself."""
        answer = self.get(url)
        if answer:
            self.read_sitemap(answer, found, depth)

    def read_sitemap(self, answer: Fetched, found: str, depth: int = 0) -> bool:
        """Offers the answer if it is a sitemap."""
        try:
            sitemap = parse_sitemap(answer.body or b"", answer.url, answer.content_type)
        except DocumentRefused as error:
            self.result.notes.append(f"{answer.url}: {error}")
            return False
        if sitemap.kind == "index" and depth < 2:
            for child in _news_children(sitemap):
                self.sitemap(child, "sitemap index", depth + 1)
        kind = OfferKind.NEWS_SITEMAP if sitemap.news else OfferKind.SITEMAP
        dates = [date for entry in sitemap.entries if (date := entry.published or entry.lastmod)]
        self._offer(Offer(answer.url, kind, "", len(sitemap.entries), max(dates, default=None), found))
        return True

    def _offer(self, offer: Offer) -> None:
        if offer.entries and all(known.url != offer.url for known in self.result.offers):
            self.result.offers.append(offer)


def discover(url: str, fetch: SiteFetch, *, robots_sitemaps: Sequence[str] = (), probes: int = 30) -> Discovery:
    """What the site at `url` offers, best first, with at most `probes` requests.

    `url` may be a page, a feed or a sitemap. `robots_sitemaps` are those that robots.txt names. Raises FetchFailed or
    PageDropped where not even `url` answers.
    """
    prober = _Prober(fetch, probes)
    start = fetch(url)
    if _offer_directly(prober, start):
        return prober.result
    page = read_page(start.body or b"", start.url, start.content_type)
    _try_feeds(prober, page, start.url)
    _try_sitemaps(prober, robots_sitemaps, start.url)
    if len(page.articles) >= 3:
        offer = Offer(start.url, OfferKind.FRONT_PAGE, page.title, len(page.articles), None, "given")
        prober.result.offers.append(offer)
    prober.result.offers.sort(key=_merit)
    return prober.result


def _offer_directly(prober: _Prober, start: Fetched) -> bool:
    """Whether the address given is itself a feed or a sitemap (then nothing else is looked for)."""
    if prober.read_feed(start, "given") is None:
        prober.read_sitemap(start, "given")
    prober.result.notes.clear()  # that a page is neither is no news
    return bool(prober.result.offers)


def _try_feeds(prober: _Prober, page: PageLinks, url: str) -> None:
    for link in (link for link in page.feeds[:12] if link.declared):
        prober.feed(link.url, "declared")
    if not prober.result.has(OfferKind.FEED):
        for link in page.feeds[:6]:
            prober.feed(link.url, "anchor")
    if not prober.result.has(OfferKind.FEED):
        _first(FEED_PLACES, url, lambda place: prober.feed(place, "well-known") is not None)


def _try_sitemaps(prober: _Prober, named: Sequence[str], url: str) -> None:
    for sitemap in sorted(named, key=lambda name: not _names_news(name))[:6]:
        prober.sitemap(sitemap, "robots.txt")
    if not prober.result.has(OfferKind.NEWS_SITEMAP):
        _first(NEWS_SITEMAP_PLACES, url, lambda place: _sitemap_found(prober, place, OfferKind.NEWS_SITEMAP))
    if not prober.result.has(OfferKind.NEWS_SITEMAP, OfferKind.SITEMAP):
        _first(SITEMAP_PLACES, url, lambda place: _sitemap_found(prober, place, OfferKind.SITEMAP))


def _sitemap_found(prober: _Prober, url: str, kind: OfferKind) -> bool:
    prober.sitemap(url, "well-known")
    return prober.result.has(OfferKind.NEWS_SITEMAP, kind)


def _first(places: Iterable[str], url: str, found: Callable[[str], bool]) -> None:
    """Tries the places of the site one by one until `found` says yes."""
    root = "{0.scheme}://{0.netloc}/".format(urlsplit(url))
    any(found(urljoin(root, place)) for place in places)


def _news_children(sitemap: ParsedSitemap) -> Iterator[str]:
    """Up to three sitemaps of an index that are worth a look: those named news, and the one changed last."""
    news = [entry.url for entry in sitemap.entries if _names_news(entry.url)]
    dated = [entry for entry in sitemap.entries if entry.lastmod]
    latest = [max(dated, key=lambda entry: entry.lastmod or datetime.min).url] if dated else []
    yield from dict.fromkeys([*news[:2], *latest])


def _names_news(url: str) -> bool:
    path = urlsplit(url).path.lower()
    return "news" in path or "latest" in path or "48" in path


def _merit(offer: Offer) -> tuple[int, float, int]:
    """Better kinds first, then those with the newest entry, then the longer ones."""
    return list(OfferKind).index(offer.kind), -(offer.newest.timestamp() if offer.newest else 0.0), -offer.entries
