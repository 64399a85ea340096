"""The books: discovered = stored + unchanged + dropped + quarantined + pending, for every source at every moment."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, func, or_, select

from services.ingest.ledger.turns import active
from services.ingest.models import Feed, FeedEntry, Fetch, Source, State
from shared.database import reading, snapshot
from shared.outcomes import Outcome


@dataclass(slots=True)
class Account:
    """The entries of one source, or of all, by what became of them."""

    source: str
    discovered: int = 0
    stored: int = 0
    unchanged: int = 0
    dropped: int = 0
    quarantined: int = 0
    pending: int = 0
    reasons: Counter[str] = field(default_factory=Counter)

    @property
    def balanced(self) -> bool:
        """Whether nothing is missing from the books."""
        return self.discovered == self.stored + self.unchanged + self.dropped + self.quarantined + self.pending

    def as_dict(self) -> dict[str, object]:
        """The account as JSON shows it."""
        kinds = ("source", "discovered", "stored", "unchanged", "dropped", "quarantined", "pending")
        return {kind: getattr(self, kind) for kind in kinds} | {"reasons": dict(self.reasons)}

    def add(self, state: str, outcome: str | None, count: int, reason: str | None = None) -> None:
        self.discovered += count
        kind = "pending" if state != State.SETTLED else str(outcome)
        setattr(self, kind, getattr(self, kind) + count)
        if reason is not None and kind in (Outcome.DROPPED, Outcome.QUARANTINED):
            self.reasons[reason] += count


def account(engine: Engine, since: datetime | None = None) -> list[Account]:
    """One account a source, by name; with `since` only of entries discovered, settled or still pending since then."""
    kinds = (FeedEntry.source_id, FeedEntry.state, FeedEntry.outcome)
    amounts = select(*kinds, func.count()).group_by(*kinds)
    why = (FeedEntry.source_id, FeedEntry.reason)
    explained = (FeedEntry.state == State.SETTLED, FeedEntry.outcome.in_((Outcome.DROPPED, Outcome.QUARANTINED)))
    reasons = select(*why, func.count()).where(*explained).group_by(*why)
    if since:
        recent = or_(FeedEntry.discovered_at >= since, FeedEntry.settled_at >= since, FeedEntry.state != State.SETTLED)
        amounts, reasons = amounts.where(recent), reasons.where(recent)
    with snapshot(engine) as connection:  # counts come from an index alone, reasons from the few rows that have one
        accounts = {id: Account(name) for id, name in connection.execute(select(Source.id, Source.name).order_by(Source.name))}
        for id, state, outcome, count in connection.execute(amounts):
            accounts[id].add(state, outcome, count)
        for id, reason, count in connection.execute(reasons):
            accounts[id].reasons[str(reason)] += count
    return list(accounts.values())


def counts(engine: Engine) -> dict[tuple[str, str], int]:
    """The books without reasons, by source and kind: read from an index alone, so quicker than `account`."""
    rows = select(FeedEntry.source_id, FeedEntry.state, FeedEntry.outcome, func.count()).group_by(
        FeedEntry.source_id, FeedEntry.state, FeedEntry.outcome
    )
    found: Counter[tuple[str, str]] = Counter()
    with reading(engine) as connection:
        names = dict(connection.execute(select(Source.id, Source.name)).all())
        for source, state, outcome, count in connection.execute(rows):
            found[names[source], "pending" if state != State.SETTLED else str(outcome)] += count
    return dict(found)


def total(accounts: list[Account]) -> Account:
    """All accounts added up."""
    whole = Account("all")
    for one in accounts:
        for kind in ("discovered", "stored", "unchanged", "dropped", "quarantined", "pending"):
            setattr(whole, kind, getattr(whole, kind) + getattr(one, kind))
        whole.reasons += one.reasons
    return whole


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a crawl is: polls still to come, entries discovered since it began, and how many of all are not settled."""

    polls_left: int
    discovered: int
    pending: int


def progress(engine: Engine, since: datetime) -> Progress:
    """The progress of a crawl that began at `since`. What belongs to paused sources is not waited for."""
    to_poll = (Feed.ended.is_(None), active(), or_(Feed.last_polled_at.is_(None), Feed.last_polled_at < since))
    with reading(engine) as connection:
        polls = connection.scalar(select(func.count(Feed.id)).join(Source, Source.id == Feed.source_id).where(*to_poll))
        found = connection.scalar(select(func.count()).where(FeedEntry.discovered_at >= since))
        waiting = select(func.count(FeedEntry.id)).join(Source, Source.id == FeedEntry.source_id)
        pending = connection.scalar(waiting.where(FeedEntry.state != State.SETTLED, active()))
    return Progress(polls or 0, found or 0, pending or 0)


def history(engine: Engine, url: str) -> tuple[Any | None, list[Any]]:
    """An entry by its URL (canonical, or as found) and all its fetches, oldest first."""
    with reading(engine) as connection:
        named = or_(FeedEntry.url == url, FeedEntry.found_url == url, FeedEntry.canonical_url == url)
        entry = connection.execute(
            select(FeedEntry, Source.name.label("source")).join(Source, Source.id == FeedEntry.source_id).where(named)
        ).first()
        fetches = (
            connection.execute(select(Fetch).where(Fetch.entry_id == entry.id).order_by(Fetch.at, Fetch.id)).all()
            if entry
            else []
        )
    return entry, list(fetches)
