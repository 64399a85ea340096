"""Sources at a glance, one source with its feeds and books, and what an operator does to it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import Response

from services.ingest import ledger
from services.ingest.api.common import Ledger, Watched
from services.ingest.ledger.days import account_by_day
from services.ingest.ledger.sources import pause_source, remove_source, source_specs
from services.ingest.ledger.watch import Health
from services.ingest.web.common import show
from shared.web.answers import found
from shared.web.desk import done
from shared.web.params import Id

router = APIRouter(prefix="/desk/sources")
DAYS = 14
_FIRST = ("ended", "stalled", "failing", None)


@router.get("")
def list_sources(request: Request, watch: Watched, name: str = "", trouble: bool = False) -> Response:
    """All sources, those in trouble first."""
    everything = watch.sources(datetime.now(UTC))
    wanted = [one for one in everything if name.casefold() in one.name.casefold() and (one.trouble or not trouble)]
    return show(request, "sources.html", rows=by_need(wanted), whole=everything, name=name, trouble=trouble)


def by_need(sources: Sequence[Health]) -> list[Health]:
    """Those in trouble first, the worst kind before; by name within a kind."""
    return sorted(sources, key=lambda one: (_FIRST.index(one.trouble), one.name.casefold()))


@router.get("/{id}")
def show_source(request: Request, engine: Ledger, watch: Watched, id: Id) -> Response:
    """One source: how it does, its feeds, its settings, and its books by day."""
    now = datetime.now(UTC)
    health = found(watch.one(id, now), "source")
    (feeds,) = (source["feeds"] for source in ledger.list_sources(engine) if source["id"] == id)
    (account,) = (one for one in ledger.account(engine) if one.source == health.name)
    days = account_by_day(engine, DAYS, now, health.name)
    (spec, *_) = [*source_specs(engine, health.name), None]
    return show(request, "source.html", source=health, feeds=feeds, account=account, days=days, spec=spec)


@router.post("/{id}/pause")
def pause(engine: Ledger, id: Id) -> Response:
    """Let it rest."""
    pause_source(engine, find(engine, id)["name"], True)
    return done(f"/desk/sources/{id}", "paused")


@router.post("/{id}/resume")
def resume(engine: Ledger, id: Id) -> Response:
    """Go on with it."""
    pause_source(engine, find(engine, id)["name"], False)
    return done(f"/desk/sources/{id}", "resumed")


@router.get("/{id}/remove")
def ask_to_remove(request: Request, engine: Ledger, id: Id) -> Response:
    """Whether it is meant."""
    return show(request, "source_remove.html", source=find(engine, id))


@router.post("/{id}/remove")
def remove(engine: Ledger, id: Id) -> Response:
    """Watch it no more."""
    if not remove_source(engine, find(engine, id)["name"], datetime.now(UTC)):
        raise HTTPException(404, "there is no such source")
    return done("/desk/sources", "removed")


def find(engine: Ledger, id: int) -> dict[str, Any]:
    """A watched source by its id, or 404."""
    return found(next((one for one in ledger.list_sources(engine) if one["id"] == id), None), "source")
