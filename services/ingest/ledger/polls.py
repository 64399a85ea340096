"""What a poll brought: new entries into the ledger, and the feed's next time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, update

from services.ingest.models import Feed, FeedEntry, State
from shared.database import insert_new, transaction


@dataclass(frozen=True, slots=True)
class Found:
    """A URL that a feed lists: `url` canonical, `found_url` as it stood there, and what the feed says of the article."""

    url: str
    found_url: str
    host: str
    title: str | None = None
    authors: tuple[str, ...] = ()
    published: datetime | None = None


@dataclass(frozen=True, slots=True)
class PollResult:
    """The end of one poll: the feed's next time, its validators, and either success or what went wrong."""

    due_at: datetime
    schedule: dict[str, Any] = field(default_factory=dict)
    etag: str | None = None
    last_modified: str | None = None
    moved_to: str | None = None
    error: str | None = None
    ended: str | None = None


def record_poll(
    engine: Engine, feed: int, source: int, found: Sequence[Found], result: PollResult, now: datetime, *, priority: int = 0
) -> list[int]:
    """Write down a poll and return the ids of the entries that were new. Known URLs are left as they are."""
    rows = [
        {
            "source_id": source,
            "feed_id": feed,
            "url": entry.url,
            "found_url": entry.found_url,
            "host": entry.host,
            "title": entry.title,
            "authors": list(entry.authors),
            "published": entry.published,
            "discovered_at": now,
            "due_at": now,
            "state": State.PENDING,
            "priority": priority,
            "attempts": 0,
            "failures": 0,
        }
        for entry in {entry.url: entry for entry in found}.values()
    ]
    with transaction(engine) as connection:
        new = [row.id for row in insert_new(connection, FeedEntry, rows, FeedEntry.id)]
        values: dict[str, Any] = {
            "lease_until": None,
            "due_at": result.due_at,
            "schedule": result.schedule,
            "last_polled_at": now,
            "last_error": result.error,
            "ended": result.ended,
        }
        if result.error is None:
            values |= {
                "failures": 0,
                "last_success_at": now,
                "etag": result.etag,
                "last_modified": result.last_modified,
            }
        else:
            values["failures"] = Feed.failures + 1
        if result.moved_to:
            values["url"] = result.moved_to
        connection.execute(update(Feed).where(Feed.id == feed).values(**values))
    return new
