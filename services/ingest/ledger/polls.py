"""What a poll brought: new entries into the ledger, and the feed's next time."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, Engine, update

from services.ingest.ledger.sources import DueFeed
from services.ingest.models import Feed, FeedEntry, State
from services.ingest.schedule import Bounds, FeedState, Planned, PollOutcome, PollResult, next_poll
from shared.database import insert_new, transaction

_STATE = TypeAdapter(FeedState)


@dataclass(frozen=True, slots=True)
class Found:
    """A URL that a feed lists: `url` canonical, `found_url` to be fetched, and what the feed says of the article."""

    url: str
    found_url: str
    host: str
    title: str | None = None
    authors: tuple[str, ...] = ()
    published: datetime | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """What one poll brought: the entries listed, or what went wrong (`error`, in words)."""

    result: PollResult
    found: tuple[Found, ...] = ()
    etag: str | None = None
    last_modified: str | None = None
    moved_to: str | None = None
    error: str | None = None


def record_poll(engine: Engine, feed: DueFeed, listing: Listing, now: datetime) -> int:
    """Write down a poll and plan the next; how many entries were new. Known URLs are left as they are."""
    with transaction(engine) as connection:
        new = _insert_entries(connection, feed, listing.found, now)
        planned = next_poll(
            _STATE.validate_python(feed.schedule.get("state", {})),
            replace(listing.result, new_entries=new),
            now,
            random.Random(),
            Bounds(feed.options.min_poll_minutes * 60, feed.options.max_poll_minutes * 60),
        )
        connection.execute(update(Feed).where(Feed.id == feed.id).values(**_feed_values(listing, planned, now)))
    return new


def _insert_entries(connection: Connection, feed: DueFeed, found: Sequence[Found], now: datetime) -> int:
    rows = [
        {
            "source_id": feed.source_id,
            "feed_id": feed.id,
            "url": entry.url,
            "found_url": entry.found_url,
            "host": entry.host,
            "title": entry.title,
            "authors": list(entry.authors),
            "published": entry.published,
            "discovered_at": now,
            "due_at": now,
            "state": State.PENDING,
            "priority": 0,
            "attempts": 0,
            "failures": 0,
        }
        for entry in {entry.url: entry for entry in found}.values()
    ]
    return len(insert_new(connection, FeedEntry, rows, FeedEntry.id))


def _feed_values(listing: Listing, planned: Planned, now: datetime) -> dict[str, Any]:
    values: dict[str, Any] = {
        "lease_until": None,
        "last_polled_at": now,
        "last_error": listing.error or planned.note or None,
        "schedule": {"state": _STATE.dump_python(planned.state, mode="json"), "conditional": planned.conditional},
        "failures": planned.state.failures,
    }
    values |= {"due_at": planned.due} if planned.due else {"ended": planned.note}
    if listing.error is None:
        values["last_success_at"] = now
    if listing.result.outcome is PollOutcome.READ:
        values |= {"etag": listing.etag, "last_modified": listing.last_modified}
    if listing.moved_to:
        values["url"] = listing.moved_to
    return values


def conditional(feed: DueFeed) -> bool:
    """Whether the feed's validators are to be sent: its server has answered them honestly so far."""
    return bool(feed.schedule.get("conditional", True))
