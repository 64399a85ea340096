"""The points of a series as they are kept: narrowed, ordered, read by page, and few enough of them to be drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, case, func, select

from services.store.intervals import Reading
from services.store.models import FigureSeries, SeriesAlias, SeriesDispute, SeriesPoint
from services.store.points import OUTLET
from services.store.queries.filters import columns, holds
from services.store.queries.listing import Row

DRAWN = 300  # marks of a chart: more than these hide one another
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
    """How many points there are, and their least and greatest bound, null where there is none."""

    points: int
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
    bounds = [case((_VAGUE, None), else_=bound) for bound in (SeriesPoint.low, SeriesPoint.high)]
    extremes: list[Any] = [f(bound) for f in (func.min, func.max) for bound in bounds]
    counted: Any = select(func.count(), *extremes)
    points, *found = connection.execute(_narrowed(connection, counted, series, wanted)).one()
    least, most = ([bound for bound in pair if bound is not None] for pair in (found[:2], found[2:]))
    return Extent(points, min(least, default=None), max(most, default=None))


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
    statement = _narrowed(connection, select(*columns(SeriesPoint, _MARK)), series, wanted).order_by(SeriesPoint.n)
    if held.points > DRAWN:
        all_of_them = select(SeriesPoint.n, SeriesPoint.claimant, _SIZE, SeriesPoint.independent)
        rows = connection.execute(_narrowed(connection, all_of_them, series, wanted).order_by(SeriesPoint.n))
        statement = statement.where(SeriesPoint.n.in_(telling([tuple(row) for row in rows], DRAWN)))
    return [dict(row._mapping) for row in connection.execute(statement)]


Placed = tuple[int, str, float | None, int]
"""What a point is chosen by: its number, claimant, size (null for a vague one) and independent voices."""


def telling(points: Sequence[Placed], most: int) -> list[int]:
    """The numbers of the points that tell of all of these, which are in order of time: of each claimant in each stretch the
    lowest, the highest and the last; where even these are more than `most`, those that most voices tell, the latest first."""
    stretches = max(1, most // (3 * len({point[1] for point in points})))
    chosen: dict[tuple[str, int, str], Placed] = {}
    for i, point in enumerate(points):
        _, claimant, size, _ = point
        of = claimant, i * stretches // len(points)
        chosen[*of, "last"] = point
        for name, sign in (("lowest", 1.0), ("highest", -1.0)):
            best = chosen.get((*of, name))
            if size is not None and (best is None or sign * size < sign * (best[2] or 0.0)):
                chosen[*of, name] = point
    by_voices = sorted(set(chosen.values()), key=lambda point: (-point[3], -point[0]))
    return sorted(point[0] for point in by_voices[:most])


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
