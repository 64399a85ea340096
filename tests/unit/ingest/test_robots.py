import threading
from collections.abc import Callable

import pytest
from redis import Redis

from services.ingest.responses import FailureKind, Fetched, FetchFailed
from services.ingest.robots import DAY, RobotsCache, Rules, decode
from shared.outcomes import DropReason, PageDropped

T = 1_800_000_000.0
PAGE = "https://news.example/story/1"


class Site:
    """A host whose robots.txt is whatever the test says; counts how often it was asked."""

    def __init__(self, answer: bytes | Exception, cache_control: str | None = None) -> None:
        self.answer, self.cache_control = answer, cache_control
        self.asked: list[str] = []

    def __call__(self, url: str) -> Fetched:
        self.asked.append(url)
        if isinstance(self.answer, Exception):
            raise self.answer
        return Fetched(200, url, self.answer, 0.1, cache_control=self.cache_control)


class Clock:
    now = T

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def cache(redis: Redis, clock: Clock) -> Callable[[Site], RobotsCache]:
    return lambda site: RobotsCache(redis, site, "claimwire", clock=clock, sleep=lambda _: None)


CASES = [
    ("", "/any", True),
    ("User-agent: *\nDisallow: /", "/", False),
    ("User-agent: *\nDisallow: /", "/robots.txt", True),
    ("User-agent: claimwire\nDisallow:\n\nUser-agent: *\nDisallow: /", "/x", True),
    ("User-agent: Claimwire\nDisallow: /private\n", "/private/x", False),
    ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", True),
    ("User-agent: *\nDisallow: /*.pdf$", "/x.pdf", False),
    ("User-agent: *\nDisallow: /*.pdf$", "/x.pdf?y", True),
    ("User-agent: other\nDisallow: /", "/x", True),
    ("\ufeffUser-agent: *\nDisallow: /x", "/x", False),
    ("User-agent: *\r\nDisallow: /search\r\n", "/search?q=1", False),
    ("User-agent: a\nUser-agent: claimwire\nDisallow: /x", "/x", False),
    ("User-agent: *\nDisallow: /ü", "/%C3%BC", False),
]


@pytest.mark.parametrize(("text", "path", "allowed"), CASES)
def test_rules(text: str, path: str, allowed: bool) -> None:
    assert Rules.parse(decode(text.encode()), "claimwire").allowed(f"https://news.example{path}") is allowed


def test_delay_is_read_and_capped() -> None:
    assert Rules.parse("User-agent: *\nCrawl-delay: 7.5", "claimwire").crawl_delay() == 7.5
    assert Rules.parse("User-agent: *\nCrawl-delay: 86400", "claimwire").crawl_delay(30) == 30
    assert Rules.parse("User-agent: *\nRequest-rate: 1/20s", "claimwire").crawl_delay() == 20
    assert Rules.parse("User-agent: *\nDisallow:", "claimwire").crawl_delay() is None


def test_sitemaps_are_absolute_and_unique() -> None:
    text = "Sitemap: https://a.example/s.xml\nsitemap: https://a.example/s.xml\nSitemap: /relative.xml\nSitemap: ftp://a/s"
    assert Rules.parse(text, "claimwire").sitemaps() == ("https://a.example/s.xml",)


def test_one_fetch_serves_all_pages_of_a_host_for_a_day(cache: Callable[[Site], RobotsCache], clock: Clock) -> None:
    site = Site(b"User-agent: *\nDisallow: /private\nCrawl-delay: 3\n")
    robots = cache(site)
    assert robots.check(PAGE).allowed
    assert robots.check(PAGE).crawl_delay == 3
    assert not robots.check("https://news.example/private/x").allowed
    assert cache(site).check(PAGE).allowed, "another process reads the copy in Redis"
    assert site.asked == ["https://news.example/robots.txt"]
    robots.check("http://news.example:8080/x")
    assert site.asked[1:] == ["http://news.example:8080/robots.txt"], "each origin has its own file"
    clock.now += DAY + 1
    robots.check(PAGE)
    assert len(site.asked) == 3


