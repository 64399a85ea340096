"""The books by source and day of discovery, with the delays: how soon a page is found, and how soon it is dealt with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any

from sqlalchemy import ColumnElement, Engine, String, cast, func, select

from services.ingest.ledger.accounts import Account
from services.ingest.models import FeedEntry, Source
from shared.database import reading


@dataclass(slots=True)
class Day:
    """What was found of one source on one day (UTC), what became of it, and its delays in seconds.

    `settling`: from discovery to the first outcome. `finding`: from publication to discovery, of articles that a feed listed
    and that were published since the source is watched.
    """

    day: str
    account: Account
    settling: list[float] = field(default_factory=list)
    finding: list[float] = field(default_factory=list)

    def as_dict(self) -> dict[str, object]:
        """The day as JSON shows it; delays are medians, null where nothing is known."""
        return {
            "day": self.day,
            **self.account.as_dict(),
            "median_settling_seconds": _median(self.settling),
            "median_finding_seconds": _median(self.finding),
        }


def account_by_day(engine: Engine, days: int, now: datetime, source: str | None = None, *, delays: bool = True) -> list[Day]:
    """The last `days` days, today included, newest first and by source; of one source where it is named. `delays` are read
    from every entry of these days: without them it is quick."""
    midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    conditions = [FeedEntry.discovered_at >= midnight - timedelta(days=days - 1)]
    if source:
        conditions.append(Source.name == source)
    books: dict[tuple[str, str], Day] = {}
    for name, day, state, outcome, reason, count in _counts(engine, conditions):
        books.setdefault((day, name), Day(day, Account(name))).account.add(state, outcome, count, reason)
    for row in _moments(engine, conditions) if delays else ():
        _add_delays(books.setdefault((row.day, row.name), Day(row.day, Account(row.name))), row)
    return sorted(books.values(), key=lambda one: (-int(one.day.replace("-", "")), one.account.source))


def _day() -> ColumnElement[str]:
    return func.substr(cast(FeedEntry.discovered_at, String), 1, 10).label("day")


def _counts(engine: Engine, conditions: Sequence[ColumnElement[bool]]) -> list[Any]:
    kinds = (Source.name, _day(), FeedEntry.state, FeedEntry.outcome, FeedEntry.reason)
    statement = (
        select(*kinds, func.count())
        .join(Source, Source.id == FeedEntry.source_id)
        .where(*conditions)
        .group_by(Source.name, "day", FeedEntry.state, FeedEntry.outcome, FeedEntry.reason)
    )
    with reading(engine) as connection:
        return list(connection.execute(statement))


def _moments(engine: Engine, conditions: Sequence[ColumnElement[bool]]) -> Iterator[Any]:
    moments = (FeedEntry.feed_id, FeedEntry.published, FeedEntry.discovered_at, FeedEntry.first_settled_at)
    statement = (
        select(Source.name, Source.created_at, _day(), *moments)
        .join(Source, Source.id == FeedEntry.source_id)
        .where(*conditions)
    )
    with reading(engine) as connection:
        yield from connection.execute(statement)


def _add_delays(day: Day, row: Any) -> None:
    if row.first_settled_at:
        day.settling.append((row.first_settled_at - row.discovered_at).total_seconds())
    if row.feed_id and row.published and row.created_at <= row.published <= row.discovered_at:
        day.finding.append((row.discovered_at - row.published).total_seconds())


def _median(values: list[float]) -> float | None:
    return round(median(values), 1) if values else None
