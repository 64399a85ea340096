"""A visit: one pass of an entry from fetch to outcome."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Engine, insert, select, update

from services.ingest.ledger.quarantine import NewCase, first_settled, open_case
from services.ingest.models import FeedEntry, Fetch, Source, State
from services.ingest.schedule.articles import next_recheck
from services.ingest.settings import IngestSettings
from services.ingest.validators import Seen, lies, to_send
from shared.database import reading, transaction
from shared.messages import FetchedPage, Settlement, SourceRef
from shared.outcomes import Outcome

BACKFILL = 2
"""The priority of imported entries: after fresh news and rechecks. They are never rechecked."""

VisitResult = Literal["page", "not_modified", "dropped", "failed", "deferred"]


@dataclass(frozen=True, slots=True)
class DueEntry:
    """An entry to be fetched, with what fetching it needs to know."""

    id: int
    url: str
    host: str
    etag: str | None
    last_modified: str | None
    failures: int
    options: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Visit:
    """How one fetch ended.

    page: its bytes are in the blob store under `page`. not_modified: the server says nothing changed. dropped: final, with a
    reason from the closed list. failed: worth another try at `due_at` (None: tries are used up). deferred: the host's pace
    did not allow a request yet, so none was made; due again at `due_at`.
    """

    entry_id: int
    result: VisitResult
    at: datetime
    seconds: float = 0.0
    status: int | None = None
    reason: str | None = None
    detail: str | None = None
    due_at: datetime | None = None
    final_url: str | None = None
    page: str | None = None
    bytes: int | None = None
    content_type: str | None = None
    etag: str | None = None
    last_modified: str | None = None


def entries_to_fetch(engine: Engine, ids: Sequence[int], now: datetime) -> list[DueEntry]:
    """The entries named by a message that are still leased for fetching (a repeated message finds fewer), with the validators
    that their requests are to carry."""
    statement = (
        select(FeedEntry, Source.options)
        .join(Source, Source.id == FeedEntry.source_id)
        .where(FeedEntry.id.in_(ids), FeedEntry.state == State.FETCHING)
    )
    with reading(engine) as connection:
        return [
            DueEntry(r.id, r.found_url, r.host, *_validators(r, now), r.failures, r.options)
            for r in connection.execute(statement)
        ]


def _validators(entry: Any, now: datetime) -> tuple[str | None, str | None]:
    kept = entry.page is not None and entry.outcome in (Outcome.STORED, Outcome.UNCHANGED)
    if not kept or entry.validators_lie:
        return None, None
    return to_send(Seen(entry.etag, entry.last_modified), entry.fetched_at, now)


def record_visits(engine: Engine, visits: Sequence[Visit], settings: IngestSettings, now: datetime) -> list[int]:
    """Write down how fetches ended, in one transaction; the ids of entries whose page is now to be read.

    A page with the same bytes as the last one read is settled as unchanged at once.
    """
    to_read: list[int] = []
    with transaction(engine) as connection:
        known = {
            r.id: r
            for r in connection.execute(
                select(
                    FeedEntry.id,
                    FeedEntry.page,
                    FeedEntry.outcome,
                    FeedEntry.published,
                    FeedEntry.discovered_at,
                    FeedEntry.changed_at,
                    FeedEntry.failures,
                    FeedEntry.etag,
                    FeedEntry.last_modified,
                    FeedEntry.validators_lie,
                )
                .where(FeedEntry.id.in_([v.entry_id for v in visits]), FeedEntry.state == State.FETCHING)
                .with_for_update()
            )
        }
        current = [v for v in visits if v.entry_id in known]
        if attempts := [_fetch_row(v) for v in current if v.result != "deferred"]:
            connection.execute(insert(Fetch), attempts)
        for visit in current:
            entry = known[visit.entry_id]
            if visit.result == "page" and not _same_page(visit, entry):
                values = _reading_values(visit, entry, settings, now)
                to_read.append(visit.entry_id)
            else:
                values = _after_visit(connection, visit, entry, now)
            connection.execute(update(FeedEntry).where(FeedEntry.id == visit.entry_id).values(**values))
    return to_read


def _fetch_row(visit: Visit) -> dict[str, Any]:
    return {
        "entry_id": visit.entry_id,
        "at": visit.at,
        "seconds": visit.seconds,
        "status": visit.status,
        "result": visit.reason or visit.result,
        "detail": visit.detail,
        "final_url": visit.final_url,
        "page": visit.page,
        "bytes": visit.bytes,
    }


def _same_page(visit: Visit, entry: Any) -> bool:
    return visit.page == entry.page and entry.outcome in (Outcome.STORED, Outcome.UNCHANGED)


def _reading_values(visit: Visit, entry: Any, settings: IngestSettings, now: datetime) -> dict[str, Any]:
    changed = entry.page is not None and entry.page != visit.page
    lied = changed and lies(Seen(entry.etag, entry.last_modified), Seen(visit.etag, visit.last_modified))
    return _answer(visit) | {
        "state": State.READING,
        "lease_until": now + settings.lease,
        "attempts": 1,
        "failures": 0,
        "validators_lie": entry.validators_lie or lied,
    }


def _answer(visit: Visit) -> dict[str, Any]:
    """What a full answer leaves in the ledger."""
    return {
        "page": visit.page,
        "fetched_at": visit.at,
        "content_type": visit.content_type,
        "etag": visit.etag,
        "last_modified": visit.last_modified,
    }


def _after_visit(connection: Connection, visit: Visit, entry: Any, now: datetime) -> dict[str, Any]:
    if visit.result == "deferred":
        return {"state": State.PENDING, "due_at": visit.due_at, "lease_until": None, "attempts": FeedEntry.attempts - 1}
    if visit.result == "failed" and visit.due_at is not None:
        return {
            "state": State.PENDING,
            "due_at": visit.due_at,
            "lease_until": None,
            "attempts": 0,
            "failures": FeedEntry.failures + 1,
            "reason": visit.reason,
            "detail": visit.detail,
        }
    if visit.result == "failed":
        reason, detail, tries = visit.reason or "failed", visit.detail or "", entry.failures + 1
        open_case(connection, NewCase(visit.entry_id, "ingest.fetch", reason, detail, tries), now)
        return _settled(Outcome.QUARANTINED, reason, detail, now)
    if visit.result == "dropped":
        return _settled(Outcome.DROPPED, visit.reason, visit.detail, now)
    seen = _answer(visit) if visit.result == "page" else {}
    recheck = {"recheck_at": _recheck(entry.published, entry, entry.changed_at, now)}
    return _settled(Outcome.UNCHANGED, None, None, now) | seen | recheck


def _recheck(published: datetime | None, entry: Any, changed_at: datetime | None, now: datetime) -> datetime | None:
    return next_recheck(published, entry.discovered_at, changed_at, now, random.Random())


def _settled(outcome: Outcome, reason: str | None, detail: str | None, now: datetime) -> dict[str, Any]:
    return {
        "state": State.SETTLED,
        "outcome": outcome,
        "reason": reason,
        "detail": detail,
        "settled_at": now,
        "first_settled_at": first_settled(now),
        "lease_until": None,
        "recheck_at": None,
    }


def pages_to_read(engine: Engine, ids: Sequence[int], now: datetime) -> list[FetchedPage]:
    """The messages' words for entries that wait to be read."""
    statement = (
        select(FeedEntry, Source.name, Source.publisher, Source.language)
        .join(Source, Source.id == FeedEntry.source_id)
        .where(FeedEntry.id.in_(ids), FeedEntry.state == State.READING)
        .order_by(FeedEntry.id)
    )
    with reading(engine) as connection:
        return [
            FetchedPage(
                entry_id=r.id,
                url=r.url,
                page=r.page,
                content_type=r.content_type,
                fetched_at=r.fetched_at or now,
                source=SourceRef(name=r.name, publisher=r.publisher, language=r.language),
                title=r.title,
                authors=tuple(r.authors),
                published=r.published,
            )
            for r in connection.execute(statement)
        ]


