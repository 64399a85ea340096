"""A claimant's record: what they put forward over time, what of it they revised, and who contradicts them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import JSON, Connection, Engine, func, or_, select, type_coerce

from services.store.intervals import wording
from services.store.models import Contradiction, FigureSeries, SeriesPoint
from services.store.queries.listing import Row
from services.store.queries.points import reading_of
from shared.database import reading

STEPS = 30  # points in one series
SIDES = 100  # contradictions


def record(engine: Engine, identity: str, limit: int = 20) -> Row:
    """The latest series in which a speaker (`Speaker.identity`) has figures, each with their own last points in order of time
    and what each is to the one before; and the newest open contradictions in these series that they are a side of, as `a`.
    """
    with reading(engine) as connection:
        held = select(SeriesPoint.series).where(SeriesPoint.claimant == identity)
        latest = select(FigureSeries).where(FigureSeries.id.in_(held)).order_by(FigureSeries.last_at.desc(), FigureSeries.id)
        series = connection.execute(latest.limit(limit)).all()
        mine = _points(connection, [row.id for row in series], identity)
        against = select(Contradiction, FigureSeries.name).join(FigureSeries, FigureSeries.id == Contradiction.series)
        names = (type_coerce(side, JSON)["claimant"].as_string() for side in (Contradiction.a, Contradiction.b))
        theirs = against.where(Contradiction.series.in_([row.id for row in series]), or_(*(name == identity for name in names)))
        newest_first = theirs.order_by(Contradiction.since.desc(), Contradiction.id).limit(SIDES)
        sides = [dict(row._mapping) for row in connection.execute(newest_first)]
    return {
        "series": [{"id": row.id, "name": row.name, "unit": row.unit, "points": _steps(mine[row.id])} for row in series],
        "contradictions": [row if row["a"]["claimant"] == identity else {**row, "a": row["b"], "b": row["a"]} for row in sides],
    }


def _points(connection: Connection, series: Sequence[str], identity: str) -> dict[str, list[Row]]:
    """Their last points in each of these series, in order of time."""
    last = func.row_number().over(partition_by=SeriesPoint.series, order_by=SeriesPoint.n.desc()).label("nth")
    its = select(SeriesPoint, last).where(SeriesPoint.series.in_(series), SeriesPoint.claimant == identity).subquery()
    found: dict[str, list[Row]] = defaultdict(list)
    for row in connection.execute(select(its).where(its.c.nth <= STEPS).order_by(its.c.series, its.c.n)):
        found[row.series].append(dict(row._mapping))
    return found


def _steps(held: list[Row]) -> list[Row]:
    """Their points in one series; `revises` tells where a figure takes the place of the one before."""
    return [
        {
            "at": point["first"],
            "words": point["words"],
            "figure": wording(reading_of(point)),
            "modality": point["modality"],
            "claim": point["claim_id"],
            "source": point["sources"][0],
            "revises": point["step"]["reason"] if point["step"] and point["step"]["kind"] in _REVISES else None,
        }
        for point in held
    ]


_REVISES = ("supersedes", "contradicts")
