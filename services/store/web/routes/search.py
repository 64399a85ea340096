"""Search: claims or articles by their words and by what they have, with the most frequent values of what was found."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from services.store import queries
from services.store.api.common import Store
from services.store.queries import Filter, QueryError
from services.store.web.asked import SearchAsked
from services.store.web.common import PAGES, address, walked
from services.store.web.views.found import facet_lists, hits, periods

router = APIRouter()
PAGE = 25


def _feeds(among: str, wanted: Filter) -> dict[str, str]:
    """Where what was asked for can be followed."""
    asked = wanted.as_json()
    query = f"?{urlencode(asked)}" if asked else ""
    feed = f"/api/v1/feeds/{among}"
    webhook = f"/subscribe?{urlencode({'condition': 'new_claim', **asked})}"
    return {"atom": f"{feed}.atom{query}", "json": f"{feed}.json{query}", "webhook": webhook}


@router.get("/search")
def search(request: Request, engine: Store, asked: Annotated[SearchAsked, Query()]) -> Response:
    """Claims or articles, the newest first."""
    here = address(request)
    wanted = asked.filter()
    try:
        page = queries.page(engine, asked.among, wanted, PAGE, asked.cursor)
        facets = queries.facets(engine, wanted)
        wrong = None
    except QueryError as error:
        page, facets, wrong = queries.Page([], None), queries.facets(engine, Filter(), look=1), str(error)
    return PAGES.answer(
        request,
        "search.html",
        asked=asked,
        here=here,
        hits=hits(asked.among, page.rows, asked.words or ""),
        facets=facet_lists(facets, here),
        looked=facets,
        periods=periods(here),
        wrong=wrong,
        feed=_feeds(asked.among, wanted),
        pager=walked(here, asked.cursor, page.next),
    )