def test_cache_control_shortens_the_life_to_an_hour_at_least(cache: Callable[[Site], RobotsCache], clock: Clock) -> None:
    site = Site(b"", cache_control="public, max-age=60")
    robots = cache(site)
    robots.check(PAGE)
    clock.now += 3000
    robots.check(PAGE)
    assert len(site.asked) == 1
    clock.now += 700
    robots.check(PAGE)
    assert len(site.asked) == 2


@pytest.mark.parametrize(
    "reason", [DropReason.NOT_FOUND, DropReason.BLOCKED, DropReason.REDIRECT_LOOP, DropReason.UNSUPPORTED_TYPE]
)
def test_absent_means_allowed(cache: Callable[[Site], RobotsCache], reason: DropReason) -> None:
    assert cache(Site(PageDropped(reason))).check(PAGE).allowed


@pytest.mark.parametrize("kind", list(FailureKind))
def test_failing_means_wait_longer_each_time(cache: Callable[[Site], RobotsCache], clock: Clock, kind: FailureKind) -> None:
    site = Site(FetchFailed(kind))
    robots = cache(site)
    waits = []
    for _ in range(8):
        verdict = robots.check(PAGE)
        assert not verdict.allowed
        waits.append(verdict.wait_seconds)
        clock.now += verdict.wait_seconds
    assert waits == pytest.approx([60, 120, 240, 480, 960, 1920, 3600, 3600])
    assert robots.check(PAGE).wait_seconds and len(site.asked) == 9


def test_retry_after_is_waited_for(cache: Callable[[Site], RobotsCache]) -> None:
    site = Site(FetchFailed(FailureKind.RATE_LIMITED, retry_after_seconds=5000))
    assert cache(site).check(PAGE).wait_seconds == pytest.approx(5000)


def test_a_copy_in_hand_serves_while_the_server_fails(cache: Callable[[Site], RobotsCache], clock: Clock) -> None:
    site = Site(b"User-agent: *\nDisallow: /private\n")
    robots = cache(site)
    robots.check(PAGE)
    site.answer = FetchFailed(FailureKind.SERVER_ERROR)
    clock.now += 2 * DAY
    assert robots.check(PAGE).allowed
    assert not robots.check("https://news.example/private").allowed


def test_a_month_without_an_answer_counts_as_absent(cache: Callable[[Site], RobotsCache], clock: Clock) -> None:
    site = Site(FetchFailed(FailureKind.SERVER_ERROR))
    robots = cache(site)
    assert not robots.check(PAGE).allowed
    clock.now += 29 * DAY
    assert not robots.check(PAGE).allowed
    clock.now += 2 * DAY
    assert robots.check(PAGE).allowed


def test_a_long_file_is_read_as_far_as_it_goes(cache: Callable[[Site], RobotsCache]) -> None:
    body = b"User-agent: *\nDisallow: /private\n" + b"# filler\n" * 50_000
    assert not cache(Site(body)).check("https://news.example/private").allowed


def test_arbitrary_bytes_are_no_error(cache: Callable[[Site], RobotsCache]) -> None:
    assert cache(Site(bytes(range(256)) * 20)).check(PAGE).allowed


def test_workers_that_meet_at_one_host_fetch_once(redis: Redis) -> None:
    started, go = threading.Event(), threading.Event()
    asked: list[str] = []

    def slow(url: str) -> Fetched:
        asked.append(url)
        started.set()
        assert go.wait(5)
        return Fetched(200, url, b"User-agent: *\nDisallow: /private", 0.1)

    verdicts: list[bool] = []
    caches = [RobotsCache(redis, slow, "claimwire", sleep=lambda _: go.set() or threading.Event().wait(0.05)) for _ in range(2)]  # type: ignore[func-returns-value,arg-type]
    first = threading.Thread(target=lambda: verdicts.append(caches[0].check("https://news.example/private").allowed))
    first.start()
    assert started.wait(5)
    verdicts.append(caches[1].check("https://news.example/private").allowed)
    first.join()
    assert verdicts == [False, False]
    assert len(asked) == 1


def test_what_another_version_wrote_is_fetched_again(cache: Callable[[Site], RobotsCache], redis: Redis) -> None:
    redis.set("claimwire:robots:https://news.example", '{"unknown": 1}')
    site = Site(b"")
    assert cache(site).check(PAGE).allowed
    assert len(site.asked) == 1
