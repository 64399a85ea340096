"""The points of a series as they are kept: narrowed, ordered, read by page, and few enough of them to be drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, case, func, or_, select

from services.store.intervals import Reading
from services.store.models import FigureSeries, SeriesAlias, SeriesDispute, SeriesPoint
from services.store.points import OUTLET
from services.store.queries.filters import holds
from services.store.queries.listing import Row

DRAWN = 400  # marks of a chart: more than these hide one another
_VAGUE = SeriesPoint.comparator == "vague"
_SIZE = case((_VAGUE, None), else_=func.coalesce(SeriesPoint.low, SeriesPoint.high))
_NAME = func.coalesce(SeriesPoint.speaker, func.substr(SeriesPoint.claimant, len(OUTLET) + 1))


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a series is looked at. `since` (included) and `until` (excluded) are about when a figure was put forward."""

    claimants: frozenset[str] = frozenset()
    source: str = ""
    since: datetime | None = None
    until: datetime | None = None
    sort: str = "when"
    scale: str = ""


@dataclass(frozen=True, slots=True)
class Extent:
    """How many points there are, the first and last of their numbers, how many claimants, and the least and greatest bound."""

    points: int
    first: int
    last: int
    claimants: int
    least: float | None
    most: float | None


def series_row(connection: Connection, series: str) -> Row | None:
    """The row of a series by its id, present or former; null if there is none."""
    alias = select(SeriesAlias.series).where(SeriesAlias.old == series).scalar_subquery()
    found = connection.execute(select(FigureSeries).where(FigureSeries.id == func.coalesce(alias, series))).first()
    return dict(found._mapping) if found else None


def reading_of(row: Row) -> Reading:
    """The reading of a kept point."""
    own = {name: row[name] for name in ("unit", "rate", "cumulative", "modality", "negated")}
    return Reading(row["low"], row["high"], row["comparator"], claimant=row["claimant"], as_of=row["first"], **own)


def claimants(connection: Connection, series: str) -> list[Row]:
    """The claimants of a series (`claimant`, `speaker`, `points`), those with the most points first."""
    counted = (
        select(SeriesPoint.claimant, func.max(SeriesPoint.speaker).label("speaker"), func.count().label("points"))
        .where(SeriesPoint.series == series)
        .group_by(SeriesPoint.claimant)
    )
    rows = [dict(row._mapping) for row in connection.execute(counted)]
    return sorted(rows, key=lambda row: (-row["points"], row["claimant"]))


def extent(connection: Connection, series: str, wanted: Wanted) -> Extent:
    """How much of a series is within what is wanted."""
    numbers = func.coalesce(func.min(SeriesPoint.n), 0), func.coalesce(func.max(SeriesPoint.n), 0)
    bounds = [case((_VAGUE, None), else_=bound) for bound in (SeriesPoint.low, SeriesPoint.high)]
    extremes: list[Any] = [f(bound) for f in (func.min, func.max) for bound in bounds]
    counted: Any = select(func.count(), *numbers, func.count(SeriesPoint.claimant.distinct()), *extremes)
    points, first, last, told_by, *found = connection.execute(_narrowed(connection, counted, series, wanted)).one()
    least, most = ([bound for bound in pair if bound is not None] for pair in (found[:2], found[2:]))
    return Extent(points, first, last, told_by, min(least, default=None), max(most, default=None))


def table(connection: Connection, series: str, wanted: Wanted, limit: int | None = None, skip: int = 0) -> list[Row]:
    """Points in the order asked for: when, who, figure (vague ones before all) or voices, with a minus the other way round.

    Equal ones are in order of time.
    """
    statement = _narrowed(connection, select(SeriesPoint), series, wanted)
    by: dict[str, list[ColumnElement[Any]]] = {
        "when": [SeriesPoint.n.expression],
        "who": [func.lower(_NAME)],
        "figure": [_SIZE.is_not(None), _SIZE],
        "voices": [SeriesPoint.independent.expression],
    }
    order = [key.desc() if wanted.sort.startswith("-") else key for key in by[wanted.sort.removeprefix("-")]]
    rows = connection.execute(statement.order_by(*order, SeriesPoint.n).limit(limit).offset(skip))
    return [dict(row._mapping) for row in rows]


