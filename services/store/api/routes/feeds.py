"""Any list as a feed."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import JSONResponse, Response

from services.store import queries
from services.store.api.common import Store
from services.store.api.params import FilterQuery
from services.store.feeds import ATOM, JSON_FEED, Feed, atom, entries, json_feed
from shared.web.params import PAGE, Limit, PageQuery

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


Form = Literal["atom", "json"]


@router.get("/series.{format}", response_class=Response, responses=_FEED)
def series_feed(request: Request, engine: Store, format: Form, asked: Annotated[PageQuery, Query()]) -> Response:
    """Get the figure series with the latest figures as Atom or JSON Feed."""
    return _made(request, "series", queries.find_series(engine, limit=asked.limit), format)


@router.get("/contradictions.{format}", response_class=Response, responses=_FEED)
def contradictions_feed(request: Request, engine: Store, format: Form, asked: Annotated[PageQuery, Query()]) -> Response:
    """Get the newest open contradictions as Atom or JSON Feed."""
    return _made(request, "contradictions", queries.contradictions(engine, asked.limit).rows, format)


@router.get("/edits.{format}", response_class=Response, responses=_FEED)
def edits_feed(request: Request, engine: Store, format: Form, asked: Annotated[PageQuery, Query()]) -> Response:
    """Get the latest edits, with what they did to the claims, as Atom or JSON Feed."""
    return _made(request, "edits", queries.edits(engine, limit=asked.limit).rows, format)


@router.get("/{kind}.{format}", response_class=Response, responses=_FEED)
def feed(request: Request, engine: Store, kind: Kind, format: Form, asked: Annotated[FeedQuery, Query()]) -> Response:
    """Get the newest rows of a list as Atom or JSON Feed."""
    wanted = asked.filter()
    rows = queries.page(engine, kind, wanted, asked.limit).rows
    given = ", ".join(f"{name} {value}" for name, value in wanted.as_json().items())
    return _made(request, kind, rows, format, f" ({given})" if given else "")


def _made(request: Request, kind: str, rows: list[dict[str, Any]], format: Form, given: str = "") -> Response:
    base = str(request.base_url).rstrip("/") + request.url.path.partition("/feeds/")[0]
    made = Feed(f"Claimwire: {kind}{given}", str(request.url), entries(kind, rows, base))
    if format == "atom":
        return Response(atom(made), media_type=ATOM)
    return JSONResponse(json_feed(made), media_type=JSON_FEED)
