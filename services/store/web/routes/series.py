"""Figure series: the list, and how one developed."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.store import answers
from services.store.api.common import Store
from services.store.web.common import PAGES

router = APIRouter(prefix="/series")


@router.get("")
def list_series(request: Request, engine: Store) -> Response:
    """Figure series, the most told first."""
    return PAGES.answer(request, "series_list.html", rows=answers.series_list(engine))
