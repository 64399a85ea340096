"""What a subscription is to be told of: events among the changes after one and up to another."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, and_, select

from services.store.models import Article, ArticleVersion, Change, Claim, Contradiction, Figure, FigureSeries, Speaker
from services.store.queries.filters import Filter
from services.store.queries.listing import LISTS
from services.store.queries.versions import changes as claim_changes
from services.store.queries.versions import claims_of

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened: `name` tells it apart among the events of a subscription, `data` is what is sent."""

    name: str
    data: Row


@dataclass(frozen=True, slots=True)
class Watch:
    """A subscription's query over the changes after `since` and up to `until`. `memory` is its own, and may be written to."""

    query: Filter
    threshold: float | None
    memory: Row
    since: int
    until: int


def new_claims(connection: Connection, watch: Watch) -> Iterator[Event]:
    """An event for each claim that is told for the first time."""
    for row in _fresh(connection, "claims", watch):
        yield Event(f"claim:{row['id']}", {"claim": row})


def new_claimants(connection: Connection, watch: Watch) -> Iterator[Event]:
    """An event for the first claim of each claimant; the outlet is the claimant of what it says in its own voice."""
    seen: set[str] = set()
    for row in _fresh(connection, "claims", watch):
        claimant, is_theirs = _claimant(connection, row)
        if claimant in seen:
            continue
        seen.add(claimant)
        earlier = _told(LISTS["claims"](connection, watch.query).statement).where(Change.number <= watch.since, is_theirs)
        if connection.execute(earlier.limit(1)).first() is None:
            yield Event(f"claimant:{hashlib.sha256(claimant.encode()).hexdigest()[:32]}", {"claimant": claimant, "claim": row})


def _claimant(connection: Connection, row: Row) -> tuple[str, Any]:
    if row["speaker_id"] is None:
        return f"outlet:{row['source']}", and_(Claim.speaker_id.is_(None), Article.source == row["source"])
    identity = connection.execute(select(Speaker.identity).where(Speaker.id == row["speaker_id"])).scalar_one()
    return identity, Claim.speaker_id.in_(select(Speaker.id).where(Speaker.identity == identity))


def crossings(connection: Connection, watch: Watch) -> Iterator[Event]:
    """An event for each figure that is surely on the other side of the threshold than the last one that was surely on one."""
    assert watch.threshold is not None, "a crossing needs a threshold"
    for row in _fresh(connection, "figures", watch):
        now = side(row["low"], row["high"], row["comparator"], watch.threshold)
        before = watch.memory.get("side")
        if now and now != before:
            watch.memory["side"] = now
            if before or now == "above":
                yield Event(f"crosses:{row['id']}:{now}", {"side": now, "threshold": watch.threshold, "figure": row})


def side(low: float | None, high: float | None, comparator: str, threshold: float) -> str | None:
    """ "above" for a figure that is surely at or above the threshold, "below" for one surely below it, null for neither."""
    if comparator == "vague":
        return None
    if low is not None and low >= threshold:
        return "above"
    if high is not None and (high < threshold or (high == threshold and comparator == "<")):
        return "below"
    return None


def edits(connection: Connection, watch: Watch) -> Iterator[Event]:
    """An event for each claim that a new version tells with other figures."""
    fresh = select(Change).where(Change.number > watch.since, Change.number <= watch.until, Change.version > 1)
    for change in connection.execute(fresh.order_by(Change.number, Change.article_id, Change.version)).all():
        before, after = (_claims_of(connection, change.article_id, number) for number in (change.version - 1, change.version))
        told = {row["id"]: row for row in (*before, *after)}
        for edit in claim_changes(before, after):
            if edit["kind"] == "changed" and _figures(told[edit["before"]]) != _figures(told[edit["after"]]):
                row = _matching(connection, watch.query, edit["after"])
                if row:
                    data = {"before": told[edit["before"]]["claim"], "reason": edit["reason"], "claim": row}
                    yield Event(f"edited:{change.article_id}:{change.version}:{edit['after']}", data)


def _claims_of(connection: Connection, article: int, number: int) -> list[Row]:
    version = select(ArticleVersion.id).where(ArticleVersion.article_id == article, ArticleVersion.number == number)
    return claims_of(connection, connection.execute(version).scalar_one())


def _figures(row: Row) -> list[tuple[Any, ...]]:
    return [(q["low"], q["high"], q["comparator"], q["unit"]) for q in row["claim"]["quantities"]]


def _matching(connection: Connection, query: Filter, claim: int) -> Row | None:
    row = connection.execute(LISTS["claims"](connection, query).statement.where(Claim.id == claim)).first()
    return dict(row._mapping) if row else None


def contradictions(connection: Connection, watch: Watch) -> Iterator[Event]:
    """An event for each open contradiction in a series of which the query finds a figure."""
    known = set(watch.memory.get("known", ()))
    for name, row in _open_contradictions(connection, watch.query):
        if name not in known:
            yield Event(name, {"contradiction": row})


def _open_contradictions(connection: Connection, query: Filter) -> Iterator[tuple[str, Row]]:
    statement = LISTS["figures"](connection, query).statement
    series = statement.with_only_columns(Figure.series).where(Figure.series.in_(select(Contradiction.series))).distinct()
    found = list(connection.execute(series).scalars())
    rows = select(Contradiction, FigureSeries.name).join(FigureSeries, FigureSeries.id == Contradiction.series)
    for row in connection.execute(rows.where(Contradiction.series.in_(found)).order_by(Contradiction.id)):
        sides = sorted(f"{s['claimant']} {s['low']} {s['high']} {s['comparator']}" for s in (row.a, row.b))
        told = hashlib.sha256("\n".join((row.series, *sides)).encode()).hexdigest()[:32]
        shown = ("series", "name", "a", "b", "reason", "since")
        yield f"contradiction:{told}", {name: row._mapping[name] for name in shown}


def starting_memory(connection: Connection, condition: str, query: Filter, threshold: float | None) -> Row:
    """What a subscription that begins now is to know of what is stored: it fires nothing."""
    if condition == "contradiction":
        return {"known": [name for name, _ in _open_contradictions(connection, query)]}
    if condition == "figure_crosses" and threshold is not None:
        statement = _told(LISTS["figures"](connection, query).statement)
        newest = statement.order_by(Change.number.desc(), Figure.id.desc()).limit(1000)
        sides = (side(row.low, row.high, row.comparator, threshold) for row in connection.execute(newest))
        return {"side": next((each for each in sides if each), None)}
    LISTS["claims"](connection, query)  # words that cannot be looked for are refused now, and not at every change
    return {}


def _fresh(connection: Connection, name: str, watch: Watch) -> Iterator[Row]:
    """Rows of a list whose claim was told for the first time within the changes, in their order."""
    last = Claim.id if name == "claims" else Figure.id
    statement = _told(LISTS[name](connection, watch.query).statement)
    within = statement.where(Change.number > watch.since, Change.number <= watch.until)
    for row in connection.execute(within.order_by(Change.number, last)).all():
        yield dict(row._mapping)


def _told(statement: Select[Any]) -> Select[Any]:
    """A list of claims or figures with the change that first told the claim."""
    return statement.join(Change, and_(Change.article_id == Claim.article_id, Change.version == Claim.first_version))
