"""What routers share: the store's engine, and pages."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, Request
from sqlalchemy import Engine

from services.store import queries
from services.store.api.params import ListQuery
from services.store.queries import Page


def _engine(request: Request) -> Engine:
    engine: Engine = request.app.state.store
    return engine


Store = Annotated[Engine, Depends(_engine)]


def listed(engine: Engine, name: str, asked: ListQuery) -> dict[str, Any]:
    """A page of a list as an answer."""
    wanted = asked.filter()
    return answer(queries.page(engine, name, wanted, asked.limit, asked.cursor), wanted.changed_since)


def answer(page: Page, changed_since: int | None = None) -> dict[str, Any]:
    """A page as an answer, with the change that it reaches where changes were asked for."""
    reached = changed_since
    if reached is not None and page.rows:
        last = page.rows[-1]["change"]
        reached = max(reached, last - 1) if page.next else last  # the last change may go on on the next page
    return {"items": page.rows, "next": page.next, "changed_through": reached}
