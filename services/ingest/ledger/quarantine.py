"""The quarantine: what was set aside for a person, with everything a person needs to decide."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Select, func, literal, select, update

from services.ingest.models import FeedEntry, Quarantined, State
from shared.database import UTCDateTime, chunks, insert_new, reading, transaction
from shared.messages import MessageRejected
from shared.outcomes import DropReason, Outcome
from shared.pipeline import BY_TASK

FETCHING_TASKS = ("ingest.fetch", "entry.fetching")
REPLAYING = "replaying"


@dataclass(frozen=True, slots=True)
class Case:
    """One thing in quarantine, as shown to a person. `message`: a rejected message's words, as JSON (cut where very long)."""

    id: int
    entry_id: int | None
    url: str | None
    task: str
    reason: str
    detail: str
    traceback: str | None
    tries: int
    at: datetime
    resolved_at: datetime | None
    resolution: str | None
    message: str | None


@dataclass(frozen=True, slots=True)
class NewCase:
    """Something to set aside: an entry, or a message that is about none (`entry_id` null)."""

    entry_id: int | None
    task: str
    reason: str
    detail: str
    tries: int
    traceback: str | None = None
    message: str | None = None

    @property
    def key(self) -> str:
        """The same thing reported twice is one case: a message is known by its words."""
        if self.entry_id is not None:
            return f"entry:{self.entry_id}"
        return f"message:{hashlib.sha256(f'{self.task} {self.message}'.encode()).hexdigest()}"


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
    statement = select_cases().order_by(Quarantined.at.desc(), Quarantined.id.desc()).limit(limit)
    if reason:
        statement = statement.where(Quarantined.reason == reason)
    if not resolved:
        statement = statement.where(Quarantined.resolved_at.is_(None))
    with reading(engine) as connection:
        return [_case(row) for row in connection.execute(statement)]


def find_case(engine: Engine, number: int) -> Case | None:
    """One case, open or resolved, by its id."""
    with reading(engine) as connection:
        row = connection.execute(select_cases().where(Quarantined.id == number)).first()
    return _case(row) if row else None


def select_cases() -> Select[*tuple[Any, ...]]:
    """All cases, with the URL of the entry where there is one."""
    return select(Quarantined, FeedEntry.url).outerjoin(FeedEntry, FeedEntry.id == Quarantined.entry_id)


def _case(r: Any) -> Case:
    return Case(
        r.id, r.entry_id, r.url, r.task, r.reason, r.detail, r.traceback, r.tries, r.at, r.resolved_at, r.resolution, r.message
    )


def resolve(engine: Engine, cases: Sequence[int], now: datetime, *, replay: bool) -> list[int]:
    """Close open cases: with `replay` they go through the line once more, else their entries are dropped as cancelled.

    An entry that failed in reading or saving is replayed from its kept page, any other is fetched again; a message about no
    entry is published again by the next tick. Returns the ids that were closed: those that were open, without messages that
    cannot be replayed (cut, or of a task that is no more). A replay that fails again opens the case again: never an endless
    loop by itself.
    """
    closed: list[int] = []
    with transaction(engine) as connection:
        for some in chunks(cases, 1000):
            rows = _open(connection, some)
            chosen = [row for row in rows if row.entry_id is not None or not replay or _replayable(row)]
            _close(connection, chosen, now, replay=replay)
            closed += [row.id for row in chosen]
    return closed


def _open(connection: Connection, cases: Sequence[int]) -> list[Any]:
    columns = (Quarantined.id, Quarantined.entry_id, Quarantined.task, Quarantined.reason, Quarantined.message, FeedEntry.page)
    statement = select(*columns).outerjoin(FeedEntry, FeedEntry.id == Quarantined.entry_id)
    chosen = statement.where(Quarantined.id.in_(cases), Quarantined.resolved_at.is_(None))
    return list(connection.execute(chosen.with_for_update(of=Quarantined)))


def _replayable(row: Any) -> bool:
    try:
        json.loads(row.message or "")
    except ValueError:
        return False
    return row.task in BY_TASK


def _close(connection: Connection, rows: Sequence[Any], now: datetime, *, replay: bool) -> None:
    messages = [row.id for row in rows if row.entry_id is None]
    entries = [row for row in rows if row.entry_id is not None]
    resolution = "replayed" if replay else "discarded"
    _write(connection, [row.id for row in entries], now, resolution)
    _write(connection, messages, now, REPLAYING if replay else resolution)
    if not replay:
        _send_on(connection, entries, {"outcome": Outcome.DROPPED, "reason": DropReason.CANCELLED, "settled_at": now})
        return
    kept = [row for row in entries if row.page and row.task not in FETCHING_TASKS and row.reason != "blob_unreadable"]
    anew = {"attempts": 0, "failures": 0, "outcome": None, "reason": None, "detail": None}
    # a lease that ran out: the sweeper sends the page to extraction
    _send_on(connection, kept, anew | {"state": State.READING, "lease_until": now})
    rest = [row for row in entries if row not in kept]
    _send_on(connection, rest, anew | {"state": State.PENDING, "due_at": now, "page": None})


def _write(connection: Connection, cases: Sequence[int], now: datetime, resolution: str) -> None:
    closed = {"resolved_at": now, "resolution": resolution}
    connection.execute(update(Quarantined).where(Quarantined.id.in_(cases)).values(**closed))


def _send_on(connection: Connection, rows: Sequence[Any], fate: dict[str, Any]) -> None:
    quarantined = (FeedEntry.state == State.SETTLED, FeedEntry.outcome == Outcome.QUARANTINED)
    entries = [row.entry_id for row in rows]
    connection.execute(update(FeedEntry).where(FeedEntry.id.in_(entries), *quarantined).values(**fate))


def messages_to_replay(engine: Engine) -> list[tuple[int, str, Any]]:
    """Messages whose replay was asked for and that are not yet published: case, task, body."""
    asked = select(Quarantined.id, Quarantined.task, Quarantined.message).where(Quarantined.resolution == REPLAYING)
    with reading(engine) as connection:
        return [(r.id, r.task, json.loads(r.message)) for r in connection.execute(asked.order_by(Quarantined.id).limit(100))]


def replayed(engine: Engine, number: int) -> None:
    """A message is published again."""
    asked = update(Quarantined).where(Quarantined.id == number, Quarantined.resolution == REPLAYING)
    with transaction(engine) as connection:
        connection.execute(asked.values(resolution="replayed"))
