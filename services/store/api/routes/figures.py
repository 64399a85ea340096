"""Figures, the series that they form, and open contradictions."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from pydantic import Field

from services.store import answers
from services.store.api.common import Store, listed
from services.store.api.models import Contradiction, FigureRow, Page, SeriesRow, SeriesWhole
from services.store.api.params import Listed
from shared.web.answers import ListOf, found
from shared.web.params import PageQuery, Words

router = APIRouter()


@router.get("/figures", response_model=Page[FigureRow], tags=["figures"])
def list_figures(engine: Store, asked: Listed) -> Any:
    """List figures with who puts them forward and where, the newest article first, in reading order."""
    return listed(engine, "figures", asked)


class SeriesQuery(PageQuery):
    """Which series."""

    text: Words | None = Field(None, description="Only series whose name or claims contain this.")
    contested: bool = Field(False, description="Only series with an open contradiction.")


@router.get("/series", response_model=ListOf[SeriesRow], tags=["series"])
def list_series(
    engine: Store,
    asked: Annotated[SeriesQuery, Query()],
) -> Any:
    """List figure series, the most told first."""
    return {"items": answers.series_list(engine, text=asked.text, contested=asked.contested, limit=asked.limit)}


@router.get("/series/{id}", response_model=SeriesWhole, tags=["series"])
def get_series(engine: Store, id: Annotated[str, Path(max_length=20, pattern=r"^[A-Za-z0-9_-]+$")]) -> Any:
    """Get how a figure developed: every point with who puts it forward, who tells it, and how many independently."""
    return found(answers.series_history(engine, id), "series")


@router.get("/contradictions", response_model=ListOf[Contradiction], tags=["series"])
def list_contradictions(engine: Store, asked: Annotated[PageQuery, Query()]) -> Any:
    """List open contradictions, the newest first."""
    return {"items": answers.contradictions(engine, limit=asked.limit)}
