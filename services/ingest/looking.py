"""A look around a site for one person at a terminal: safely, by robots.txt, and one request after the other.

It needs no Redis: the pace is that of this one process, and robots.txt is read once for each host.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from urllib.parse import urlsplit

from services.ingest.discovery import Discovery, discover
from services.ingest.http import Fetcher
from services.ingest.responses import Accept, FailureKind, Fetched, FetchFailed
from services.ingest.robots import ROBOTS_AGENT, ROBOTS_LIMITS, Rules, read_robots
from services.ingest.urls import registered_host
from shared.outcomes import DropReason, PageDropped


class SiteReader:
    """Fetches whatever a site offers, if robots.txt allows it, with `interval_seconds` between two requests to a host."""

    def __init__(
        self,
        fetcher: Fetcher,
        interval_seconds: float,
        told: Callable[[str], None] = lambda _: None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._fetcher = fetcher
        self._interval = interval_seconds
        self._told = told
        self._sleep = sleep
        self._rules: dict[str, Rules | None] = {}
        self._next: dict[str, float] = {}

    def __call__(self, url: str) -> Fetched:
        """The answer of `url`. Raises PageDropped or FetchFailed, as the fetcher does and for robots.txt."""
        rules = self.rules(url)
        if rules is None:
            raise FetchFailed(FailureKind.SERVER_ERROR, "robots.txt cannot be read, so nothing may be asked for yet")
        if not rules.allowed(url):
            raise PageDropped(DropReason.ROBOTS, "robots.txt disallows this address")
        self._wait(url, max(self._interval, rules.crawl_delay(10.0) or 0.0))
        self._told(url)
        return self._fetcher.fetch(url, accept=Accept.OFFER)

    def rules(self, url: str) -> Rules | None:
        """The rules of the host of `url`, or null while its server fails to say."""
        origin = "{0.scheme}://{0.netloc}".format(urlsplit(url))
        if origin not in self._rules:
            self._rules[origin] = self._read_rules(origin)
        return self._rules[origin]

    def _read_rules(self, origin: str) -> Rules | None:
        def fetch(url: str) -> Fetched:
            return self._fetcher.fetch(url, accept=Accept.TEXT, limits=ROBOTS_LIMITS)

        text = read_robots(fetch, origin, None, time.time()).answers(time.time())
        return None if text is None else Rules.parse(text, ROBOTS_AGENT)

    def _wait(self, url: str, interval: float) -> None:
        host = registered_host(url)
        now = time.monotonic()
        at = max(now, self._next.get(host, now))
        self._next[host] = at + interval
        self._sleep(at - now)


def look_around(url: str, reader: SiteReader) -> Discovery:
    """What the site at `url` offers. Raises PageDropped or FetchFailed where not even `url` answers."""
    rules = reader.rules(url)
    return discover(url, reader, robots_sitemaps=rules.sitemaps() if rules else ())
