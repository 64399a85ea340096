"""The books, by source and by day, and the entries behind them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import Field

from services.ingest import ledger
from services.ingest.api.common import Ledger
from services.ingest.api.models import Books, DayAccount, EntryRow, EntryWhole
from services.ingest.ledger.accounts import total
from services.ingest.ledger.days import account_by_day
from services.ingest.ledger.entries import Became, EntryFilter, find_entry, list_entries
from services.ingest.models import State
from shared.web.answers import ListOf, Page, found
from shared.web.params import Cursor, Id, Moment, PageQuery, Url, Words

router = APIRouter(prefix="/ledger", tags=["ledger"])


@router.get("", response_model=Books)
def get_books(engine: Ledger) -> Any:
    """Get what became of all that was discovered, by source."""
    accounts = ledger.account(engine)
    return {"items": [one.as_dict() for one in accounts], "total": total(accounts).as_dict()}


@router.get("/days", response_model=ListOf[DayAccount])
def list_days(
    engine: Ledger,
    days: Annotated[int, Query(ge=1, le=366, description="Days, today included.")] = 7,
    source: Annotated[Words | None, Query(description="Only this source, by its whole name.")] = None,
) -> Any:
    """List the books of the last days, newest first and by source."""
    return {"items": [day.as_dict() for day in account_by_day(engine, days, datetime.now(UTC), source)]}


class EntriesQuery(PageQuery):
    """Which entries, and which page."""

    source: Words | None = Field(None, description="Only this source, by its whole name.")
    became: Became | None = Field(None, description="Only this column of the books.")
    reason: Words | None = Field(None, description="Only dropped or quarantined for this reason.")
    state: State | None = Field(None, description="Only in this state.")
    url: Url | None = Field(None, description="Only this page, by its canonical URL, or as it was found.")
    after: Moment | None = Field(None, description="Only discovered at or after this moment.")
    before: Moment | None = Field(None, description="Only discovered before this moment.")
    cursor: Cursor = None

    def filter(self) -> EntryFilter:
        """The filter of the ledger's list."""
        return EntryFilter(**{name: getattr(self, name) for name in EntryFilter.__dataclass_fields__})


@router.get("/entries", response_model=Page[EntryRow])
def list_ledger_entries(engine: Ledger, asked: Annotated[EntriesQuery, Query()]) -> Any:
    """List discovered URLs with what became of them, the newest first."""
    page = list_entries(engine, asked.filter(), asked.limit, asked.cursor)
    return {"items": page.rows, "next": page.next}


@router.get("/entries/{id}", response_model=EntryWhole)
def get_entry(engine: Ledger, id: Id) -> Any:
    """Get one discovered URL with all its fetches."""
    return found(find_entry(engine, id), "entry")
