"""Speakers and sources."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query

from services.store import queries
from services.store.api.common import Store, answer, found
from services.store.api.models import Page, Sources, SpeakerRow, SpeakerWhole
from services.store.api.params import PAGE, Cursor, Id, Limit, Words

router = APIRouter()


@router.get("/speakers", response_model=Page[SpeakerRow], tags=["speakers"])
def list_speakers(
    engine: Store,
    name: Annotated[Words | None, Query(description="Only speakers with a name that contains this.")] = None,
    limit: Annotated[Limit, Query()] = PAGE,
    cursor: Annotated[Cursor, Query()] = None,
) -> Any:
    """List persons and bodies that are attributed, under all their names."""
    return answer(queries.speakers(engine, name, limit, cursor))


@router.get("/speakers/{id}", response_model=SpeakerWhole, tags=["speakers"])
def get_speaker(engine: Store, id: Id) -> Any:
    """Get a speaker by the id of any of their names."""
    return found(queries.speaker(engine, id), "speaker")


@router.get("/sources", response_model=Sources, tags=["sources"])
def list_sources(engine: Store) -> Any:
    """List the outlets of which articles are stored."""
    return {"items": queries.sources(engine)}
