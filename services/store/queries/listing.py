"""The store's lists by name: each is one statement and one order for a filter."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sqlalchemy import Connection, Engine

from services.store.queries.filters import Filter
from shared.database import reading
from shared.paging import By, Listing, Page, Row, page_of, stream_of

__all__ = ["LISTS", "Build", "By", "Listing", "Page", "Row", "listed", "page", "page_of", "stream"]

Build = Callable[[Connection, Filter], Listing]
LISTS: dict[str, Build] = {}
"""The lists by name: articles, claims, figures."""


def listed(name: str) -> Callable[[Build], Build]:
    """Make a function the list of this name."""

    def keep(build: Build) -> Build:
        LISTS[name] = build
        return build

    return keep


def page(engine: Engine, name: str, wanted: Filter, limit: int, cursor: str | None = None) -> Page:
    """A page of a list. Raises CursorError or QueryError for a wrong cursor or words that cannot be looked for."""
    with reading(engine) as connection:
        return page_of(connection, LISTS[name](connection, wanted), f"{name}.{wanted.digest}", limit, cursor)


def stream(engine: Engine, name: str, wanted: Filter, limit: int | None = None) -> Iterator[Row]:
    """A whole list in its order, in one snapshot."""
    with reading(engine) as connection:
        yield from stream_of(connection, LISTS[name](connection, wanted), limit)
