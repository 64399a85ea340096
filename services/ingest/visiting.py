"""One visit of a page: robots, pace, fetch, snapshot. What can go wrong becomes a `Visit`, never an exception."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog

from services.ingest.http import Fetcher
from services.ingest.ledger.visits import DueEntry, Visit
from services.ingest.pace import Pace
from services.ingest.responses import FailureKind, Fetched, FetchFailed
from services.ingest.robots import RobotsCache
from services.ingest.schedule import retry_delay
from services.ingest.settings import IngestSettings
from services.ingest.sources import SourceOptions
from shared.blobs import Blobs
from shared.outcomes import DropReason, PageDropped

log = structlog.get_logger()
PATIENCE_SECONDS = 2.0
STORAGE_WAIT = timedelta(seconds=60)


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Visitor:
    """Visits pages politely. Thread-safe; raises redis.RedisError where Redis is away, since without it there is no pace."""

    fetcher: Fetcher
    pace: Pace
    robots: RobotsCache
    blobs: Blobs
    settings: IngestSettings
    clock: Callable[[], datetime] = utc_now
    sleep: Callable[[float], None] = time.sleep

    def visit(self, entry: DueEntry) -> Visit:
        """Fetch an entry's page if robots.txt and the host's pace let us, and keep its bytes."""
        options = SourceOptions.model_validate(entry.options)
        verdict = self.robots.check(entry.url)
        if verdict.wait_seconds:
            return self._deferred(entry, verdict.wait_seconds, "robots.txt cannot be read")
        if not verdict.allowed:
            return self._end(entry, "dropped", reason=DropReason.ROBOTS, detail="robots.txt disallows this page")
        interval = self.settings.host_interval_seconds if options.interval_seconds is None else options.interval_seconds
        slot = self.pace.reserve(entry.host, max(interval, verdict.crawl_delay or 0.0), patience_seconds=PATIENCE_SECONDS)
        if not slot.granted:
            return self._deferred(entry, slot.seconds, f"host: {slot.reason}")
        self.sleep(slot.seconds)
        return self._fetch(entry, options, slot.token)

    def _fetch(self, entry: DueEntry, options: SourceOptions, token: str) -> Visit:
        started = self.clock()
        try:
            fetched = self.fetcher.fetch(
                entry.url, etag=entry.etag, last_modified=entry.last_modified, headers=options.headers or None
            )
        except PageDropped as dropped:
            self.pace.success(entry.host, token)
            return self._end(entry, "dropped", started, reason=dropped.reason, detail=dropped.detail)
        except FetchFailed as failed:
            return self._failed(entry, failed, started, token)
        self.pace.success(entry.host, token)
        return self._keep(entry, fetched, started)

    def _keep(self, entry: DueEntry, fetched: Fetched, started: datetime) -> Visit:
        seen = {
            "status": fetched.status,
            "final_url": fetched.url,
            "etag": fetched.etag,
            "last_modified": fetched.last_modified,
            "content_type": fetched.content_type,
        }
        if fetched.body is None:
            return self._end(entry, "not_modified", started, **seen)
        if not fetched.body.strip():
            return self._end(entry, "dropped", started, reason=DropReason.EMPTY_TEXT, detail="the body is empty", **seen)
        try:
            page = self.blobs.put(fetched.body)
        except OSError as error:
            log.exception("blob.failed", entry_id=entry.id)
            return self._deferred(entry, STORAGE_WAIT.total_seconds(), f"blob storage: {error}")
        return self._end(entry, "page", started, page=page, bytes=len(fetched.body), **seen)

    def _failed(self, entry: DueEntry, failed: FetchFailed, started: datetime, token: str) -> Visit:
        asked = failed.retry_after_seconds
        if failed.kind == FailureKind.RATE_LIMITED or asked is not None:
            rest = self.pace.penalise(entry.host, asked if asked is not None else self.settings.retry_base_seconds, token)
        else:
            rest = self.pace.failure(entry.host, token)
        tries = entry.failures + 1
        due = None
        if tries < self.settings.max_attempts:
            delay = retry_delay(tries, self.settings.retry_base_seconds, self.settings.retry_cap_seconds, random.Random())
            due = self.clock() + timedelta(seconds=max(rest, delay))
        return self._end(entry, "failed", started, reason=failed.kind.value, detail=failed.detail, due_at=due)

    def _deferred(self, entry: DueEntry, seconds: float, why: str) -> Visit:
        later = self.clock() + timedelta(seconds=seconds + random.uniform(0, 0.2 * min(seconds, 10)))
        return self._end(entry, "deferred", detail=why, due_at=later)

    def _end(self, entry: DueEntry, result: Any, started: datetime | None = None, **facts: Any) -> Visit:
        now = self.clock()
        at = started or now
        visit = Visit(entry.id, result, at, (now - at).total_seconds(), **facts)
        log.info("page.visited", entry_id=entry.id, url=entry.url, result=result, reason=facts.get("reason"))
        return visit
