"""Open contradictions, and the latest edits."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from services.store import queries
from services.store.api.common import Store
from services.store.web.asked import ContradictionsAsked, Walked
from services.store.web.common import PAGE, PAGES, address, walked

router = APIRouter()


@router.get("/contradictions")
def contradictions(request: Request, engine: Store, asked: Annotated[ContradictionsAsked, Query()]) -> Response:
    """Open contradictions, the newest first; those of one series."""
    page = queries.contradictions(engine, PAGE, asked.cursor, series=asked.series)
    pager = walked(address(request), asked.cursor, page.next)
    return PAGES.answer(request, "contradictions.html", rows=page.rows, pager=pager)


@router.get("/edits")
def edits(request: Request, engine: Store, asked: Annotated[Walked, Query()]) -> Response:
    """New versions of articles, the last saved first, with what they did to the claims."""
    page = queries.edits(engine, limit=20, cursor=asked.cursor)
    return PAGES.answer(request, "edits.html", rows=page.rows, pager=walked(address(request), asked.cursor, page.next))
