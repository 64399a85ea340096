"""The quarantine: what was set aside for a person, with everything a person needs to decide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Engine, func, literal, select, update

from services.ingest.models import FeedEntry, Quarantined, State
from shared.database import UTCDateTime, insert_new, reading, transaction
from shared.messages import MessageRejected
from shared.outcomes import DropReason, Outcome


@dataclass(frozen=True, slots=True)
class Case:
    """One thing in quarantine, as shown to a person."""

    id: int
    entry_id: int | None
    url: str | None
    task: str
    reason: str
    detail: str
    traceback: str | None
    tries: int
    at: datetime
    resolution: str | None


@dataclass(frozen=True, slots=True)
class NewCase:
    """Something to set aside: an entry, or a message (`entry_id` null) under its `message_id`."""

    entry_id: int | None
    task: str
    reason: str
    detail: str
    tries: int
    traceback: str | None = None
    message: str | None = None
    message_id: str | None = None

    @property
    def key(self) -> str:
        """The same thing reported twice is one case."""
        return f"message:{self.message_id}" if self.entry_id is None else f"entry:{self.entry_id}"


def first_settled(now: datetime) -> ColumnElement[datetime]:
    """When an entry was settled for the first time: rechecks leave it as it is."""
    return func.coalesce(FeedEntry.first_settled_at, literal(now, UTCDateTime()))


def open_case(connection: Connection, case: NewCase, now: datetime) -> None:
    """Set something aside, or bring a case that is there up to the newest news."""
    values = {name: getattr(case, name) for name in ("entry_id", "task", "reason", "detail", "tries", "traceback", "message")}
    values |= {"at": now, "resolved_at": None, "resolution": None}
    insert_new(connection, Quarantined, [{"key": case.key, **values}])
    connection.execute(update(Quarantined).where(Quarantined.key == case.key).values(**values))


def quarantine_message(engine: Engine, rejected: MessageRejected, now: datetime) -> None:
    """Keep a rejected message, and settle the entries it was about as quarantined."""
    with transaction(engine) as connection:
        about = rejected.entries or (None,)
        for entry in about:
            case = NewCase(
                entry,
                rejected.task,
                rejected.reason,
                rejected.detail,
                rejected.tries,
                rejected.traceback or None,
                rejected.body,
                rejected.message_id,
            )
            open_case(connection, case, now)
        connection.execute(
            update(FeedEntry)
            .where(FeedEntry.id.in_(rejected.entries), FeedEntry.state != State.SETTLED)
            .values(
                state=State.SETTLED,
                outcome=Outcome.QUARANTINED,
                reason=rejected.reason,
                detail=rejected.detail[:2000],
                settled_at=now,
                first_settled_at=first_settled(now),
                lease_until=None,
            )
        )


def open_cases(engine: Engine, *, reason: str | None = None, resolved: bool = False, limit: int = 1000) -> list[Case]:
    """What is in quarantine, newest first; with `resolved` also what was dealt with."""
    statement = (
        select(Quarantined, FeedEntry.url)
        .outerjoin(FeedEntry, FeedEntry.id == Quarantined.entry_id)
        .order_by(Quarantined.at.desc(), Quarantined.id.desc())
        .limit(limit)
    )
    if reason:
        statement = statement.where(Quarantined.reason == reason)
    if not resolved:
        statement = statement.where(Quarantined.resolved_at.is_(None))
    with reading(engine) as connection:
        return [
            Case(r.id, r.entry_id, r.url, r.task, r.reason, r.detail, r.traceback, r.tries, r.at, r.resolution)
            for r in connection.execute(statement)
        ]


def resolve(engine: Engine, cases: Sequence[int], now: datetime, *, replay: bool) -> list[int]:
    """Close open cases: with `replay` their entries go through the line once more, else they are dropped as cancelled.

    Returns the ids that were open. A replay that fails again opens the case again: never an endless loop by itself.
    """
    with transaction(engine) as connection:
        rows = connection.execute(
            update(Quarantined)
            .where(Quarantined.id.in_(cases), Quarantined.resolved_at.is_(None))
            .values(resolved_at=now, resolution="replayed" if replay else "discarded")
            .returning(Quarantined.id, Quarantined.entry_id)
        ).all()
        entries = [row.entry_id for row in rows if row.entry_id is not None]
        fate: dict[str, object] = (
            {"state": State.PENDING, "due_at": now, "attempts": 0, "failures": 0, "outcome": None, "reason": None, "page": None}
            if replay
            else {"outcome": Outcome.DROPPED, "reason": DropReason.CANCELLED, "settled_at": now}
        )
        quarantined = (FeedEntry.state == State.SETTLED, FeedEntry.outcome == Outcome.QUARANTINED)
        connection.execute(update(FeedEntry).where(FeedEntry.id.in_(entries), *quarantined).values(**fate))
    return [row.id for row in rows]
