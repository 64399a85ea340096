"""The sources that are watched, and how they are doing.

They are not `/sources`: that is the store's list of outlets of which articles are stored, watched or imported, in its own
database. The two meet in the source's name.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter

from services.ingest import ledger
from services.ingest.api.common import Ledger, Watched
from services.ingest.api.models import WatchedSource, WatchedSourceWhole
from shared.web.answers import ListOf, found
from shared.web.params import Id

router = APIRouter(prefix="/watch/sources", tags=["watch"])


@router.get("", response_model=ListOf[WatchedSource])
def list_watched(watch: Watched) -> Any:
    """List the sources that are watched, with what they bring and what is wrong with them."""
    return {"items": [health.as_dict() for health in watch.sources(datetime.now(UTC))]}


@router.get("/{id}", response_model=WatchedSourceWhole)
def get_watched(engine: Ledger, watch: Watched, id: Id) -> Any:
    """Get a watched source with its feeds and what became of its entries."""
    health = found(watch.one(id, datetime.now(UTC)), "watched source")
    (source,) = (one for one in ledger.list_sources(engine) if one["id"] == id)
    (account,) = (one for one in ledger.account(engine) if one.source == health.name)
    return health.as_dict() | {"listed": source["feeds"], "account": account.as_dict()}