def settle(engine: Engine, results: Sequence[Settlement], now: datetime) -> list[Settlement]:
    """Write down outcomes that extraction and storage report; those that were news.

    An outcome counts once, and only for the page that the entry waits for: late and repeated messages change nothing.
    """
    changed: list[Settlement] = []
    with transaction(engine) as connection:
        waiting = {
            r.id: r
            for r in connection.execute(
                select(
                    FeedEntry.id,
                    FeedEntry.page,
                    FeedEntry.published,
                    FeedEntry.discovered_at,
                    FeedEntry.changed_at,
                    FeedEntry.attempts,
                    FeedEntry.priority,
                )
                .where(FeedEntry.id.in_([r.entry_id for r in results]), FeedEntry.state == State.READING)
                .with_for_update()
            )
        }
        for result in results:
            entry = waiting.pop(result.entry_id, None)
            if entry is None or entry.page != result.page:
                continue
            values = _settled(result.outcome, result.reason, result.detail, now)
            if result.outcome in (Outcome.STORED, Outcome.UNCHANGED):
                changed_at = now if result.outcome == Outcome.STORED else entry.changed_at
                published = result.published or entry.published
                values |= {
                    "changed_at": changed_at,
                    "recheck_at": None if entry.priority == BACKFILL else _recheck(published, entry, changed_at, now),
                    "published": published,
                }
                values |= {"canonical_url": result.canonical_url}
            if result.outcome == Outcome.QUARANTINED:
                reason, detail = result.reason or "failed", result.detail or ""
                case = NewCase(entry.id, "extract.read", reason, detail, entry.attempts, result.traceback)
                open_case(connection, case, now)
            connection.execute(update(FeedEntry).where(FeedEntry.id == result.entry_id).values(**values))
            changed.append(result)
    return changed
