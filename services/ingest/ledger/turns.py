"""Which entries are next: hosts take turns, so that one with 50,000 entries delays no other.

Only the first few entries of each host are looked at, through an index in the order of their turns. So the choice costs by the
number of hosts that wait, not by the number of entries.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CTE, ColumnElement, Connection, Select, SQLColumnExpression, and_, bindparam, func, select, true
from sqlalchemy.orm import aliased

from services.ingest.models import FeedEntry, Source, State

_ORDER = (FeedEntry.priority, FeedEntry.due_at, FeedEntry.id)


def next_entries(connection: Connection, now: datetime, share: int, limit: int) -> list[int]:
    """At most `limit` entries that are due, in the order to fetch them, with at most `share` of one host under way.

    Fresh news goes before rechecks before backfill (`priority`); within a priority each host has its first entry before any has
    its second.
    """
    out = _under_way(connection)
    waiting = (
        (row.priority, out.get(row.host, 0) + row.turn, row.due_at, row.id)
        for row in _first_of_each_host(connection, now, share)
        if out.get(row.host, 0) + row.turn <= share
    )
    return [entry for *_, entry in sorted(waiting)[:limit]]


def _under_way(connection: Connection) -> dict[str, int]:
    held = select(FeedEntry.host, func.count()).where(FeedEntry.state == State.FETCHING, FeedEntry.lease_until.is_not(None))
    return dict(connection.execute(held.group_by(FeedEntry.host)).all())


def _first_of_each_host(connection: Connection, now: datetime, share: int) -> list[Any]:
    hosts = _hosts()
    if connection.dialect.name == "postgresql":
        first = _first(hosts.c.host, now, share).lateral("first")
        return list(connection.execute(select(first).select_from(hosts.join(first, true()))))
    # SQLite has no LATERAL, and no way to the server that would make many small questions dear.
    named = connection.scalars(select(hosts.c.host).where(hosts.c.host.is_not(None))).all()
    first_of = _first(bindparam("of_host"), now, share)
    return [row for host in named for row in connection.execute(first_of, {"of_host": host})]


def _hosts() -> CTE:
    """All hosts with pending entries, found by jumping from each to the next through the index; the last row is null."""
    pending, later = FeedEntry.state == State.PENDING, aliased(FeedEntry)
    hosts = select(func.min(FeedEntry.host).label("host")).where(pending).cte("hosts", recursive=True)
    jump = select(func.min(later.host)).where(later.state == State.PENDING, later.host > hosts.c.host).scalar_subquery()
    return hosts.union_all(select(jump).where(hosts.c.host.is_not(None)))


def _first(host: SQLColumnExpression[str], now: datetime, share: int) -> Select[Any]:
    """The first `share` entries of a host that are due, numbered from 1."""
    turn = func.row_number().over(order_by=_ORDER).label("turn")
    due = (FeedEntry.host == host, FeedEntry.state == State.PENDING, FeedEntry.due_at <= now)
    watched = FeedEntry.source_id.in_(select(Source.id).where(active()))
    columns = (FeedEntry.id, FeedEntry.host, FeedEntry.priority, FeedEntry.due_at, turn)
    return select(*columns).where(*due, watched).order_by(*_ORDER).limit(share)


def active() -> ColumnElement[bool]:
    """Whether a source is worked for at all: not paused, not removed."""
    return and_(Source.paused.is_(False), Source.removed_at.is_(None))
