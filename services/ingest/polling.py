"""One poll: a feed, a sitemap or a front page is fetched and read. What can go wrong is told in the `Listing`."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from redis import RedisError

from services.ingest.documents import DocumentRefused
from services.ingest.feeds import parse_feed
from services.ingest.frontpage import read_page
from services.ingest.ledger.polls import Found, Listing, conditional
from services.ingest.ledger.sources import DueFeed
from services.ingest.polite import HostBusy, PoliteFetcher, RobotsUnread
from services.ingest.responses import Accept, Fetched, FetchFailed
from services.ingest.schedule.feeds import PollOutcome, PollResult, max_age_seconds
from services.ingest.sitemaps import ParsedSitemap, SitemapEntry, parse_sitemap
from services.ingest.urls import NotAUrl, canonical_url, clean_url, registered_host
from services.ingest.visiting import utc_now
from shared.characters import storable
from shared.outcomes import DropReason, PageDropped

log = structlog.get_logger()
SUB_SITEMAPS = 5
INDEX_SECONDS = 60.0
PATIENCE_SECONDS = 10.0
SITEMAP_SPAN = timedelta(days=3)
_ACCEPT = {"feed": Accept.FEED, "sitemap": Accept.SITEMAP, "front_page": Accept.PAGE}


@dataclass(frozen=True)
class _Item:
    """An entry as listed, whatever kind of list it was."""

    url: str
    title: str | None = None
    authors: tuple[str, ...] = ()
    published: datetime | None = None


@dataclass(frozen=True)
class Poller:
    """Reads what sources list. Thread-safe; raises redis.RedisError where Redis is away."""

    polite: PoliteFetcher
    clock: Callable[[], datetime] = utc_now

    def poll(self, feed: DueFeed) -> Listing:  # noqa: PLR0911 - each way to end is told apart
        """What the feed lists now, and what the next poll's time is to be planned from."""
        try:
            fetched = self._fetch(feed, feed.url, conditionally=conditional(feed))
            if fetched.unchanged and not (conditional(feed) and (feed.etag or feed.last_modified)):
                return _failed("304 to a request without conditions")
            if fetched.unchanged:
                return Listing(_result(PollOutcome.UNCHANGED, fetched))
            return self._listing(feed, fetched)
        except RobotsUnread as unread:
            return _failed(unread.why, unread.seconds)
        except HostBusy as busy:
            return Listing(PollResult(PollOutcome.FAILED), error=busy.why, wait_seconds=busy.seconds)
        except PageDropped as dropped:
            gone = dropped.reason is DropReason.GONE
            return Listing(PollResult(PollOutcome.GONE if gone else PollOutcome.FAILED), error=str(dropped)[:500])
        except FetchFailed as failed:
            return _failed(str(failed), failed.retry_after_seconds)
        except DocumentRefused as refused:
            return _failed(f"unreadable: {refused}")
        except RedisError:
            raise
        except Exception as error:  # a fault of ours on one feed must not take the others of its message along
            log.exception("poll.failed", feed=feed.url)
            return _failed(f"our fault: {type(error).__name__}: {error}")

    def _listing(self, feed: DueFeed, fetched: Fetched) -> Listing:
        items, ttl, validators = self._read(feed, fetched)
        return Listing(
            _result(PollOutcome.READ, fetched, ttl),
            tuple(_found(items, feed)),
            fetched.etag if validators else None,
            fetched.last_modified if validators else None,
            fetched.moved_to,
        )

    def _fetch(self, feed: DueFeed, url: str, *, conditionally: bool) -> Fetched:
        return self.polite.get(
            url,
            feed.options,
            patience=PATIENCE_SECONDS,
            accept=_ACCEPT[feed.kind],
            etag=feed.etag if conditionally else None,
            last_modified=feed.last_modified if conditionally else None,
        )

    def _read(self, feed: DueFeed, fetched: Fetched) -> tuple[list[_Item], float | None, bool]:
        """What is listed, the feed's own ttl in seconds, and whether a 304 would speak for all of it: not for an index."""
        body = fetched.body or b""
        if feed.kind == "sitemap":
            parsed = parse_sitemap(body, fetched.url, fetched.content_type)
            items = [_Item(e.url, e.title, (), e.published or e.lastmod) for e in self._sitemap_entries(feed, parsed)]
            return items, None, parsed.kind != "index"
        if feed.kind == "front_page":
            links = read_page(body, fetched.url, fetched.content_type).articles
            return [_Item(link.url, link.text) for link in links], None, True
        listed = parse_feed(body, fetched.url, fetched.content_type)
        return [_Item(e.url, e.title or None, e.authors, e.published or e.updated) for e in listed.entries], listed.ttl, True

    def _sitemap_entries(self, feed: DueFeed, parsed: ParsedSitemap) -> Iterator[SitemapEntry]:
        """The recent pages of a sitemap; of an index, those of its newest sub-sitemaps, as many as can be read in time."""
        if parsed.kind != "index":
            oldest = self.clock() - SITEMAP_SPAN
            yield from (e for e in parsed.entries if (e.published or e.lastmod or oldest) >= oldest)
            return
        deadline = time.monotonic() + INDEX_SECONDS
        for sub in _newest(parsed.entries)[:SUB_SITEMAPS]:
            if time.monotonic() > deadline:
                log.warning("sitemap.slow", sitemap=feed.url, unread=sub.url)
                return
            try:
                fetched = self._fetch(feed, sub.url, conditionally=False)
                below = parse_sitemap(fetched.body or b"", fetched.url, fetched.content_type)
            except (PageDropped, FetchFailed, HostBusy, DocumentRefused) as error:
                log.warning("sitemap.unreadable", sitemap=sub.url, error=str(error))
                continue
            if below.kind != "index":
                yield from self._sitemap_entries(feed, below)


def _newest(entries: Iterable[SitemapEntry]) -> list[SitemapEntry]:
    """News sitemaps first, then by lastmod, newest first; those without a date keep their order at the end."""
    return sorted(entries, key=lambda e: ("news" not in e.url.lower(), -(e.lastmod.timestamp() if e.lastmod else 0.0)))


def _found(items: Iterable[_Item], feed: DueFeed) -> Iterator[Found]:
    for item in items:
        try:
            url, fetchable = canonical_url(item.url), clean_url(item.url)
        except NotAUrl:
            log.warning("entry.no_url", feed=feed.url, found=item.url[:200])
            continue
        if feed.options.wants(fetchable):
            title, authors = item.title and storable(item.title), tuple(map(storable, item.authors))
            yield Found(url, fetchable, registered_host(url), title, authors, item.published)


def _result(outcome: PollOutcome, fetched: Fetched, ttl: float | None = None) -> PollResult:
    return PollResult(outcome, retry_after=fetched.retry_after, max_age=max_age_seconds(fetched.cache_control), ttl=ttl)


def _failed(why: str, retry_after: float | None = None) -> Listing:
    return Listing(PollResult(PollOutcome.FAILED, retry_after=retry_after), error=why[:500])
