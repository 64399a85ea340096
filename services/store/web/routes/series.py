"""Figure series: the list, how one developed, and the same as a table to keep."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import RedirectResponse, Response

from services.store import answers, queries
from services.store.api.common import Store
from services.store.web.asked import SeriesAsked, SeriesListAsked
from services.store.web.common import PAGE, PAGES, address, counted
from services.store.web.views import points, tables
from shared.web.address import Address
from shared.web.answers import found

router = APIRouter(prefix="/series")
Id = Annotated[str, Path(max_length=20, pattern=r"^[A-Za-z0-9_-]+$")]
Asked = Annotated[SeriesAsked, Query()]


@router.get("")
def list_series(request: Request, engine: Store, asked: Annotated[SeriesListAsked, Query()]) -> Response:
    """Figure series: the latest, the most told, or those with open contradictions."""
    here = address(request)
    rows = queries.find_series(engine, asked.order, asked.words, limit=PAGE + 1, skip=PAGE * (asked.page - 1))
    return PAGES.answer(
        request, "series_list.html", rows=rows[:PAGE], asked=asked, here=here, pager=counted(here, asked.page, len(rows))
    )


@router.get("/{id}.csv")
def series_table(engine: Store, id: Id, asked: Asked) -> Response:
    """The points of a series, as narrowed, as CSV."""
    history = found(answers.series_history(engine, id), "series")
    name = f'attachment; filename="{history["id"]}.csv"'
    table = tables.points_csv(points.view(history, _wanted(asked)).points)
    return Response(table, media_type="text/csv; charset=utf-8; header=present", headers={"Content-Disposition": name})


@router.get("/{id}")
def series(request: Request, engine: Store, id: Id, asked: Asked) -> Response:
    """How a figure developed: who put which number forward, who tells it, who disagrees. A former id leads on."""
    history = found(answers.series_history(engine, id), "series")
    here = address(request)
    if history["id"] != id:
        return RedirectResponse(str(here.at(f"/series/{history['id']}")), 302)
    view = points.view(history, _wanted(asked))
    return PAGES.answer(
        request,
        "series.html",
        series=history,
        view=view,
        asked=asked,
        here=here,
        marks=json.dumps(points.marks(view.points, "/claims"), ensure_ascii=False),
        citation=_citation(request, history, here),
    )


def _wanted(asked: SeriesAsked) -> points.Wanted:
    chosen = frozenset(asked.claimant)
    return points.Wanted(chosen, asked.source or "", asked.starts, asked.ends, asked.sort, asked.scale)


def _citation(request: Request, history: dict[str, Any], here: Address) -> str:
    """How to cite the view: what it is, what it rests on, when it was looked at, where it is."""
    now = datetime.now(UTC)
    rests = f"{history['figures']} figures in {history['articles']} articles by {history['claimants']} claimants"
    where = str(request.base_url).rstrip("/") + str(here)
    return f"“{history['name']}”, Claimwire series {history['id']}: {rests}. Read {now.day} {now:%B %Y, %H:%M} UTC. {where}"
