"""Rechecks of published articles: due by their age, within an hourly budget that all workers spend together."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, exists, select, update

from services.ingest.ledger.dispatch import visit_again
from services.ingest.ledger.turns import active
from services.ingest.models import FeedEntry, Meter, Source, State
from services.ingest.schedule.articles import DueRecheck, choose_rechecks, recheck_interval, spend
from shared.database import insert_new, reading, transaction

METER = "rechecks"
CANDIDATES = 500


def start_rechecks(engine: Engine, now: datetime, per_hour: float) -> int:
    """Articles whose recheck is due become pending again, after fresh news: as many as the budget grants by now, those that
    matter most first. Returns how many."""
    with reading(engine) as connection:
        if not connection.scalar(select(exists().where(*_due(now), Source.id == FeedEntry.source_id, active()))):
            return 0
    with transaction(engine) as connection:
        granted, rest = _grant(connection, now, per_hour)
        chosen = [int(one.key) for one in choose_rechecks(_candidates(connection, now), granted)]
        if chosen:
            connection.execute(update(FeedEntry).where(FeedEntry.id.in_(chosen), *_due(now)).values(**visit_again(now, 1)))
        left = min(rest + granted - len(chosen), per_hour)
        connection.execute(update(Meter).where(Meter.name == METER).values(at=now, carried=left))
    return len(chosen)


def _due(now: datetime) -> tuple[Any, ...]:
    return FeedEntry.state == State.SETTLED, FeedEntry.recheck_at <= now


def _grant(connection: Connection, now: datetime, per_hour: float) -> tuple[int, float]:
    """How many rechecks may start now, and the fraction left over. A budget never spent from begins with a minute's."""
    insert_new(connection, Meter, [{"name": METER, "at": now - timedelta(minutes=1), "carried": 0.0}])
    meter = connection.execute(select(Meter).where(Meter.name == METER).with_for_update()).one()
    return spend(per_hour, max((now - meter.at).total_seconds(), 0.0), meter.carried)


def _candidates(connection: Connection, now: datetime) -> list[DueRecheck]:
    """Of what is due the longest overdue and the youngest: those that come first in question, however much is due."""
    columns = (FeedEntry.id, FeedEntry.published, FeedEntry.discovered_at, FeedEntry.changed_at, FeedEntry.recheck_at)
    due = select(*columns).join(Source, Source.id == FeedEntry.source_id).where(*_due(now), active()).limit(CANDIDATES)
    rows = {
        row.id: row
        for order in (FeedEntry.recheck_at, FeedEntry.discovered_at.desc())
        for row in connection.execute(due.order_by(order))
    }
    return [_candidate(row, now) for row in rows.values()]


def _candidate(row: Any, now: datetime) -> DueRecheck:
    overdue = max((now - row.recheck_at).total_seconds(), 0.0)
    planned = row.recheck_at - timedelta(seconds=1)
    interval = recheck_interval(row.published, row.discovered_at, row.changed_at, planned)
    return DueRecheck(str(row.id), interval or 3 * 86_400.0, overdue)