_MARK = (
    *("n", "claimant", "speaker", "low", "high", "comparator", "modality", "negated", "first", "standing", "current"),
    *("independent", "against", "words", "claim_id", "sources"),
)


def drawn(connection: Connection, series: str, wanted: Wanted, held: Extent) -> list[Row]:
    """The points that a chart draws, in order of time: all of them, or where they are more than `DRAWN`, of each claimant in
    each stretch of the series the lowest, the highest and the last; those that most voices tell where even these are more."""
    shown = [getattr(SeriesPoint, name) for name in _MARK]
    if held.points <= DRAWN:
        statement = _narrowed(connection, select(*shown), series, wanted).order_by(SeriesPoint.n)
        return [dict(row._mapping) for row in connection.execute(statement)]
    stretches = max(1, DRAWN // (3 * held.claimants))
    stretch = (SeriesPoint.n - held.first) * stretches // (held.last - held.first + 1)
    of = [SeriesPoint.claimant, stretch]
    orders = {"lowest": _SIZE.asc().nulls_last(), "highest": _SIZE.desc().nulls_last(), "newest": SeriesPoint.n.desc()}
    places = [
        func.row_number().over(partition_by=of, order_by=[key, SeriesPoint.n]).label(name) for name, key in orders.items()
    ]
    ranked = _narrowed(connection, select(*shown, *places), series, wanted).subquery()
    first = or_(ranked.c.lowest == 1, ranked.c.highest == 1, ranked.c.newest == 1)
    told = select(*(ranked.c[name] for name in _MARK)).where(first)
    rows = [
        dict(row._mapping)
        for row in connection.execute(told.order_by(ranked.c.independent.desc(), ranked.c.n.desc()).limit(DRAWN))
    ]
    return sorted(rows, key=lambda row: int(row["n"]))


def after(connection: Connection, series: str, n: int, limit: int | None, most_tellings: int) -> tuple[list[Row], bool]:
    """The points after number `n` in order of time, and whether more follow. Fewer than `limit` where they have more than
    `most_tellings` among them; a point is never cut."""
    statement = select(SeriesPoint).where(SeriesPoint.series == series, SeriesPoint.n > n).order_by(SeriesPoint.n)
    rows = [dict(row._mapping) for row in connection.execute(statement.limit(limit + 1 if limit else None))]
    if limit is None:
        return rows, False
    page: Sequence[Row] = rows[:limit]
    tellings = 0
    for i, row in enumerate(page):
        tellings += len(row["tellings"])
        if i and tellings > most_tellings:
            page = page[:i]
            break
    return list(page), len(page) < len(rows)


def disputes(connection: Connection, series: str, limit: int | None = None) -> list[Row]:
    """One claimant against all who contradict him, those with the most first."""
    shown = select(SeriesDispute.alone, SeriesDispute.others, SeriesDispute.since).where(SeriesDispute.series == series)
    return [dict(row._mapping) for row in connection.execute(shown.order_by(SeriesDispute.n).limit(limit))]


def _narrowed(connection: Connection, statement: Select[Any], series: str, wanted: Wanted) -> Select[Any]:
    statement = statement.where(SeriesPoint.series == series)
    if wanted.claimants:
        statement = statement.where(SeriesPoint.claimant.in_(sorted(wanted.claimants)))
    if wanted.since:
        statement = statement.where(SeriesPoint.last >= wanted.since)
    if wanted.until:
        statement = statement.where(SeriesPoint.first < wanted.until)
    if wanted.source:
        statement = statement.where(holds(connection, SeriesPoint.sources, wanted.source))
    return statement
