"""A polite fetch: robots.txt, the host's pace over all workers, then the request; and what its end means for the host.

Polls and visits both go through here, so that a host has one pace whatever is asked of it. A redirect is asked for at once, as
any browser does, but robots.txt is read for where it leads, and the request counts: the next one to that host waits longer.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from services.ingest.http import Fetcher
from services.ingest.pace import Pace, Refusal, Slot
from services.ingest.responses import Accept, FailureKind, Fetched, FetchFailed
from services.ingest.robots import RobotsCache, Verdict
from services.ingest.sources import SourceOptions
from services.ingest.urls import registered_host
from shared.outcomes import DropReason, PageDropped

_HOP_PATIENCE, _HOP_WAIT = 60.0, 2.0


class HostBusy(Exception):
    """The host cannot be asked now; ask again in `seconds`. Nothing was asked, or nothing that counts."""

    def __init__(self, seconds: float, why: str) -> None:
        super().__init__(why)
        self.seconds = seconds
        self.why = why


class RobotsUnread(HostBusy):
    """The host's server fails to say what may be asked for: for a feed that is a failure like any other."""


@dataclass(frozen=True)
class PoliteFetcher:
    """Fetches within robots.txt and pace. Thread-safe; raises redis.RedisError where Redis is away: there is no pace then.

    `interval` is the least time between two requests to a host, `rest` the time for which one rests that answers 429 without
    saying how long; both in seconds.
    """

    fetcher: Fetcher
    pace: Pace
    robots: RobotsCache
    interval: float
    rest: float
    sleep: Callable[[float], None] = time.sleep

    def get(
        self,
        url: str,
        options: SourceOptions,
        *,
        patience: float,
        accept: Accept = Accept.PAGE,
        etag: str | None = None,
        last_modified: str | None = None,
    ) -> Fetched:
        """The answer of `url`, having waited at most `patience` seconds for the host's next place.

        Raises HostBusy, PageDropped (robots and what the fetcher finds), or FetchFailed, whose `retry_after_seconds` is then
        how long the host rests.
        """
        interval = self._interval(self._allowed(url), options)
        host = registered_host(url)
        slot = self.pace.reserve(host, interval, patience_seconds=patience)
        if not slot.granted:
            raise HostBusy(slot.seconds, f"host: {slot.reason}")
        self.sleep(slot.seconds)
        try:
            fetched = self.fetcher.fetch(
                url,
                etag=etag,
                last_modified=last_modified,
                headers=options.headers or None,
                accept=accept,
                may_follow=lambda target: self._permit(target, host, options),
            )
        except FetchFailed as failed:
            failed.retry_after_seconds = self._blame(host, failed, slot)
            raise
        except HostBusy:
            self.pace.release(host, slot.token)
            raise
        except PageDropped:
            self.pace.success(host, slot.token)
            raise
        self.pace.success(host, slot.token)
        return fetched

    def _allowed(self, url: str) -> Verdict:
        verdict = self.robots.check(url)
        if verdict.wait_seconds:
            raise RobotsUnread(verdict.wait_seconds, "robots.txt cannot be read")
        if not verdict.allowed:
            raise PageDropped(DropReason.ROBOTS, "robots.txt disallows this address")
        return verdict

    def _interval(self, verdict: Verdict, options: SourceOptions) -> float:
        own = self.interval if options.interval_seconds is None else options.interval_seconds
        return max(own, verdict.crawl_delay or 0.0)

    def _permit(self, target: str, from_host: str, options: SourceOptions) -> None:
        """Before a redirect is followed: may it be, and does it count."""
        interval = self._interval(self._allowed(target), options)
        host = registered_host(target)
        slot = self.pace.reserve(host, interval, patience_seconds=_HOP_PATIENCE)
        if slot.granted:
            self.pace.release(host, slot.token)
        elif slot.reason in (Refusal.CLOSED, Refusal.CIRCUIT):
            raise HostBusy(slot.seconds, f"redirected to a host that rests: {slot.reason}")
        if host != from_host:
            self.sleep(min(slot.seconds, _HOP_WAIT))

    def _blame(self, host: str, failed: FetchFailed, slot: Slot) -> float:
        """What the failure means for all who ask this host; the seconds for which it rests."""
        asked = failed.retry_after_seconds
        if failed.kind == FailureKind.RATE_LIMITED or asked is not None:
            return self.pace.penalise(host, self.rest if asked is None else asked, slot.token)
        return self.pace.failure(host, slot.token)
