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
from services.store.web.common import PAGE, PAGES, address, counted, paged
from services.store.web.views import points, tables
from shared.web.address import Address
from shared.web.answers import found

router = APIRouter(prefix="/series")
POINTS, NAMED, DISPUTES = 50, 12, 4  # a page's rows, tellings of each that are named, and disputes above
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
    wanted = asked.wanted()
    look = found(answers.series_look(engine, id, wanted), "series")
    claimants, scale = points.claimants_of(look.claimants), points.scale_of(look.held, wanted.scale)
    name = f'attachment; filename="{look.series["id"]}.csv"'
    table = tables.points_csv(points.shown(look.points, look.tellings, claimants, scale))
    return Response(table, media_type="text/csv; charset=utf-8; header=present", headers={"Content-Disposition": name})


@router.get("/{id}")
def series(request: Request, engine: Store, id: Id, asked: Asked) -> Response:
    """How a figure developed: who put which number forward, who tells it, who disagrees. A former id leads on."""
    wanted, here = asked.wanted(), address(request)
    look = found(answers.series_look(engine, id, wanted, POINTS, POINTS * (asked.page - 1), tellings=NAMED), "series")
    if look.series["id"] != id:
        return RedirectResponse(str(here.at(f"/series/{look.series['id']}")), 302)
    claimants, scale = points.claimants_of(look.claimants), points.scale_of(look.held, wanted.scale)
    drawn = answers.series_chart(engine, look, wanted)
    return PAGES.answer(
        request,
        "series.html",
        series=look.series,
        claimants=points.offered(claimants.values(), wanted.claimants),
        points=points.shown(look.points, look.tellings, claimants, scale),
        held=look.held,
        scale=scale,
        disputes=answers.series_disputes(engine, id, DISPUTES + 1),
        asked=asked,
        here=here,
        drawn=len(drawn),
        marks=json.dumps(points.marks(drawn, claimants, "/claims"), ensure_ascii=False),
        pager=paged(here, asked.page, look.held.points, POINTS),
        first=POINTS * (asked.page - 1),
        citation=_citation(request, look.series, here),
    )


def _citation(request: Request, history: dict[str, Any], here: Address) -> str:
    """How to cite the view: what it is, what it rests on, when it was looked at, where it is."""
    now = datetime.now(UTC)
    rests = f"{history['figures']} figures in {history['articles']} articles by {history['claimants']} claimants"
    where = str(request.base_url).rstrip("/") + str(here)
    return f"“{history['name']}”, Claimwire series {history['id']}: {rests}. Read {now.day} {now:%B %Y, %H:%M} UTC. {where}"
