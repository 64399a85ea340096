"""A claimant's record: what they put forward over time, what of it they revised, and who contradicts them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, select

from services.store.intervals import compare, wording
from services.store.joining.tellings import load_told
from services.store.models import Claim, Contradiction, Figure, FigureSeries, Speaker
from services.store.points import Point, points
from services.store.queries.lately import newest_claims
from services.store.queries.listing import Row
from shared.database import reading

LOOK = 500  # of a speaker's newest claims


def record(engine: Engine, identity: str, limit: int = 20) -> Row:
    """The latest series in which a speaker (`Speaker.identity`) has figures, each with their own points in order of time and
    what each is to the one before; and the open contradictions in these series that they are a side of, as `a`.
    """
    with reading(engine) as connection:
        ids = list(connection.execute(select(Speaker.id).where(Speaker.identity == identity)).scalars())
        newest = newest_claims(Claim.id, Claim.speaker_id.in_(ids), look=LOOK)
        held = select(Figure.series).where(Figure.claim_id.in_(select(newest.c.id)), Figure.series.is_not(None))
        recent = select(FigureSeries.id).where(FigureSeries.id.in_(held)).order_by(FigureSeries.last_at.desc(), FigureSeries.id)
        series = [str(row[0]) for row in connection.execute(recent.limit(limit))]
        named = {row.id: row for row in connection.execute(select(FigureSeries).where(FigureSeries.id.in_(series)))}
        told = load_told(connection, series)
        against = select(Contradiction, FigureSeries.name).join(FigureSeries, FigureSeries.id == Contradiction.series)
        rows = connection.execute(against.where(Contradiction.series.in_(series)).order_by(Contradiction.since.desc())).all()
    words = {t.telling.figure: t for each in told.values() for t in each}
    mine = {id: [p for p in points(t.telling for t in told[id]) if p.claimant == identity] for id in series if id in named}
    sides = [dict(row._mapping) for row in rows if identity in (row.a["claimant"], row.b["claimant"])]
    return {
        "series": [
            {"id": id, "name": named[id].name, "unit": named[id].unit, "points": _steps(held, words)}
            for id, held in mine.items()
            if held
        ],
        "contradictions": [row if row["a"]["claimant"] == identity else {**row, "a": row["b"], "b": row["a"]} for row in sides],
    }


def _steps(held: list[Point], words: dict[str, Any]) -> list[Row]:
    """Their points in one series; `revises` tells where a figure takes the place of the one before."""
    found = []
    for i, point in enumerate(held):
        step = compare(held[i - 1].reading, point.reading) if i else None
        told = words[point.tellings[0].figure]
        found.append(
            {
                "at": point.first,
                "words": told.words,
                "figure": wording(point.reading),
                "modality": point.reading.modality,
                "claim": told.claim_id,
                "source": told.source,
                "revises": step.reason if step and step.kind in ("supersedes", "contradicts") else None,
            }
        )
    return found
