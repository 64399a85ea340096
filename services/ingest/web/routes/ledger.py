"""The books, the entries behind each of their numbers, and one entry with all its fetches."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict
from starlette.responses import Response

from services.ingest import ledger
from services.ingest.api.common import Ledger
from services.ingest.ledger.accounts import total
from services.ingest.ledger.days import account_by_day
from services.ingest.ledger.entries import Became, EntryFilter, find_entry, list_entries
from services.ingest.web.common import show
from shared.web.address import Address
from shared.web.answers import found
from shared.web.params import Cursor, Day, Filled, Id, Url, Words

router = APIRouter(prefix="/desk/ledger")
PAGE = 50


class EntriesAsked(BaseModel):
    """Which entries: a column of the books, a reason, a source, a day (UTC) of discovery, one URL."""

    model_config = ConfigDict(extra="ignore")

    source: Annotated[Words | None, Filled] = None
    became: Annotated[Became | None, Filled] = None
    reason: Annotated[Words | None, Filled] = None
    day: Annotated[Day | None, Filled] = None
    url: Annotated[Url | None, Filled] = None
    cursor: Annotated[Cursor, Filled] = None

    def filter(self) -> EntryFilter:
        """The filter of the ledger's list."""
        begin = datetime.combine(self.day, time(), UTC) if self.day else None
        end = begin + timedelta(days=1) if begin else None
        return EntryFilter(self.source, self.became, self.reason, None, self.url, begin, end)


@router.get("")
def show_books(request: Request, engine: Ledger, days: Annotated[int, Query(ge=0, le=60)] = 0) -> Response:
    """The books of all sources; with `days` by day."""
    accounts = ledger.account(engine)
    by_day = account_by_day(engine, days, datetime.now(UTC), delays=False) if days else []
    ids = ledger.sources_by_name(engine)
    return show(request, "ledger.html", accounts=accounts, whole=total(accounts), by_day=by_day, days=days, ids=ids)


@router.get("/entries")
def show_entries(request: Request, engine: Ledger, asked: Annotated[EntriesAsked, Query()]) -> Response:
    """The entries behind a number of the books."""
    page = list_entries(engine, asked.filter(), PAGE, asked.cursor)
    accounts = ledger.account(engine)
    here = Address.of(request.url.path, request.query_params.multi_items())
    reasons = sorted(total(accounts).reasons)
    names = [one.source for one in accounts]
    return show(request, "entries.html", page=page, asked=asked, here=here, names=names, reasons=reasons)


@router.get("/entries/{id}")
def show_entry(request: Request, engine: Ledger, id: Id) -> Response:
    """One discovered URL: what became of it, and every fetch."""
    return show(request, "entry.html", entry=found(find_entry(engine, id), "entry"))
