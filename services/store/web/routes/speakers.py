"""Speakers: who is quoted lately, who is found by name, and a claimant's record."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from services.store import queries
from services.store.api.common import Store
from services.store.queries import Filter
from services.store.web.asked import SpeakersAsked
from services.store.web.common import PAGE, PAGES, address, walked
from shared.web.answers import found
from shared.web.params import Id

router = APIRouter(prefix="/speakers")
LOOK = 1000


@router.get("")
def speakers(request: Request, engine: Store, asked: Annotated[SpeakersAsked, Query()]) -> Response:
    """Speakers with a name that contains what is asked for; without a name, those who are quoted most of late."""
    if asked.name is None and asked.cursor is None:
        rows = queries.quoted(engine, LOOK)
        return PAGES.answer(request, "speakers.html", asked=asked, rows=rows, lately=LOOK, pager=None)
    page = queries.speakers(engine, asked.name, PAGE, asked.cursor)
    pager = walked(address(request), asked.cursor, page.next)
    return PAGES.answer(request, "speakers.html", asked=asked, rows=page.rows, lately=None, pager=pager)


@router.get("/{id}")
def speaker(request: Request, engine: Store, id: Id) -> Response:
    """A claimant's record: figures, revisions, contradictions, and the latest claims."""
    row = found(queries.speaker(engine, id), "speaker")
    return PAGES.answer(
        request,
        "speaker.html",
        speaker=row,
        record=queries.record(engine, row["identity"]),
        claims=queries.page(engine, "claims", Filter(speaker_id=id), 12).rows,
    )
