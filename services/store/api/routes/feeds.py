"""Any list as a feed."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import JSONResponse, Response

from services.store import queries
from services.store.api.common import Store
from services.store.api.params import FilterQuery
from services.store.feeds import ATOM, JSON_FEED, Feed, atom, entries, json_feed
from shared.web.params import PAGE, Limit

router = APIRouter(prefix="/feeds", tags=["feeds"])
Kind = Literal["articles", "claims", "figures"]
_FEED: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The newest rows of the list.",
        "content": {ATOM: {"schema": {"type": "string"}}, JSON_FEED: {"schema": {"type": "object", "required": ["version"]}}},
    }
}


class FeedQuery(FilterQuery):
    """A filter and how many entries."""

    limit: Limit = PAGE


@router.get("/{kind}.{format}", response_class=Response, responses=_FEED)
def feed(
    request: Request, engine: Store, kind: Kind, format: Literal["atom", "json"], asked: Annotated[FeedQuery, Query()]
) -> Response:
    """Get the newest rows of a list as Atom or JSON Feed."""
    wanted = asked.filter()
    rows = queries.page(engine, kind, wanted, asked.limit).rows
    given = ", ".join(f"{name} {value}" for name, value in wanted.as_json().items())
    base = str(request.base_url).rstrip("/") + request.url.path.partition("/feeds/")[0]
    made = Feed(f"Claimwire: {kind}{f' ({given})' if given else ''}", str(request.url), entries(kind, rows, base))
    if format == "atom":
        return Response(atom(made), media_type=ATOM)
    return JSONResponse(json_feed(made), media_type=JSON_FEED)
