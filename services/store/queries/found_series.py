"""Figure series found by what they are about, in one of three orders."""

from __future__ import annotations

from typing import Any, Literal

from sqlalchemy import Engine, Select, select, union

from services.store.models import Figure, FigureSeries
from services.store.queries.listing import Row
from services.store.queries.words import newest_with, series_named
from shared.database import reading

Order = Literal["latest", "told", "contested"]
LOOK = 1000  # claims of a frequent word would be half the store


def find_series(
    engine: Engine,
    order: Order = "latest",
    words: str | None = None,
    *,
    least_claimants: int = 0,
    limit: int = 50,
    skip: int = 0,
) -> list[Row]:
    """Series by their latest figure, by how many articles tell them, or those with open contradictions, the latest first.

    `words` are found in their names, or in the `LOOK` claims saved last that have them, in any form. Raises QueryError.
    """
    with reading(engine) as connection:
        statement = _ordered(select(FigureSeries), order)
        if least_claimants:
            statement = statement.where(FigureSeries.claimants >= least_claimants)
        if words is not None:
            newest = newest_with(connection, words, LOOK)
            telling = select(Figure.series).where(Figure.claim_id.in_(newest), Figure.series.is_not(None))
            named = select(FigureSeries.id).where(series_named(connection, words))
            statement = statement.where(FigureSeries.id.in_(union(telling, named)))
        return [dict(row._mapping) for row in connection.execute(statement.limit(limit).offset(skip))]


def _ordered(statement: Select[Any], order: Order) -> Select[Any]:
    if order == "told":
        return statement.order_by(FigureSeries.articles.desc(), FigureSeries.figures.desc(), FigureSeries.id)
    if order == "contested":
        statement = statement.where(FigureSeries.contradictions > 0)
    return statement.order_by(FigureSeries.last_at.desc(), FigureSeries.id)
