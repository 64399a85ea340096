"""The desk: what operators' pages of all services share."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from shared.web import words
from shared.web.guards import Access
from shared.web.pages import Link, navigation

LINK = Link("Desk", "/desk", Access.OPERATORS)
router = APIRouter()
_DONE = {
    "replayed": "{} sent through the line once more.",
    "discarded": "{} discarded.",
    "paused": "Paused: nothing is polled or fetched until it goes on.",
    "resumed": "It goes on.",
    "saved": "Saved.",
    "removed": "Removed. What it brought stays in the ledger and in the store.",
    "added": "It is watched from now on, and polled within a minute.",
    "ended": "The subscription has ended.",
}


@router.get("/desk")
def show_desk(request: Request) -> Response:
    """The first of its pages."""
    return RedirectResponse(next(link.path for link in navigation(request.app) if link.desk), 303)


def done(path: str, what: str, count: int | None = None) -> Response:
    """After a form has done its work: the page to look at it on, which says so."""
    number = "" if count is None else f"&count={count}"
    return RedirectResponse(f"{path}{'&' if '?' in path else '?'}done={what}{number}", 303)


def said(request: Request) -> str | None:
    """What the form before this page has done, in words of ours alone."""
    words_of = _DONE.get(request.query_params.get("done", ""))
    count = request.query_params.get("count", "")
    return words_of and words_of.format(words.count(int(count), "case") if count.isdecimal() and len(count) < 9 else "It was")
