"""Speakers and sources."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import Field

from services.store import queries
from services.store.api.common import Store, answer
from services.store.api.models import Page, Sources, SpeakerRow, SpeakerWhole
from services.store.api.params import Since, WalkQuery
from shared.web.answers import found
from shared.web.params import Id, Words

router = APIRouter()


class SpeakersQuery(WalkQuery):
    """Which speakers, and which page."""

    name: Words | None = Field(None, description="Only speakers with a name that contains this.")
    changed_since: Since = Field(
        None,
        description="Only speakers of whom a name was grouped anew after this change, in that order.",
    )


@router.get("/speakers", response_model=Page[SpeakerRow], tags=["speakers"])
def list_speakers(
    engine: Store,
    asked: Annotated[SpeakersQuery, Query()],
) -> Any:
    """List persons and bodies that are attributed, under all their names."""
    page = queries.speakers(engine, asked.name, asked.limit, asked.cursor, changed_since=asked.changed_since)
    return answer(page, asked.changed_since)


@router.get("/speakers/{id}", response_model=SpeakerWhole, tags=["speakers"])
def get_speaker(engine: Store, id: Id) -> Any:
    """Get a speaker by the id of any of their names."""
    return found(queries.speaker(engine, id), "speaker")


@router.get("/sources", response_model=Sources, tags=["sources"])
def list_sources(engine: Store) -> Any:
    """List the outlets of which articles are stored."""
    return {"items": queries.sources(engine)}
