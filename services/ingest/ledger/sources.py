"""Sources and feeds in the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, func, select, update

from services.ingest.models import Feed, Source
from services.ingest.sources import SourceOptions, SourceSpec
from shared.database import insert_new, reading, transaction


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
    what they brought stays. Returns the names of new sources."""
    with transaction(engine) as connection:
        known = set(connection.execute(select(Source.name)).scalars())
        insert_new(
            connection,
            Source,
            [{**_columns(spec), "name": spec.name, "created_at": now} for spec in specs],
        )
        for spec in specs:
            connection.execute(update(Source).where(Source.name == spec.name).values(**_columns(spec)))
        ids = dict(connection.execute(select(Source.name, Source.id)).tuples().all())
        for spec in specs:
            listings = spec.listings
            insert_new(
                connection,
                Feed,
                [
                    {"source_id": ids[spec.name], "url": url, "kind": kind, "due_at": now, "schedule": {}, "failures": 0}
                    for url, kind in listings
                ],
            )
            urls = [url for url, _ in listings]
            mine = Feed.source_id == ids[spec.name]
            connection.execute(
                update(Feed).where(mine, Feed.url.not_in(urls), Feed.ended.is_(None)).values(ended="no longer listed")
            )
            connection.execute(
                update(Feed).where(mine, Feed.url.in_(urls), Feed.ended == "no longer listed").values(ended=None)
            )
    return [spec.name for spec in specs if spec.name not in known]


def _columns(spec: SourceSpec) -> dict[str, Any]:
    return {
        "publisher": spec.publisher or spec.name,
        "home": str(spec.home) if spec.home else None,
        "language": spec.language,
        "paused": spec.paused,
        "options": spec.options.model_dump(mode="json"),
    }


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
    """All sources with the state of their feeds, by name."""
    statement = (
        select(
            Source.name,
            Source.publisher,
            Source.language,
            Source.home,
            Source.paused,
            func.count(Feed.id).filter(Feed.ended.is_(None)).label("feeds"),
            func.min(Feed.due_at).filter(Feed.ended.is_(None)).label("due_at"),
            func.max(Feed.last_success_at).label("last_success_at"),
            func.max(Feed.last_error).label("last_error"),
        )
        .outerjoin(Feed, Feed.source_id == Source.id)
        .group_by(Source.id)
        .order_by(Source.name)
    )
    with reading(engine) as connection:
        return [dict(row._mapping) for row in connection.execute(statement)]


def sources_by_name(engine: Engine) -> dict[str, int]:
    """The ids of all sources."""
    with reading(engine) as connection:
        return dict(connection.execute(select(Source.name, Source.id)).tuples().all())
