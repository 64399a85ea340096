"""What was set aside for a person. It needs a key with the scope `admin`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query
from pydantic import BaseModel, ConfigDict, Field

from services.ingest import ledger
from services.ingest.api.common import Ledger
from services.ingest.api.models import Case, CaseWhole, Resolved
from services.ingest.ledger.entries import list_cases, open_case_ids
from shared.web.answers import Page, found
from shared.web.params import Cursor, Id, Int, PageQuery, Words

router = APIRouter(prefix="/quarantine", tags=["quarantine"])


class CasesQuery(PageQuery):
    """Which cases, and which page."""

    reason: Words | None = Field(None, description="Only with this reason.")
    resolved: bool = Field(False, description="Also what was dealt with.")
    cursor: Cursor = None


class Choice(BaseModel):
    """Which cases: by id, all with one reason, or all."""

    model_config = ConfigDict(extra="forbid", strict=True)

    cases: list[Int] = Field(default=[], max_length=1000)
    reason: Words | None = None
    everything: bool = False


@router.get("", response_model=Page[Case])
def list_quarantine(engine: Ledger, asked: Annotated[CasesQuery, Query()]) -> Any:
    """List what is in quarantine, the newest first."""
    page = list_cases(engine, reason=asked.reason, resolved=asked.resolved, limit=asked.limit, cursor=asked.cursor)
    return {"items": page.rows, "next": page.next}


@router.get("/{id}", response_model=CaseWhole)
def get_case(engine: Ledger, id: Id) -> Any:
    """Get a case with its message and traceback."""
    return found(ledger.find_case(engine, id), "case")


@router.post("/replay", response_model=Resolved)
def replay_cases(engine: Ledger, choice: Choice) -> Any:
    """Send cases through the line once more. What fails again comes back; what cannot be sent stays, and is not named."""
    return _resolve(engine, choice, replay=True)


@router.post("/discard", response_model=Resolved)
def discard_cases(engine: Ledger, choice: Choice) -> Any:
    """Drop cases for good; the ledger keeps that they were cancelled."""
    return _resolve(engine, choice, replay=False)


def _resolve(engine: Ledger, choice: Choice, *, replay: bool) -> dict[str, Any]:
    if not (choice.cases or choice.reason or choice.everything):
        raise HTTPException(422, "name cases, a reason, or everything")
    cases = choice.cases or open_case_ids(engine, choice.reason)
    return {"cases": ledger.resolve(engine, cases, datetime.now(UTC), replay=replay)}
