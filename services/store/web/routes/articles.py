"""Articles: the text with all its claims, and what an edit did to it."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.store import queries
from services.store.api.common import Store
from services.store.web.common import PAGES
from services.store.web.views.comparing import compared
from services.store.web.views.marking import Stand, marked
from shared.web.answers import found
from shared.web.params import Id

router = APIRouter(prefix="/articles")


@router.get("/{id}")
def article(request: Request, engine: Store, id: Id) -> Response:
    """An article in its newest version, with its claims."""
    row = found(queries.article(engine, id), "article")
    version = found(queries.version(engine, id, row["versions"]), "version")
    return _page(request, row, version, queries.versions(engine, id))


@router.get("/{id}/versions/{number}")
def version(request: Request, engine: Store, id: Id, number: Id) -> Response:
    """A version beside the one before it; the first one alone."""
    row = found(queries.article(engine, id), "article")
    after = found(queries.version(engine, id, number), "version")
    numbers = queries.versions(engine, id)
    before = queries.version(engine, id, number - 1) if number > 1 else None
    if before is None:
        return _page(request, row, after, numbers)
    gone = _stands(before, {change["before"] for change in after["changes"]})
    come = _stands(after, {change["after"] for change in after["changes"]})
    parts = [
        (name, compared(before[name] or "", after[name] or "", gone[name], come[name])) for name in ("title", "dek", "text")
    ]
    claims = {each["id"]: each["claim"] for each in (*before["claims"], *after["claims"])}
    return PAGES.answer(
        request, "compare.html", article=row, before=before, after=after, versions=numbers, parts=parts, claims=claims
    )


def _page(request: Request, row: dict[str, Any], version: dict[str, Any], versions: list[dict[str, Any]]) -> Response:
    stands = _stands(version)
    parts = {name: marked(version[name] or "", stands[name]) for name in ("title", "dek", "text")}
    return PAGES.answer(request, "article.html", article=row, version=version, versions=versions, parts=parts)


def _stands(version: dict[str, Any], only: set[int | None] | None = None) -> dict[str, list[Stand]]:
    """Where a version's claims stand, by part; `only` these."""
    found: dict[str, list[Stand]] = {"title": [], "dek": [], "text": []}
    for claim in version["claims"]:
        if only is None or claim["id"] in only:
            found[claim["part"]].append(Stand(claim["start"], claim["end"], "claim", claim["id"]))
    return found
