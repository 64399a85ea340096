"""What a poll brought: new entries into the ledger, and the feed's next time."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, Engine, func, select, update

from services.ingest.ledger.sources import DueFeed
from services.ingest.models import Feed, FeedEntry, State
from services.ingest.schedule.feeds import Bounds, FeedState, Planned, PollOutcome, PollResult, next_poll
from shared.database import insert_new, transaction

_STATE = TypeAdapter(FeedState)
LONG_REST_SECONDS = 60.0


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
    """What one poll brought: the entries listed, or what went wrong (`error`, in words).

    With `wait_seconds` nothing was asked yet, since the host could not be: the feed is due again then.
    """

    result: PollResult
    found: tuple[Found, ...] = ()
    etag: str | None = None
    last_modified: str | None = None
    moved_to: str | None = None
    error: str | None = None
    wait_seconds: float | None = None


def record_poll(engine: Engine, feed: DueFeed, listing: Listing, now: datetime) -> int:
    """Write down a poll and plan the next; how many entries were new. Known URLs are left as they are."""
    with transaction(engine) as connection:
        if listing.wait_seconds is not None:
            connection.execute(update(Feed).where(Feed.id == feed.id).values(**_waiting(listing, now)))
            return 0
        new = _insert_entries(connection, feed, listing.found, now)
        dates = tuple(entry.published for entry in listing.found if entry.url in new and entry.published)
        planned = next_poll(
            _STATE.validate_python(feed.schedule.get("state", {})),
            replace(listing.result, new_entries=len(new), listed=len(listing.found), dates=dates),
            now,
            random.Random(),
            Bounds(feed.options.min_poll_minutes * 60, feed.options.max_poll_minutes * 60),
        )
        values = _feed_values(listing, planned, now) | _move(connection, feed, listing.moved_to)
        connection.execute(update(Feed).where(Feed.id == feed.id).values(**values))
    return len(new)


def _waiting(listing: Listing, now: datetime) -> dict[str, Any]:
    """The feed's time when its host can be asked. One that rests for long counts as polled: a crawl does not wait for it."""
    seconds = listing.wait_seconds or 0.0
    values: dict[str, Any] = {"due_at": now + timedelta(seconds=seconds + random.uniform(0.1, 2.0)), "lease_until": None}
    return values | ({"last_polled_at": now, "last_error": listing.error} if seconds >= LONG_REST_SECONDS else {})


def _move(connection: Connection, feed: DueFeed, target: str | None) -> dict[str, Any]:
    """A permanent redirect is written down, unless another feed is at the new address already: then this one ends, since
    fetching both would be fetching one twice. (One that was ended does not count: ours goes on under its old address.)"""
    if target is None or target == feed.url:
        return {}
    there = connection.execute(select(Feed.id, Feed.ended).where(Feed.url == target, Feed.id != feed.id)).first()
    if there is None:
        return {"url": target, "moved_from": func.coalesce(Feed.moved_from, feed.url)}
    if there.ended is None:
        return {"ended": f"moved for good to {target}, which is watched already"}
    return {}


def _insert_entries(connection: Connection, feed: DueFeed, found: Sequence[Found], now: datetime) -> set[str]:
    """The URLs that were new."""
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
    return {row.url for row in insert_new(connection, FeedEntry, rows, FeedEntry.url)}


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
    return values


def conditional(feed: DueFeed) -> bool:
    """Whether the feed's validators are to be sent: its server has answered them honestly so far."""
    return bool(feed.schedule.get("conditional", True))
