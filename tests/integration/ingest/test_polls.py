"""Polls against a real server, with a real Redis and the ledger: moves, ends, indexes, rests, and faults of our own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network

import pytest
from redis import Redis
from sqlalchemy import Engine, select

from services.ingest import ledger
from services.ingest.http import Fetcher
from services.ingest.ledger.sources import DueFeed
from services.ingest.models import Feed, FeedEntry
from services.ingest.pace import Pace
from services.ingest.polite import PoliteFetcher
from services.ingest.polling import Poller
from services.ingest.responses import Accept
from services.ingest.robots import ROBOTS_LIMITS, RobotsCache
from services.ingest.schedule.feeds import PollOutcome
from services.ingest.settings import IngestSettings
from services.ingest.sources import SourceSpec
from shared.database import reading
from tests.support.site import Page, Site, article_page, serving

NOW = datetime.now(UTC).replace(microsecond=0)
SETTINGS = IngestSettings()


@pytest.fixture
def site() -> Iterator[Site]:
    with serving(Site()) as running:
        running.pages = {f"/{n}": article_page("Ferry hits crane", ["x"]) for n in range(3)}
        yield running


@pytest.fixture
def poller(broker_url: str) -> Iterator[Poller]:
    redis: Redis = Redis.from_url(broker_url)
    redis.flushall()
    allow = (ip_network("127.0.0.0/8"),)
    fetcher, asker = (Fetcher("claimwire-test (desk@news.example)", allow=allow) for _ in range(2))
    robots = RobotsCache(redis, lambda url: asker.fetch(url, accept=Accept.TEXT, limits=ROBOTS_LIMITS), "claimwire")
    yield Poller(PoliteFetcher(fetcher, Pace(redis), robots, 0.0, 30.0))
    fetcher.close()
    asker.close()
    redis.close()


def watch(engine: Engine, name: str, *urls: str, kind: str = "feeds") -> list[DueFeed]:
    ledger.sync_sources(engine, [SourceSpec.model_validate({"name": name, kind: list(urls)})], NOW)
    with reading(engine) as connection:
        ids = tuple(connection.execute(select(Feed.id).where(Feed.url.in_(urls)).order_by(Feed.id)).scalars())
    return [feed for feed in ledger.due_feeds(engine, ids) if feed.source == name]


def rows(engine: Engine) -> list[tuple[str, str | None, str | None]]:
    with reading(engine) as connection:
        return [(r.url, r.moved_from, r.ended) for r in connection.execute(select(Feed).order_by(Feed.id))]


def moved(url: str, status: int = 301) -> Page:
    return Page(b"", status=status, headers={"Location": url})


def test_a_permanent_redirect_is_remembered_and_the_operators_list_still_means_it(
    ingest_engine: Engine, poller: Poller, site: Site
) -> None:
    old, new = f"{site.url}/old.xml", f"{site.url}/feed.xml"
    site.pages["/old.xml"] = moved(new)
    (feed,) = watch(ingest_engine, "Site", old)
    ledger.record_poll(ingest_engine, feed, poller.poll(feed), NOW)
    assert rows(ingest_engine) == [(new, old, None)]
    for listed in (old, new, old):
        watch(ingest_engine, "Site", listed)
        assert rows(ingest_engine) == [(new, old, None)]
    with reading(ingest_engine) as connection:
        assert len(connection.execute(select(FeedEntry)).all()) == 4


def test_a_temporary_redirect_is_not_remembered(ingest_engine: Engine, poller: Poller, site: Site) -> None:
    site.pages["/old.xml"] = moved(f"{site.url}/feed.xml", 302)
    (feed,) = watch(ingest_engine, "Site", f"{site.url}/old.xml")
    ledger.record_poll(ingest_engine, feed, poller.poll(feed), NOW)
    assert rows(ingest_engine) == [(f"{site.url}/old.xml", None, None)]


def test_a_feed_that_moves_to_one_that_is_watched_ends(ingest_engine: Engine, poller: Poller, site: Site) -> None:
    old, new = f"{site.url}/old.xml", f"{site.url}/feed.xml"
    site.pages["/old.xml"] = moved(new)
    for feed in watch(ingest_engine, "Site", old, new):
        ledger.record_poll(ingest_engine, feed, poller.poll(feed), NOW)
    assert rows(ingest_engine) == [(old, None, f"moved for good to {new}, which is watched already"), (new, None, None)]
    watch(ingest_engine, "Site", old, new)
    assert len(ledger.lease_feeds(ingest_engine, NOW + timedelta(days=2), SETTINGS)) == 1


def test_a_feed_is_watched_once_however_it_is_written(ingest_engine: Engine, site: Site) -> None:
    watch(ingest_engine, "Site", f"{site.url}/feed", f"{site.url}/feed/")
    watch(ingest_engine, "Other", f"{site.url}/feed")
    assert rows(ingest_engine) == [(f"{site.url}/feed", None, None)]


def test_a_feed_that_is_gone_for_good_ends_with_a_note(ingest_engine: Engine, poller: Poller, site: Site) -> None:
    site.pages["/old.xml"] = Page(b"", status=410)
    (feed,) = watch(ingest_engine, "Site", f"{site.url}/old.xml")
    ledger.record_poll(ingest_engine, feed, poller.poll(feed), NOW)
    ((_, _, ended),) = rows(ingest_engine)
    assert ended is not None and "410" in ended
    assert watch(ingest_engine, "Site", f"{site.url}/old.xml") == []


def sitemap(*entries: str, kind: str = "urlset") -> Page:
    inner = "".join(
        f"<{'url' if kind == 'urlset' else 'sitemap'}><loc>{e}</loc></{'url' if kind == 'urlset' else 'sitemap'}>"
        for e in entries
    )
    return Page(f"<{kind}>{inner}</{kind}>".encode(), "application/xml", headers={"ETag": '"1"'})


def test_an_index_is_read_to_its_pages_and_never_conditionally(ingest_engine: Engine, poller: Poller, site: Site) -> None:
    site.pages["/index.xml"] = sitemap(*(f"{site.url}/map-{n}.xml" for n in range(4)), kind="sitemapindex")
    for n in range(3):
        site.pages[f"/map-{n}.xml"] = sitemap(f"{site.url}/a-{n}", f"{site.url}/b-{n}")
    (feed,) = watch(ingest_engine, "Site", f"{site.url}/index.xml", kind="sitemaps")
    listing = poller.poll(feed)
    assert len(listing.found) == 6  # the fourth is not there
    assert listing.etag is None


def test_robots_rules_the_parts_of_an_index_and_redirects_too(ingest_engine: Engine, poller: Poller, site: Site) -> None:
    site.pages["/robots.txt"] = Page(b"User-agent: *\nDisallow: /private/\n", "text/plain")
    site.pages["/index.xml"] = sitemap(f"{site.url}/private/map.xml", f"{site.url}/map.xml", kind="sitemapindex")
    site.pages["/map.xml"] = sitemap(f"{site.url}/a")
    site.pages["/old.xml"] = moved(f"{site.url}/private/feed.xml")
    (index,) = watch(ingest_engine, "Site", f"{site.url}/index.xml", kind="sitemaps")
    assert len(poller.poll(index).found) == 1
    (feed,) = watch(ingest_engine, "Other", f"{site.url}/old.xml")
    assert "robots" in (poller.poll(feed).error or "")
    assert not [path for _, path, _ in site.log if path.startswith("/private/")]


def test_a_slow_index_is_cut_short_with_what_it_has(
    ingest_engine: Engine, poller: Poller, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.ingest.polling.INDEX_SECONDS", 0.3)
    site.pages["/index.xml"] = sitemap(*(f"{site.url}/map-{n}.xml" for n in range(4)), kind="sitemapindex")
    for n in range(4):
        site.pages[f"/map-{n}.xml"] = sitemap(f"{site.url}/a-{n}")
        site.pages[f"/map-{n}.xml"].seconds = 0.25
    (feed,) = watch(ingest_engine, "Site", f"{site.url}/index.xml", kind="sitemaps")
    assert 1 <= len(poller.poll(feed).found) <= 2


def test_a_host_that_asks_to_be_left_alone_is_left_alone_by_polls(ingest_engine: Engine, poller: Poller, site: Site) -> None:
    site.pages["/busy.xml"] = Page(b"", status=429, headers={"Retry-After": "600"})
    busy, other = watch(ingest_engine, "Site", f"{site.url}/busy.xml", f"{site.url}/feed.xml")
    first = poller.poll(busy)
    assert (first.result.outcome, round(first.result.retry_after or 0)) == (PollOutcome.FAILED, 600)
    asked = len(site.log)
    second = poller.poll(other)
    assert second.wait_seconds is not None and 590 < second.wait_seconds <= 600
    assert len(site.log) == asked
    ledger.record_poll(ingest_engine, other, second, NOW)
    (again,) = ledger.due_feeds(ingest_engine, (other.id,))
    assert again.failures == 0
    assert ledger.lease_feeds(ingest_engine, NOW + timedelta(seconds=580), SETTINGS) == [busy.id]
    assert other.id in ledger.lease_feeds(ingest_engine, NOW + timedelta(seconds=900), SETTINGS)


def test_a_fault_of_ours_is_told_and_waits_its_turn(
    ingest_engine: Engine, poller: Poller, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> object:
        raise ZeroDivisionError("we did not think of this")

    monkeypatch.setattr("services.ingest.polling.parse_feed", broken)
    (feed,) = watch(ingest_engine, "Site", f"{site.url}/feed.xml")
    listing = poller.poll(feed)
    assert listing.error == "our fault: ZeroDivisionError: we did not think of this"
    ledger.record_poll(ingest_engine, feed, listing, NOW)
    assert ledger.lease_feeds(ingest_engine, NOW + timedelta(seconds=30), SETTINGS) == []


def test_a_server_that_says_304_to_everything_has_failed(ingest_engine: Engine, poller: Poller, site: Site) -> None:
    site.pages["/liar.xml"] = Page(b"", status=304)
    (feed,) = watch(ingest_engine, "Site", f"{site.url}/liar.xml")
    assert poller.poll(feed).error == "304 to a request without conditions"


def test_only_what_is_new_is_learnt_from(ingest_engine: Engine, poller: Poller, site: Site) -> None:
    (feed,) = watch(ingest_engine, "Site", f"{site.url}/feed.xml")
    assert ledger.record_poll(ingest_engine, feed, poller.poll(feed), NOW) == 3
    site.pages["/3"] = article_page("Ferry hits crane", ["x"])
    assert ledger.record_poll(ingest_engine, feed, poller.poll(feed), NOW + timedelta(hours=1)) == 1
    (learnt,) = ledger.due_feeds(ingest_engine, (feed.id,))
    state = learnt.schedule["state"]
    assert state["last_new"] is not None and 0 < state["slow_rate"] * 3600 < 1.5


def test_a_host_that_does_not_say_what_is_allowed_is_a_feed_that_fails(
    ingest_engine: Engine, poller: Poller, site: Site
) -> None:
    site.pages["/robots.txt"] = Page(b"", status=503)
    (feed,) = watch(ingest_engine, "Site", f"{site.url}/feed.xml")
    listing = poller.poll(feed)
    assert (listing.result.outcome, listing.error) == (PollOutcome.FAILED, "robots.txt cannot be read")
    ledger.record_poll(ingest_engine, feed, listing, NOW)
    (again,) = ledger.due_feeds(ingest_engine, (feed.id,))
    assert again.failures == 1
    assert {path for _, path, _ in site.log} == {"/robots.txt"}
