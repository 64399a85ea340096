"""How the ledger is doing as a whole: what waits, since when, and what is set aside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, func, or_, select

from services.ingest.ledger.dispatch import under_lease
from services.ingest.ledger.turns import active
from services.ingest.models import Feed, FeedEntry, Quarantined, Source, State
from shared.database import reading


@dataclass(frozen=True, slots=True)
class Condition:
    """Moments are of the oldest that waits, null where nothing does. `due_poll` and `due_entry`: due and not taken up."""

    due_poll: datetime | None
    due_entry: datetime | None
    pending: int
    reading: int
    reading_since: datetime | None
    quarantine: dict[str, int]


def condition(engine: Engine, now: datetime) -> Condition:
    """The condition at `now`."""
    free = or_(Feed.lease_until.is_(None), Feed.lease_until < now)
    polls = select(func.min(Feed.due_at)).join(Source, Source.id == Feed.source_id)
    entries = select(func.min(FeedEntry.due_at)).join(Source, Source.id == FeedEntry.source_id)
    cases = select(Quarantined.reason, func.count()).where(Quarantined.resolved_at.is_(None)).group_by(Quarantined.reason)
    read = select(func.count(), func.min(FeedEntry.fetched_at)).where(FeedEntry.state == State.READING, under_lease())
    with reading(engine) as connection:
        due_poll = connection.scalar(polls.where(Feed.due_at <= now, Feed.ended.is_(None), free, active()))
        due_entry = connection.scalar(entries.where(FeedEntry.state == State.PENDING, FeedEntry.due_at <= now, active()))
        pending = connection.scalar(select(func.count()).where(FeedEntry.state == State.PENDING)) or 0
        count, since = connection.execute(read).one()
        return Condition(due_poll, due_entry, pending, count, since, dict(connection.execute(cases).all()))
