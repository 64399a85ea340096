"""Lists of figure series, of the ids that series had, of open contradictions, and of what operators decided."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Engine, Select, func, select, union
from sqlalchemy.orm import InstrumentedAttribute

from services.store.models import Claim, Contradiction, Decision, Figure, FigureSeries, SeriesAlias
from services.store.queries.filters import columns
from services.store.queries.listing import By, Listing, Page, page_of
from services.store.queries.words import claims_with, series_named
from shared.database import reading

_DECIDED = ("id", "subject", "kind", "keys", "name", "by", "at", "undone_at", "change")


def series(
    engine: Engine,
    limit: int,
    cursor: str | None = None,
    *,
    text: str | None = None,
    contested: bool = False,
    changed_since: int | None = None,
) -> Page:
    """Figure series, the most told first. `text` narrows to those with these words in their name or a figure's claim,
    `contested` to open contradictions; with `changed_since` those that changed later, in that order. Raises CursorError and
    QueryError."""
    order: tuple[By, ...] = (By(FigureSeries.articles, descending=True), By(FigureSeries.figures, descending=True))
    order = (*order, By(FigureSeries.id, descending=True))
    query = f"series.{text or ''}.{contested}.{changed_since}"
    with reading(engine) as connection:
        statement = about(connection, text, contested=contested)
        if changed_since is not None:
            statement = statement.where(FigureSeries.change > changed_since)
            order = (By(FigureSeries.change), By(FigureSeries.id))
        return page_of(connection, Listing(statement, order), query, limit, cursor)


def about(connection: Connection, words: str | None, *, contested: bool) -> Select[Any]:
    """Series with these words in a figure's claim or in their name, and with open contradictions. Raises QueryError."""
    statement: Select[Any] = select(FigureSeries)
    if words:
        telling = select(Figure.series).join(Claim, Claim.id == Figure.claim_id)
        telling = telling.where(claims_with(connection, words), Figure.series.is_not(None))
        named = select(FigureSeries.id).where(series_named(connection, words))
        statement = statement.where(FigureSeries.id.in_(union(telling, named)))
    return statement.where(FigureSeries.contradictions > 0) if contested else statement


def former_series(engine: Engine, limit: int, cursor: str | None = None, *, changed_since: int = 0) -> Page:
    """The ids that series had (`id`) and the series that holds their figures now, null where none is left; in the order in
    which that came about. Raises CursorError."""
    shown: Any = select(SeriesAlias.old.label("id"), SeriesAlias.series, SeriesAlias.change)
    return _followed(engine, shown, SeriesAlias.change, By(SeriesAlias.old), changed_since, limit, cursor)


def decisions(engine: Engine, limit: int, cursor: str | None = None, *, changed_since: int = 0) -> Page:
    """What operators decided about series and speakers, in the order in which it was decided or undone. Raises CursorError."""
    return _followed(
        engine, select(*columns(Decision, _DECIDED)), Decision.change, By(Decision.id), changed_since, limit, cursor
    )


def _followed(
    engine: Engine,
    shown: Select[Any],
    change: InstrumentedAttribute[int | None],
    by: By,
    changed_since: int,
    limit: int,
    cursor: str | None,
) -> Page:
    query = f"{by.column}.{changed_since}"
    with reading(engine) as connection:
        return page_of(connection, Listing(shown.where(change > changed_since), (By(change), by)), query, limit, cursor)


def contradictions(engine: Engine, limit: int, cursor: str | None = None, *, series: str | None = None) -> Page:
    """Open contradictions, the newest first, with the name of their series; those of one series. Raises CursorError."""
    statement: Any = select(Contradiction, FigureSeries.name).join(FigureSeries, FigureSeries.id == Contradiction.series)
    if series is not None:
        heir = select(SeriesAlias.series).where(SeriesAlias.old == series).scalar_subquery()
        statement = statement.where(Contradiction.series == func.coalesce(heir, series))
    order = (By(Contradiction.since, descending=True), By(Contradiction.id))  # every article was seen at some time
    with reading(engine) as connection:
        return page_of(connection, Listing(statement, order), f"contradictions.{series or ''}", limit, cursor)
