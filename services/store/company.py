"""The company of a claim: where else its figures stand, what agrees with them and what disagrees."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Engine, select

from services.store.contradictions import standing
from services.store.intervals import Comparison, compare, wording
from services.store.joining.tellings import Told, load_told
from services.store.models import Figure, FigureSeries
from services.store.points import OUTLET, Point, points
from shared.database import reading

AGREES = ("compatible", "narrower", "wider")
MOST = 12  # of each kind: a claim's page is no list of everything


def company(engine: Engine, claim: int) -> list[dict[str, Any]]:
    """For each figure of a claim that is in a series: the series, and the figures of others beside it.

    `elsewhere` tells the same point in other articles, `claimant` are the same claimant's other figures in order of time,
    `agrees` and `disagrees` what other claimants hold at present, each with the reason. An outlet's own voice is held against
    no one.
    """
    with reading(engine) as connection:
        figures = connection.execute(select(Figure.key, Figure.text, Figure.series).where(Figure.claim_id == claim)).all()
        told = load_told(connection, {row.series for row in figures if row.series})
        names = select(FigureSeries.id, FigureSeries.name).where(FigureSeries.id.in_(list(told)))
        named = {row.id: row.name for row in connection.execute(names)}
    return [_beside(row, told[row.series], named[row.series], claim) for row in figures if row.series in named]


def _beside(figure: Any, told: list[Told], name: str, claim: int) -> dict[str, Any]:
    held = points(each.telling for each in told)
    by_figure = {each.telling.figure: each for each in told}
    names = {each.telling.claimant or "": each.speaker or "" for each in told}
    mine = next(point for point in held if any(t.figure == figure.key for t in point.tellings))
    others = [point for point in standing(held) if point.claimant != mine.claimant]
    judged = [(point, _judged(mine, point)) for point in others]
    article = by_figure[figure.key].article_id
    return {
        "figure": figure.text,
        "series": figure.series,
        "name": name,
        "elsewhere": _elsewhere(mine, by_figure, claim, article),
        "claimant": [
            {**_side(point, by_figure, names), "reason": _judged(mine, point).reason}
            for point in held
            if point.claimant == mine.claimant and point is not mine
        ],
        "agrees": _sides(judged, AGREES, by_figure, names),
        "disagrees": _sides([(p, c) for p, c in judged if not _own_voice(p, mine)], ("contradicts",), by_figure, names),
    }


def _judged(mine: Point, other: Point) -> Comparison:
    earlier, later = sorted((mine, other), key=lambda p: (p.first is None, p.first or 0, p.claimant))
    return compare(earlier.reading, later.reading)


def _own_voice(*sides: Point) -> bool:
    return any(point.claimant.startswith(OUTLET) for point in sides)


def _elsewhere(mine: Point, by_figure: dict[str, Told], claim: int, article: int) -> list[dict[str, Any]]:
    """One telling of each other article, and what else the article itself says."""
    found: dict[int, dict[str, Any]] = {}
    for telling in mine.tellings:
        told = by_figure[telling.figure]
        if told.claim_id != claim and told.article_id != article:
            found.setdefault(told.article_id, _telling(told))
    return list(found.values())


def _sides(
    judged: Iterable[tuple[Point, Comparison]], kinds: tuple[str, ...], by_figure: dict[str, Told], names: dict[str, str]
) -> list[dict[str, Any]]:
    return [{**_side(point, by_figure, names), "reason": found.reason} for point, found in judged if found.kind in kinds][:MOST]


def _side(point: Point, by_figure: dict[str, Told], names: dict[str, str]) -> dict[str, Any]:
    first = by_figure[point.tellings[0].figure]
    own = _own_voice(point)
    return {
        "claimant": point.claimant.removeprefix(OUTLET) if own else names[point.claimant].removeprefix("unnamed: "),
        "own_voice": own,
        "figure": wording(point.reading),
        "at": point.first,
        **_telling(first),
    }


def _telling(told: Told) -> dict[str, Any]:
    shown = {"claim": told.claim_id, "words": told.words, "source": told.source, "article": told.article_id}
    return {**shown, "text": told.claim, "current": told.current}
