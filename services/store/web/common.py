"""What the pages share: their templates, the address that was asked for, and the way to the next page of a list."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from fastapi import Request

from shared.web.address import Address
from shared.web.pages import Pages

PAGES = Pages(Path(__file__).parent / "templates")
PAGE = 50


@dataclass(frozen=True, slots=True)
class Pager:
    """The addresses of the pages before and after, or null."""

    before: Address | None = None
    after: Address | None = None


def address(request: Request) -> Address:
    """The address of this view."""
    return Address.of(request.url.path, request.query_params.multi_items())


def counted(here: Address, page: int, rows: int) -> Pager:
    """The way on from a page of a list that is counted through, of which `rows` came, one more than a page if more follow."""
    before = here.having(page=str(page - 1) if page > 2 else None) if page > 1 else None
    return Pager(before, here.having(page=str(page + 1)) if rows > PAGE else None)


def paged(here: Address, page: int, rows: int, size: int) -> Pager:
    """The way on from a page of a list that has so many rows in all."""
    before = here.having(page=str(page - 1) if page > 2 else None) if page > 1 else None
    return Pager(before, here.having(page=str(page + 1)) if rows > page * size else None)


def walked(here: Address, cursor: str | None, following: str | None) -> Pager:
    """The way on from a page of a list that is walked with a cursor: back leads to its beginning."""
    return Pager(here.having() if cursor else None, here.having(cursor=following) if following else None)
