"""Lists with an order: walked page by page without missing or doubling a row that was there, or streamed whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, TypeDecorator, and_, or_

from shared import cursors

Row = dict[str, Any]
_KEY = "_order_"


@dataclass(frozen=True, slots=True)
class By:
    """One column of an order; it is never null."""

    column: Any
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """A statement and its order, which tells any two rows apart."""

    statement: Select[Any]
    order: tuple[By, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of a list. `next` is the cursor for those that follow, null at the end."""

    rows: list[Row]
    next: str | None


def page_of(connection: Connection, listing: Listing, query: str, limit: int, cursor: str | None = None) -> Page:
    """A page of a list; `query` is what its cursors belong to. Raises CursorError for a cursor of another query, or none."""
    after = cursors.decode(cursor, query, [_type(by) for by in listing.order]) if cursor is not None else None
    rows = connection.execute(_ordered(listing, after).limit(limit + 1)).all()
    place = [getattr(rows[limit - 1], f"{_KEY}{i}") for i in range(len(listing.order))] if len(rows) > limit else None
    return Page([_plain(row) for row in rows[:limit]], cursors.encode(query, place) if place else None)


def stream_of(connection: Connection, listing: Listing, limit: int | None = None) -> Iterator[Row]:
    """A whole list in its order, held by the server and not in memory."""
    statement = _ordered(listing).limit(limit)
    with closing(connection.execution_options(yield_per=500).execute(statement)) as rows:
        for row in rows:
            yield _plain(row)


def _type(by: By) -> type:
    of = by.column.type
    python: type = (of.impl_instance if isinstance(of, TypeDecorator) else of).python_type
    return python


def _ordered(listing: Listing, after: Sequence[Any] | None = None) -> Select[Any]:
    keys = [by.column.label(f"{_KEY}{i}") for i, by in enumerate(listing.order)]
    statement = listing.statement.add_columns(*keys)
    if after is not None:
        statement = statement.where(_beyond(listing.order, after))
    return statement.order_by(*(by.column.desc() if by.descending else by.column.asc() for by in listing.order))


def _beyond(order: Sequence[By], place: Sequence[Any]) -> ColumnElement[bool]:
    """Rows after `place`: (a, b) > (x, y) as a >= x and (a > x or b > y), whose first part an index can use."""
    by, value = order[0], place[0]
    past = by.column < value if by.descending else by.column > value
    if len(order) == 1:
        return past  # type: ignore[no-any-return]
    not_before = by.column <= value if by.descending else by.column >= value
    return and_(not_before, or_(past, _beyond(order[1:], place[1:])))


def _plain(row: Any) -> Row:
    return {name: value for name, value in row._mapping.items() if not name.startswith(_KEY)}
