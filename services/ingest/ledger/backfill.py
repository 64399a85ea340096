"""Pages that someone else fetched, taken into the ledger as entries that wait to be read; and kept pages, given out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, func, insert, select, update

from services.ingest.ledger.dispatch import UNDER_WAY
from services.ingest.ledger.visits import BACKFILL
from services.ingest.models import Feed, FeedEntry, Fetch, Source, State
from services.ingest.settings import IngestSettings
from services.ingest.urls import canonical_url, clean_url, registered_host
from shared.database import insert_new, reading, transaction


@dataclass(frozen=True, slots=True)
class Imported:
    """A saved page whose bytes are in the blob store under `page`."""

    url: str
    page: str
    bytes: int
    content_type: str | None
    fetched_at: datetime


@dataclass(slots=True)
class Taken:
    """What became of some imported pages: entries to be read now, pages known already, older than what is known, or to be
    offered again later, since their entry is under way."""

    to_read: list[int] = field(default_factory=list)
    known: int = 0
    older: int = 0
    later: list[Imported] = field(default_factory=list)


def room(engine: Engine, settings: IngestSettings) -> int:
    """How many more pages may be under way: imports leave half of the room to the news."""
    with reading(engine) as connection:
        under_way = connection.scalar(select(func.count()).where(FeedEntry.state.in_(UNDER_WAY))) or 0
    return max(settings.max_in_flight // 2 - under_way, 0)


def reading_backfill(engine: Engine) -> int:
    """How many imported pages still wait to be read or saved."""
    with reading(engine) as connection:
        waiting = (FeedEntry.state == State.READING, FeedEntry.priority == BACKFILL)
        return connection.scalar(select(func.count()).where(*waiting)) or 0


def take(engine: Engine, pages: Sequence[Imported], source: str | None, settings: IngestSettings, now: datetime) -> Taken:
    """Write pages down as entries that wait to be read, with the time at which they were really fetched.

    Without a `source` each page belongs to the source that watches its host, or to one named after the host. The same bytes of
    the same URL are taken once, whenever they come. Raises NotAUrl.
    """
    taken = Taken()
    with transaction(engine) as connection:
        owners = _Owners(connection, source, now)
        for page in pages:
            _take(connection, page, owners, taken, settings, now)
    return taken


def _take(
    connection: Connection, page: Imported, owners: _Owners, taken: Taken, settings: IngestSettings, now: datetime
) -> None:
    url = canonical_url(page.url)
    insert_new(connection, FeedEntry, [_row(page, url, owners, now)])
    entry = connection.execute(
        select(FeedEntry.id, FeedEntry.state, FeedEntry.outcome, FeedEntry.fetched_at, FeedEntry.attempts)
        .where(FeedEntry.url == url)
        .with_for_update()
    ).one()
    fetched = select(Fetch.id).where(Fetch.entry_id == entry.id, Fetch.page == page.page).limit(1)
    if connection.scalar(fetched) is not None:
        taken.known += 1
    elif entry.state in UNDER_WAY:
        taken.later.append(page)
    elif entry.fetched_at is not None and entry.fetched_at >= page.fetched_at:
        taken.older += 1
    else:
        _begin(connection, entry.id, page, settings, now)
        taken.to_read.append(entry.id)


def _row(page: Imported, url: str, owners: _Owners, now: datetime) -> dict[str, Any]:
    return {
        "source_id": owners.of(url),
        "url": url,
        "found_url": clean_url(page.url),
        "host": registered_host(url),
        "authors": [],
        "discovered_at": now,
        "due_at": now,
        "state": State.PENDING,
        "priority": BACKFILL,
        "attempts": 0,
        "failures": 0,
    }


def _begin(connection: Connection, entry: int, page: Imported, settings: IngestSettings, now: datetime) -> None:
    fetch = {"entry_id": entry, "at": page.fetched_at, "seconds": 0.0, "status": 200, "result": "imported"}
    connection.execute(insert(Fetch), [fetch | {"page": page.page, "bytes": page.bytes}])
    values = {
        "state": State.READING,
        "priority": BACKFILL,
        "attempts": 1,
        "failures": 0,
        "lease_until": now + settings.lease,
        "page": page.page,
        "fetched_at": page.fetched_at,
        "content_type": page.content_type,
        "etag": None,
        "last_modified": None,
        "recheck_at": None,
    }
    connection.execute(update(FeedEntry).where(FeedEntry.id == entry).values(**values))


class _Owners:
    """Which source an imported page belongs to."""

    def __init__(self, connection: Connection, source: str | None, now: datetime) -> None:
        self._connection = connection
        self._source = source
        self._now = now
        self._by_host: dict[str, int] = {}
        for feed in connection.execute(select(Feed.url, Feed.source_id).where(Feed.ended.is_(None)).order_by(Feed.id.desc())):
            self._by_host[registered_host(feed.url)] = feed.source_id

    def of(self, url: str) -> int:
        """The id of the owner of `url`, made where there is none."""
        host = registered_host(url)
        if self._source or host not in self._by_host:
            self._by_host[host] = self._named(self._source or host)
        return self._by_host[host]

    def _named(self, name: str) -> int:
        row = {"name": name, "publisher": name, "paused": False, "options": {}, "created_at": self._now}
        insert_new(self._connection, Source, [row])
        return int(self._connection.execute(select(Source.id).where(Source.name == name)).scalar_one())


def kept_pages(engine: Engine, source: str | None = None, since: datetime | None = None) -> Iterator[Any]:
    """The fetches whose page is kept, oldest first, each content of a URL once, with their entry and source."""
    first = select(func.min(Fetch.id)).where(Fetch.page.is_not(None)).group_by(Fetch.entry_id, Fetch.page)
    newest = FeedEntry.page == Fetch.page
    statement = (
        select(Fetch.at, Fetch.page, Fetch.final_url, Fetch.seconds, FeedEntry.found_url, FeedEntry.title, FeedEntry.outcome)
        .add_columns(Source.name.label("source"), newest.label("newest"))
        .add_columns(FeedEntry.content_type, FeedEntry.etag, FeedEntry.last_modified)
        .join(FeedEntry, FeedEntry.id == Fetch.entry_id)
        .join(Source, Source.id == FeedEntry.source_id)
        .where(Fetch.id.in_(first))
        .order_by(Fetch.at, Fetch.id)
    )
    if source is not None:
        statement = statement.where(Source.name == source)
    if since:
        statement = statement.where(Fetch.at >= since)
    with reading(engine) as connection:
        yield from connection.execution_options(yield_per=500).execute(statement)
