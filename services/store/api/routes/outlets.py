"""What outlets do: whom they repeat, and what they edit."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import Field

from services.store import queries, repeats
from services.store.api.common import Store, answer
from services.store.api.models import Edit, Page, Repeat
from services.store.api.params import SeriesId, WalkQuery
from services.store.queries import Filter
from shared.web.answers import ListOf
from shared.web.params import Int, Moment, Words

router = APIRouter(tags=["sources"])


@router.get("/repeats", response_model=ListOf[Repeat])
def list_repeats(engine: Store, series: Annotated[SeriesId | None, Query(description="Only in this series.")] = None) -> Any:
    """List which outlets repeat whom, in all articles, or in the figures of a series; where `own` is 0 one only repeats."""
    return {"items": repeats.repeats(engine, series)}


class EditsQuery(WalkQuery):
    """Which edits."""

    source: Words | None = Field(None, description="Only this source, by its whole name.")
    publisher: Words | None = Field(None, description="Only sources of this publisher.")
    article: Int | None = Field(None, description="Only this article.")
    after: Moment | None = Field(None, description="Only articles published at or after this moment.")
    before: Moment | None = Field(None, description="Only articles published before this moment.")


@router.get("/edits", response_model=Page[Edit])
def list_edits(engine: Store, asked: Annotated[EditsQuery, Query()]) -> Any:
    """List versions that changed figures of the version before, the newest first, with the outlet's note if there is one."""
    wanted = Filter(**asked.model_dump(exclude={"limit", "cursor"}))
    return answer(queries.edits_of_figures(engine, wanted, asked.limit, asked.cursor))
