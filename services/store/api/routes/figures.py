"""Figures, the series that they form, and open contradictions."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from pydantic import Field

from services.store import answers, queries
from services.store.api.common import Store, answer, listed
from services.store.api.models import Contradiction, Decision, FigureRow, FormerSeries, Page, SeriesRow, SeriesWhole
from services.store.api.params import Listed, SeriesId, Since, WalkQuery
from shared.cursors import MAX_INT
from shared.web.answers import found
from shared.web.params import Limit, Words

router = APIRouter()


@router.get("/figures", response_model=Page[FigureRow], tags=["figures"])
def list_figures(engine: Store, asked: Listed) -> Any:
    """List figures with who puts them forward and where, the newest article first, in reading order."""
    return listed(engine, "figures", asked)


class SeriesQuery(WalkQuery):
    """Which series."""

    text: Words | None = Field(None, description="Only series with these words in their name or claims.")
    contested: bool = Field(False, description="Only series with an open contradiction.")
    changed_since: Since = Field(
        None, description="Only series that changed after this change, in that order: start at 0, go on at `changed_through`."
    )


@router.get("/series", response_model=Page[SeriesRow], tags=["series"])
def list_series(engine: Store, asked: Annotated[SeriesQuery, Query()]) -> Any:
    """List figure series, the most told first."""
    since = asked.changed_since
    page = queries.series(engine, asked.limit, asked.cursor, text=asked.text, contested=asked.contested, changed_since=since)
    return answer(page, since)


class ChangesQuery(WalkQuery):
    """Which changes."""

    changed_since: Annotated[int, Field(ge=0, le=MAX_INT)] = Field(
        0, description="Only what came about after this change: go on at `changed_through`."
    )


@router.get("/former-series", response_model=Page[FormerSeries], tags=["series"])
def list_former_series(engine: Store, asked: Annotated[ChangesQuery, Query()]) -> Any:
    """List the ids that series had before they were merged, split or told earlier, in the order in which that came about."""
    page = queries.former_series(engine, asked.limit, asked.cursor, changed_since=asked.changed_since)
    return answer(page, asked.changed_since)


@router.get("/decisions", response_model=Page[Decision], tags=["series", "speakers"])
def list_decisions(engine: Store, asked: Annotated[ChangesQuery, Query()]) -> Any:
    """List what operators decided about series and speakers, in the order in which it was decided or undone."""
    page = queries.decisions(engine, asked.limit, asked.cursor, changed_since=asked.changed_since)
    return answer(page, asked.changed_since)


class HistoryQuery(WalkQuery):
    """Which points."""

    limit: Limit = 100


@router.get("/series/{id}", response_model=SeriesWhole, tags=["series"])
def get_series(engine: Store, id: Annotated[SeriesId, Path()], asked: Annotated[HistoryQuery, Query()]) -> Any:
    """Get how a figure developed: its points with who puts them forward, who tells them, and how many independently."""
    return found(answers.series_history(engine, id, asked.limit, asked.cursor), "series")


class ContradictionsQuery(WalkQuery):
    """Which contradictions."""

    series: Words | None = Field(None, description="Only those of this series.")


@router.get("/contradictions", response_model=Page[Contradiction], tags=["series"])
def list_contradictions(engine: Store, asked: Annotated[ContradictionsQuery, Query()]) -> Any:
    """List open contradictions, the newest first."""
    return answer(queries.contradictions(engine, asked.limit, asked.cursor, series=asked.series))
