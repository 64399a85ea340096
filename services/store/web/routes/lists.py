"""Open contradictions, and the latest edits."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from services.store import answers, queries
from services.store.api.common import Store
from services.store.web.asked import Paged, Walked
from services.store.web.common import PAGE, PAGES, address, counted, walked

router = APIRouter()


@router.get("/contradictions")
def contradictions(request: Request, engine: Store, asked: Annotated[Paged, Query()]) -> Response:
    """Open contradictions, the newest first."""
    rows = answers.contradictions(engine, limit=PAGE + 1, skip=PAGE * (asked.page - 1))
    pager = counted(address(request), asked.page, len(rows))
    return PAGES.answer(request, "contradictions.html", rows=rows[:PAGE], pager=pager)


@router.get("/edits")
def edits(request: Request, engine: Store, asked: Annotated[Walked, Query()]) -> Response:
    """New versions of articles, the last saved first, with what they did to the claims."""
    page = queries.edits(engine, 20, asked.cursor)
    return PAGES.answer(request, "edits.html", rows=page.rows, pager=walked(address(request), asked.cursor, page.next))
