"""The company of a claim: where else its figures stand, what agrees with them and what disagrees."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Engine, or_, select

from services.store.intervals import Comparison, compare, wording
from services.store.joining.tellings import Told, load_figures
from services.store.models import Claim, Figure, FigureSeries, SeriesPoint
from services.store.points import OUTLET
from services.store.queries.filters import columns, holds
from services.store.queries.points import reading_of
from shared.database import reading

Row = dict[str, Any]
AGREES = ("compatible", "narrower", "wider")
MOST = 12  # of each kind: a claim's page is no list of everything
_READING = ("claimant", "low", "high", "comparator", "unit", "rate", "cumulative", "modality", "negated", "first")


def company(engine: Engine, claim: int) -> list[Row]:
    """For each figure of a claim that is in a series: the series, and the figures of others beside it, `MOST` of a kind.

    `elsewhere` tells the same point in other articles, `claimant` are the same claimant's other figures in order of time, the
    last ones, `agrees` and `disagrees` what other claimants hold at present, each with the reason. An outlet's own voice is
    held against no one.
    """
    figures = (
        select(Figure.key, Figure.text, Figure.series, FigureSeries.name, Claim.article_id)
        .join(Claim, Claim.id == Figure.claim_id)
        .join(FigureSeries, FigureSeries.id == Figure.series)
        .where(Figure.claim_id == claim)
        .order_by(Figure.n)
    )
    with reading(engine) as connection:
        found = (_beside(connection, row) for row in connection.execute(figures).all())
        return [beside for beside in found if beside]


def _beside(connection: Connection, figure: Any) -> Row | None:
    """Null where the series has not been summed up with this figure yet."""
    same = select(Figure.id).where(Figure.key == figure.key, Figure.series == figure.series)  # in whichever version
    ids = connection.execute(same).scalars()
    tells_it = or_(*(holds(connection, SeriesPoint.tellings, id) for id in ids))
    row = connection.execute(select(SeriesPoint).where(SeriesPoint.series == figure.series, tells_it)).first()
    if row is None:
        return None
    mine = dict(row._mapping)
    judged = [(point, _judged(mine, point)) for point in _standing(connection, mine)]
    chosen = {
        "claimant": [(point, _judged(mine, point)) for point in _of_claimant(connection, mine)],
        "agrees": [(p, c) for p, c in judged if c.kind in AGREES][:MOST],
        "disagrees": [(p, c) for p, c in judged if c.kind == "contradicts" and not _own_voice(p, mine)][:MOST],
    }
    whole = _whole(connection, figure.series, [point["n"] for sides in chosen.values() for point, _ in sides])
    told = load_figures(connection, {*mine["tellings"][: 8 * MOST], *(point["tellings"][0] for point in whole.values())})
    return {
        "figure": figure.text,
        "series": figure.series,
        "name": figure.name,
        "elsewhere": _elsewhere((told[id] for id in mine["tellings"] if id in told), figure.article_id),
        **{kind: _sides(sides, whole, told) for kind, sides in chosen.items()},
    }


def _standing(connection: Connection, mine: Row) -> list[Row]:
    """What other claimants hold at present, by claimant."""
    others = select(SeriesPoint.n, *columns(SeriesPoint, _READING)).where(
        SeriesPoint.series == mine["series"], SeriesPoint.standing, SeriesPoint.claimant != mine["claimant"]
    )
    rows = [dict(row._mapping) for row in connection.execute(others)]
    return sorted(rows, key=lambda row: (row["claimant"], row["unit"], row["rate"] or "", row["n"]))


def _of_claimant(connection: Connection, mine: Row) -> list[Row]:
    others = select(SeriesPoint.n, *columns(SeriesPoint, _READING)).where(
        SeriesPoint.series == mine["series"], SeriesPoint.claimant == mine["claimant"], SeriesPoint.n != mine["n"]
    )
    rows = connection.execute(others.order_by(SeriesPoint.n.desc()).limit(MOST))
    return [dict(row._mapping) for row in rows][::-1]


def _judged(mine: Row, other: Row) -> Comparison:
    earlier, later = sorted((mine, other), key=lambda p: (p["first"] is None, p["first"] or 0, p["claimant"]))
    return compare(reading_of(earlier), reading_of(later))


def _own_voice(*sides: Row) -> bool:
    return any(point["claimant"].startswith(OUTLET) for point in sides)


def _whole(connection: Connection, series: str, numbers: Sequence[int]) -> dict[int, Row]:
    """These points whole, by number."""
    rows = connection.execute(select(SeriesPoint).where(SeriesPoint.series == series, SeriesPoint.n.in_(numbers)))
    return {row.n: dict(row._mapping) for row in rows}


def _elsewhere(tellings: Iterable[Told], own: int) -> list[Row]:
    """One telling of each other article."""
    found: dict[int, Row] = {}
    for told in tellings:
        if told.article_id != own:
            found.setdefault(told.article_id, _telling(told))
    return list(found.values())[:MOST]


def _sides(judged: Iterable[tuple[Row, Comparison]], whole: dict[int, Row], told: dict[int, Told]) -> list[Row]:
    points = ((whole[point["n"]], found.reason) for point, found in judged)
    firsts = ((point, point["tellings"][0], reason) for point, reason in points)
    return [{**_side(point, told[first]), "reason": reason} for point, first, reason in firsts if first in told]


def _side(point: Row, first: Told) -> Row:
    own = _own_voice(point)
    return {
        "claimant": point["claimant"].removeprefix(OUTLET) if own else point["speaker"].removeprefix("unnamed: "),
        "own_voice": own,
        "figure": wording(reading_of(point)),
        "at": point["first"],
        **_telling(first),
    }


def _telling(told: Told) -> Row:
    shown = {"claim": told.claim_id, "words": told.words, "source": told.source, "article": told.article_id}
    return {**shown, "text": told.claim, "current": told.current}
