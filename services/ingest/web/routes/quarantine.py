"""What waits for a person, and the person's word on it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from pydantic import BaseModel
from starlette.responses import Response

from services.ingest import ledger
from services.ingest.api.common import Ledger
from services.ingest.ledger.condition import condition
from services.ingest.ledger.entries import list_cases, open_case_ids
from services.ingest.web.common import show
from shared.web.address import Address
from shared.web.answers import found
from shared.web.desk import done
from shared.web.params import Cursor, Filled, Id, Int, Words

router = APIRouter(prefix="/desk/quarantine")
PAGE = 50


class Chosen(BaseModel):
    """Cases that were ticked, or all of one reason, or all."""

    cases: list[Int] = []
    reason: Words | None = None
    everything: bool = False


@router.get("")
def show_cases(
    request: Request,
    engine: Ledger,
    reason: Annotated[Words | None, Filled] = None,
    resolved: bool = False,
    cursor: Annotated[Cursor, Query()] = None,
) -> Response:
    """What is in quarantine, by reason and one by one."""
    reasons = condition(engine, datetime.now(UTC)).quarantine
    page = list_cases(engine, reason=reason, resolved=resolved, limit=PAGE, cursor=cursor)
    here = Address.of(request.url.path, request.query_params.multi_items())
    return show(request, "cases.html", page=page, reasons=reasons, asked_reason=reason, resolved=resolved, here=here)


@router.get("/{id}")
def show_case(request: Request, engine: Ledger, id: Id) -> Response:
    """One case with its message and traceback."""
    case = found(ledger.find_case(engine, id), "case")
    return show(request, "case.html", case=case, message=_laid_out(case.message))


@router.post("/replay")
def replay(engine: Ledger, chosen: Annotated[Chosen, Form()]) -> Response:
    """Send cases through the line once more."""
    return _resolve(engine, chosen, replay=True)


@router.post("/discard")
def discard(engine: Ledger, chosen: Annotated[Chosen, Form()]) -> Response:
    """Drop cases for good."""
    return _resolve(engine, chosen, replay=False)


def _resolve(engine: Ledger, chosen: Chosen, *, replay: bool) -> Response:
    every = chosen.reason or chosen.everything
    cases = chosen.cases or (open_case_ids(engine, chosen.reason) if every else [])
    closed = ledger.resolve(engine, cases, datetime.now(UTC), replay=replay)
    return done("/desk/quarantine", "replayed" if replay else "discarded", len(closed))


def _laid_out(message: str | None) -> str | None:
    """A message as people read it; one that was cut stays as it is."""
    try:
        return json.dumps(json.loads(message), indent=2, ensure_ascii=False) if message else None
    except ValueError:
        return message
