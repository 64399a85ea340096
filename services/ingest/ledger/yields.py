"""What each source yields by the hour, and the stalls in it. The judgement itself is in `services.ingest.stalls`."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, String, and_, case, cast, func, or_, select, update

from services.ingest.models import FeedEntry, Source, State
from services.ingest.stalls import HISTORY_HOURS, Lately, Stall, Yield, find_stall, lately
from shared.database import reading, transaction
from shared.outcomes import Outcome

STILL_HOPED_FOR = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Watched:
    """A source that is to be judged: since when it is known, and since when it is stalled."""

    id: int
    name: str
    created_at: datetime
    stalled_since: datetime | None

    @property
    def stalled_hour(self) -> int | None:
        return hour_of(self.stalled_since) if self.stalled_since else None


def find_stalls(engine: Engine, now: datetime) -> dict[str, Stall]:
    """The stalled ones of the sources that are watched, by name."""
    watched = _watched(engine)
    return {one.name: stall for one, stall in _judge(engine, watched, now) if stall}


def find_yields(engine: Engine, now: datetime) -> dict[str, tuple[Lately, Stall | None]]:
    """What each source that is watched brought lately, and whether it has stalled, by name."""
    this = hour_of(now)
    return {
        one.name: (lately(brought, this, one.stalled_hour), find_stall(brought, this, one.stalled_hour))
        for one, brought in _brought(engine, _watched(engine), now)
    }


def record_stalls(engine: Engine, now: datetime) -> tuple[dict[str, Stall], list[str]]:
    """Write down which sources stall: those that newly do, and the names of those that have recovered.

    Of several workers that look at the same time only one gets the news.
    """
    stalls, recovered = {}, []
    for one, stall in _judge(engine, _watched(engine), now):
        if bool(stall) == bool(one.stalled_since):
            continue
        before = Source.stalled_since.is_(None) if stall else Source.stalled_since.is_not(None)
        change = update(Source).where(Source.id == one.id, before).values(stalled_since=now if stall else None)
        with transaction(engine) as connection:
            news = connection.execute(change).rowcount
        if news and stall:
            stalls[one.name] = stall
        elif news:
            recovered.append(one.name)
    return stalls, recovered


def _watched(engine: Engine) -> list[Watched]:
    statement = select(Source.id, Source.name, Source.created_at, Source.stalled_since).where(
        Source.paused.is_(False), Source.removed_at.is_(None)
    )
    with reading(engine) as connection:
        return [Watched(*row) for row in connection.execute(statement)]


def _judge(engine: Engine, watched: list[Watched], now: datetime) -> list[tuple[Watched, Stall | None]]:
    this = hour_of(now)
    return [(one, find_stall(brought, this, one.stalled_hour)) for one, brought in _brought(engine, watched, now)]


def _brought(engine: Engine, watched: list[Watched], now: datetime) -> list[tuple[Watched, Yield]]:
    oldest = min([now, *(one.stalled_since for one in watched if one.stalled_since)])
    found, kept = _hourly(engine, oldest - timedelta(hours=HISTORY_HOURS), now)
    return [(one, Yield(found.get(one.id, {}), kept.get(one.id, {}), hour_of(one.created_at))) for one in watched]


def _hourly(engine: Engine, since: datetime, now: datetime) -> tuple[dict[int, Counter[int]], dict[int, Counter[int]]]:
    """Entries that feeds brought, by source and hour: all, and those kept or, being young, still on their way."""
    hour = func.substr(cast(FeedEntry.discovered_at, String), 1, 13).label("hour")
    on_its_way = and_(FeedEntry.state != State.SETTLED, FeedEntry.discovered_at >= now - STILL_HOPED_FOR)
    good = or_(FeedEntry.outcome.in_((Outcome.STORED, Outcome.UNCHANGED)), on_its_way)
    statement = (
        select(FeedEntry.source_id, hour, func.count(), func.sum(case((good, 1), else_=0)))
        .where(FeedEntry.discovered_at >= since, FeedEntry.feed_id.is_not(None))
        .group_by(FeedEntry.source_id, hour)
    )
    found: dict[int, Counter[int]] = {}
    kept: dict[int, Counter[int]] = {}
    with reading(engine) as connection:
        for source, text, count, well in connection.execute(statement):
            at = hour_of(datetime.strptime(text, "%Y-%m-%d %H").replace(tzinfo=UTC))
            found.setdefault(source, Counter())[at] = count
            kept.setdefault(source, Counter())[at] = well
    return found, kept


def hour_of(moment: datetime) -> int:
    """Whole hours since 1970."""
    return int(moment.timestamp() // 3600)
