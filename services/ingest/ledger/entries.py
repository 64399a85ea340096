"""The ledger's rows as lists: entries by what became of them, one entry with all its fetches, and the quarantine's cases."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Engine, Select, or_, select

from services.ingest.ledger.quarantine import select_cases
from services.ingest.models import FeedEntry, Fetch, Quarantined, Source, State
from shared.database import reading
from shared.paging import By, Listing, Page, Row, page_of

Became = Literal["stored", "unchanged", "dropped", "quarantined", "pending"]
"""The columns of the books."""

_ROW = (
    *(FeedEntry.id, FeedEntry.url, FeedEntry.title, FeedEntry.host, FeedEntry.published, FeedEntry.discovered_at),
    *(FeedEntry.state, FeedEntry.outcome, FeedEntry.reason, FeedEntry.detail, FeedEntry.settled_at),
    *(FeedEntry.due_at, FeedEntry.attempts, FeedEntry.failures),
)
_WHOLE = (
    *(FeedEntry.found_url, FeedEntry.canonical_url, FeedEntry.authors, FeedEntry.first_settled_at, FeedEntry.changed_at),
    *(FeedEntry.recheck_at, FeedEntry.page, FeedEntry.fetched_at, FeedEntry.content_type),
)


@dataclass(frozen=True, slots=True)
class EntryFilter:
    """What a list of entries is narrowed to; all that is given must hold.

    `became` is a column of the books: what counts as pending there has state pending, fetching or reading, whatever an earlier
    visit brought. `after` (included) and `before` (excluded) are about the discovery. `url` is canonical, or as it was found.
    """

    source: str | None = None
    became: Became | None = None
    reason: str | None = None
    state: State | None = None
    url: str | None = None
    after: datetime | None = None
    before: datetime | None = None


def list_entries(engine: Engine, wanted: EntryFilter, limit: int, cursor: str | None = None) -> Page:
    """Entries, the newest first. Raises CursorError."""
    statement = _with_source(_ROW).where(*_conditions(wanted))
    digest = hashlib.sha256(json.dumps(asdict(wanted), default=str).encode()).hexdigest()[:12]
    with reading(engine) as connection:
        return page_of(connection, Listing(statement, (By(FeedEntry.id, descending=True),)), f"entries.{digest}", limit, cursor)


def _with_source(columns: Sequence[Any]) -> Select[Any]:
    named: Select[Any] = select(*columns, Source.id.label("source_id"), Source.name.label("source"))
    return named.join(Source, Source.id == FeedEntry.source_id)


def _conditions(wanted: EntryFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.source is not None:
        found.append(Source.name == wanted.source)
    if wanted.became == "pending":
        found.append(FeedEntry.state != State.SETTLED)
    elif wanted.became is not None:
        found += [FeedEntry.state == State.SETTLED, FeedEntry.outcome == wanted.became]
    if wanted.reason is not None:
        found.append(FeedEntry.reason == wanted.reason)
    if wanted.state is not None:
        found.append(FeedEntry.state == wanted.state)
    if wanted.url is not None:
        found.append(or_(FeedEntry.url == wanted.url, FeedEntry.found_url == wanted.url, FeedEntry.canonical_url == wanted.url))
    if wanted.after is not None:
        found.append(FeedEntry.discovered_at >= wanted.after)
    if wanted.before is not None:
        found.append(FeedEntry.discovered_at < wanted.before)
    return found


def find_entry(engine: Engine, number: int) -> Row | None:
    """One entry with its `fetches`, oldest first, and the id of its `case` in quarantine; null where there is none."""
    statement = select(*_ROW, *_WHOLE, Source.id.label("source_id"), Source.name.label("source"))
    with reading(engine) as connection:
        entry = connection.execute(
            statement.join(Source, Source.id == FeedEntry.source_id).where(FeedEntry.id == number)
        ).first()
        if entry is None:
            return None
        fetches = connection.execute(select(Fetch).where(Fetch.entry_id == number).order_by(Fetch.at, Fetch.id)).all()
        case = select(Quarantined.id).where(Quarantined.entry_id == number, Quarantined.resolved_at.is_(None))
        held = connection.scalar(case.order_by(Quarantined.id.desc()))
    return dict(entry._mapping) | {"fetches": [dict(row._mapping) for row in fetches], "case": held}


def list_cases(engine: Engine, *, reason: str | None, resolved: bool, limit: int, cursor: str | None = None) -> Page:
    """What is in quarantine, the newest first; with `resolved` also what was dealt with. Raises CursorError."""
    statement: Any = select_cases()
    if reason is not None:
        statement = statement.where(Quarantined.reason == reason)
    if not resolved:
        statement = statement.where(Quarantined.resolved_at.is_(None))
    order = (By(Quarantined.at, descending=True), By(Quarantined.id, descending=True))
    digest = hashlib.sha256(f"{reason} {resolved}".encode()).hexdigest()[:12]
    with reading(engine) as connection:
        return page_of(connection, Listing(statement, order), f"cases.{digest}", limit, cursor)


def open_case_ids(engine: Engine, reason: str | None = None) -> list[int]:
    """All that is in quarantine, or all of it with one reason."""
    statement = select(Quarantined.id).where(Quarantined.resolved_at.is_(None)).order_by(Quarantined.id)
    with reading(engine) as connection:
        return list(connection.execute(statement.where(Quarantined.reason == reason) if reason else statement).scalars())
