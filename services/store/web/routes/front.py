"""The front page: where figures moved, who disagrees, what was edited."""

from __future__ import annotations

from collections import Counter

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.store import queries
from services.store.api.common import Store
from services.store.queries.listing import Row
from services.store.web.common import PAGES

router = APIRouter()


def one_each(rows: list[Row]) -> list[tuple[Row, int]]:
    """The first contradiction of each series, with how many more of it there are."""
    counted = Counter(row["series"] for row in rows)
    first = {row["series"]: row for row in reversed(rows)}
    return [(first[series], count - 1) for series, count in counted.items()]


@router.get("/")
def front(request: Request, engine: Store) -> Response:
    """The latest of everything."""
    return PAGES.answer(
        request,
        "front.html",
        series=queries.find_series(engine, "latest", least_claimants=2, limit=12) or queries.find_series(engine, limit=12),
        contradictions=one_each(queries.contradictions(engine, 60).rows)[:6],
        edits=queries.edits(engine, limit=6).rows,
    )
