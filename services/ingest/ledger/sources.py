"""Sources and feeds in the ledger: written as specifications say, read back as specifications."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import Connection, Engine, select, update

from services.ingest.models import Feed, FeedEntry, Source, State
from services.ingest.sources import SourceOptions, SourceSpec
from services.ingest.urls import NotAUrl, entry_key
from shared.database import insert_new, reading, transaction
from shared.outcomes import DropReason, Outcome

log = structlog.get_logger()
NO_LONGER_LISTED, REMOVED = "no longer listed", "its source was removed"


@dataclass(frozen=True, slots=True)
class DueFeed:
    """A feed to be polled, with what polling it needs to know."""

    id: int
    url: str
    kind: str
    etag: str | None
    last_modified: str | None
    schedule: dict[str, Any]
    failures: int
    source_id: int
    source: str
    publisher: str
    language: str | None
    options: SourceOptions


def sync_sources(engine: Engine, specs: list[SourceSpec], now: datetime) -> list[str]:
    """Add sources, or bring known ones (same name) up to what `specs` say. Feeds that a spec no longer names are ended, and
    what they brought stays. An address that another feed has already is not watched twice. Returns the names of new sources."""
    with transaction(engine) as connection:
        known = set(connection.execute(select(Source.name).where(Source.removed_at.is_(None))).scalars())
        insert_new(
            connection,
            Source,
            [{**_columns(spec), "name": spec.name, "created_at": now} for spec in specs],
        )
        for spec in specs:
            connection.execute(update(Source).where(Source.name == spec.name).values(**_columns(spec), removed_at=None))
        ids = dict(connection.execute(select(Source.name, Source.id)).all())
        feeds = _Feeds(connection)
        for spec in specs:
            feeds.sync(spec, ids[spec.name], now)
    return [spec.name for spec in specs if spec.name not in known]


def _columns(spec: SourceSpec) -> dict[str, Any]:
    return {
        "publisher": spec.publisher or spec.name,
        "home": str(spec.home) if spec.home else None,
        "language": spec.language,
        "paused": spec.paused,
        "options": spec.options.model_dump(mode="json"),
    }


class _Feeds:
    """All feeds by what their addresses mean: `http` and `https`, `/feed` and `/feed/` are one feed."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._by_key: dict[str, Any] = {}
        self._seen: set[int] = set()
        for feed in connection.execute(select(Feed.id, Feed.source_id, Feed.url, Feed.moved_from, Feed.ended)):
            self._by_key[feed_key(feed.url)] = feed
            if feed.moved_from:
                self._by_key.setdefault(feed_key(feed.moved_from), feed)

    def sync(self, spec: SourceSpec, source: int, now: datetime) -> None:
        """Watch what the spec lists, and end what it lists no more."""
        listed = [self._watch(url, kind, source, now) for url, kind in spec.listings]
        unlisted = (Feed.source_id == source, Feed.id.not_in(listed), Feed.ended.is_(None))
        self._connection.execute(update(Feed).where(*unlisted).values(ended=NO_LONGER_LISTED))

    def _watch(self, url: str, kind: str, source: int, now: datetime) -> int:
        known = self._by_key.get(feed_key(url))
        if known is None:
            row = {"source_id": source, "url": url, "kind": kind, "due_at": now, "schedule": {}, "failures": 0}
            insert_new(self._connection, Feed, [row])  # another command may have been quicker
            self._by_key[feed_key(url)] = known = self._connection.execute(select(Feed).where(Feed.url == url)).one()
        elif known.source_id != source and known.ended in (NO_LONGER_LISTED, REMOVED):
            self._change(known.id, source_id=source, kind=kind, ended=None, due_at=now)
        elif known.source_id != source:
            log.warning("feed.listed_twice", feed=url, source_id=source, watched_for=known.source_id)
        elif known.ended in (NO_LONGER_LISTED, REMOVED):
            self._change(known.id, kind=kind, ended=None, due_at=now)
        elif known.id not in self._seen and feed_key(known.url) == feed_key(url):
            self._change(known.id, kind=kind, url=url)  # written in another way now: https instead of http
        self._seen.add(known.id)
        return int(known.id)

    def _change(self, feed: int, **values: Any) -> None:
        self._connection.execute(update(Feed).where(Feed.id == feed).values(**values))


def feed_key(url: str) -> str:
    """The identity of a feed's address."""
    try:
        return entry_key(url)
    except NotAUrl:
        return url


