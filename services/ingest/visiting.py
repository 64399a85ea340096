"""One visit of a page: a polite fetch, then the snapshot. What can go wrong becomes a `Visit`, never an exception."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from redis import RedisError

from services.ingest.ledger.visits import DueEntry, Visit
from services.ingest.polite import HostBusy, PoliteFetcher
from services.ingest.responses import FailureKind, Fetched, FetchFailed
from services.ingest.schedule.articles import retry_delay
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

    polite: PoliteFetcher
    blobs: Blobs
    settings: IngestSettings
    clock: Callable[[], datetime] = utc_now

    def visit(self, entry: DueEntry) -> Visit:
        """Fetch an entry's page if robots.txt and the host's pace let us, and keep its bytes."""
        started = self.clock()
        try:
            fetched = self.polite.get(
                entry.url,
                SourceOptions.model_validate(entry.options),
                patience=PATIENCE_SECONDS,
                etag=entry.etag,
                last_modified=entry.last_modified,
            )
            return self._keep(entry, fetched, started)
        except HostBusy as busy:
            return self._deferred(entry, busy.seconds, busy.why)
        except PageDropped as dropped:
            return self._end(entry, "dropped", started, reason=dropped.reason, detail=dropped.detail)
        except FetchFailed as failed:
            return self._failed(entry, started, failed.kind.value, failed.detail, failed.retry_after_seconds or 0.0)
        except RedisError:
            raise
        except Exception as error:  # a fault of ours on one page must not take the others of its message along
            log.exception("visit.failed", entry_id=entry.id, url=entry.url)
            return self._failed(entry, started, "visit_failed", f"{type(error).__name__}: {error}"[:500], 0.0)

    def _keep(self, entry: DueEntry, fetched: Fetched, started: datetime) -> Visit:
        seen = {
            "status": fetched.status,
            "final_url": fetched.url,
            "etag": fetched.etag,
            "last_modified": fetched.last_modified,
            "content_type": fetched.content_type,
        }
        if fetched.body is None and not (entry.etag or entry.last_modified):
            raise FetchFailed(FailureKind.SERVER_ERROR, "304 to a request without conditions")
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

    def _failed(self, entry: DueEntry, started: datetime, reason: str, detail: str, rest: float) -> Visit:
        tries = entry.failures + 1
        due = None
        if tries < self.settings.max_attempts:
            delay = retry_delay(tries, self.settings.retry_base_seconds, self.settings.retry_cap_seconds, random.Random())
            due = self.clock() + timedelta(seconds=max(rest, delay))
        return self._end(entry, "failed", started, reason=reason, detail=detail, due_at=due)

    def _deferred(self, entry: DueEntry, seconds: float, why: str) -> Visit:
        later = self.clock() + timedelta(seconds=seconds + random.uniform(0, 0.2 * min(seconds, 10)))
        return self._end(entry, "deferred", detail=why, due_at=later)

    def _end(self, entry: DueEntry, result: Any, started: datetime | None = None, **facts: Any) -> Visit:
        now = self.clock()
        at = started or now
        visit = Visit(entry.id, result, at, (now - at).total_seconds(), **facts)
        log.info("page.visited", entry_id=entry.id, url=entry.url, result=result, reason=facts.get("reason"))
        return visit
