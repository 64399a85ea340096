"""What `claimwire doctor` finds, as a page of the desk. Nothing is written for it: this process may only read what is kept."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.doctor.cli import examine
from services.doctor.findings import Level
from shared.web.application import Part
from shared.web.guards import Access
from shared.web.pages import Link, Pages

PAGES = Pages(Path(__file__).parent / "templates")
router = APIRouter(prefix="/desk/checks")


@router.get("")
def show_checks(request: Request) -> Response:
    """All findings, the worst first."""
    order = list(reversed(Level))
    findings = sorted(examine(writing=False), key=lambda finding: order.index(finding.level))
    return PAGES.answer(request, "checks.html", findings=findings)


PART = Part(
    None,
    pages=[(router, Access.OPERATORS)],
    links=[Link("Checks", "/desk/checks", Access.OPERATORS, desk=True)],
)
