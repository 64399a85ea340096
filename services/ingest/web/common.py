"""What the pages share: their templates, and how one is shown."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from fastapi import Request
from starlette.responses import Response

from services.ingest.web.plain import plain, reason
from shared.web.address import Address
from shared.web.desk import said
from shared.web.pages import Pages

PAGES = Pages(Path(__file__).parent / "templates")
PAGES.templates.filters |= {"plain": plain, "reason": reason}
PAGES.templates.globals["entries"] = Address("/desk/ledger/entries")


def show(request: Request, template: str, status: int = 200, **shown: Any) -> Response:
    """A page of the desk; `now` and `said` are among what it is given."""
    return PAGES.answer(request, template, status, now=datetime.now(UTC), said=said(request), **shown)