def remove_source(engine: Engine, name: str, now: datetime) -> bool:
    """Watch a source no more; false if there is none of this name. What it brought stays in the books and in the store; what
    was still to be fetched is dropped as cancelled, and what is under way comes to its end."""
    with transaction(engine) as connection:
        found = update(Source).where(Source.name == name, Source.removed_at.is_(None)).returning(Source.id)
        source = connection.scalar(found.values(removed_at=now, stalled_since=None))
        if source is None:
            return False
        connection.execute(update(Feed).where(Feed.source_id == source, Feed.ended.is_(None)).values(ended=REMOVED))
        mine = FeedEntry.source_id == source
        waiting = update(FeedEntry).where(mine, FeedEntry.state == State.PENDING)
        connection.execute(waiting.where(FeedEntry.outcome.is_not(None)).values(state=State.SETTLED))
        connection.execute(
            waiting.where(FeedEntry.outcome.is_(None)).values(
                state=State.SETTLED,
                outcome=Outcome.DROPPED,
                reason=DropReason.CANCELLED,
                detail="its source was removed",
                settled_at=now,
                first_settled_at=now,
            )
        )
        connection.execute(update(FeedEntry).where(mine).values(recheck_at=None))
    return True


def pause_source(engine: Engine, name: str, paused: bool) -> bool:
    """Let a source rest, or go on with it; false if there is none of this name. Its schedule goes on where it stopped."""
    with transaction(engine) as connection:
        known = update(Source).where(Source.name == name, Source.removed_at.is_(None))
        return connection.execute(known.values(paused=paused, stalled_since=None)).rowcount > 0


def source_specs(engine: Engine, name: str | None = None) -> list[SourceSpec]:
    """The sources as an operator would write them, by name: all, or the one of this name. A feed that moved is given by its
    new address. Sources that list nothing (submitted and imported pages) are left out."""
    sources = select(Source).where(Source.removed_at.is_(None)).order_by(Source.name)
    feeds = select(Feed).where(Feed.ended.is_(None) | Feed.ended.not_in((NO_LONGER_LISTED, REMOVED))).order_by(Feed.id)
    with reading(engine) as connection:
        rows = connection.execute(sources.where(Source.name == name) if name else sources).all()
        lists = connection.execute(feeds.where(Feed.source_id.in_([row.id for row in rows]))).all()
    specs = [_spec(row, [feed for feed in lists if feed.source_id == row.id]) for row in rows]
    return [spec for spec in specs if spec.listings]


def _spec(source: Any, feeds: Sequence[Any]) -> SourceSpec:
    return SourceSpec.model_validate(
        {
            **source.options,
            "name": source.name,
            "publisher": None if source.publisher == source.name else source.publisher,
            "home": source.home,
            "language": source.language,
            "paused": source.paused,
            "feeds": [feed.url for feed in feeds if feed.kind == "feed"],
            "sitemaps": [feed.url for feed in feeds if feed.kind == "sitemap"],
        }
    )


def due_feeds(engine: Engine, ids: tuple[int, ...]) -> list[DueFeed]:
    """The feeds named by a message, as they are now."""
    statement = (
        select(Feed, Source.name, Source.publisher, Source.language, Source.options)
        .join(Source, Source.id == Feed.source_id)
        .where(Feed.id.in_(ids), Feed.ended.is_(None))
    )
    with reading(engine) as connection:
        return [
            DueFeed(
                r.id,
                r.url,
                r.kind,
                r.etag,
                r.last_modified,
                r.schedule,
                r.failures,
                r.source_id,
                r.name,
                r.publisher,
                r.language,
                SourceOptions.model_validate(r.options),
            )
            for r in connection.execute(statement)
        ]


def list_sources(engine: Engine) -> list[dict[str, Any]]:
    """All sources that are watched, by name, each with its `feeds` (ended ones too, but not those no longer listed)."""
    listed = Feed.ended.is_(None) | Feed.ended.not_in((NO_LONGER_LISTED, REMOVED))
    feeds = select(Feed).where(listed).order_by(Feed.id)
    with reading(engine) as connection:
        rows = connection.execute(select(Source).where(Source.removed_at.is_(None)).order_by(Source.name)).all()
        by_source: dict[int, list[dict[str, Any]]] = {row.id: [] for row in rows}
        for feed in connection.execute(feeds):
            by_source.get(feed.source_id, []).append(dict(feed._mapping))
    return [dict(row._mapping) | {"feeds": by_source[row.id]} for row in rows]


def sources_by_name(engine: Engine) -> dict[str, int]:
    """The ids of all sources that are watched."""
    with reading(engine) as connection:
        return dict(connection.execute(select(Source.name, Source.id).where(Source.removed_at.is_(None))).all())
