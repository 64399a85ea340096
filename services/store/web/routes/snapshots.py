"""Archived pages, as they were fetched and inert: nothing in them runs, loads, sends or frames."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Request
from starlette.responses import Response

from services.store import queries
from services.store.api.common import Store
from shared.blobs import BlobMissingError, Blobs
from shared.web.answers import found

router = APIRouter(prefix="/snapshots")
POLICY = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:;"
    " form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)


@router.get("/{digest}")
def snapshot(request: Request, engine: Store, digest: Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")]) -> Response:
    """A kept page. It looks as it does without what it would load."""
    found(queries.kept_page(engine, digest), "page")
    try:
        content = Blobs(request.app.state.settings.blob_url).get(digest)
    except BlobMissingError as error:
        raise HTTPException(404, "this page is no longer kept") from error
    headers = {
        "Content-Type": _media_type(content),
        "Content-Security-Policy": POLICY,
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Robots-Tag": "noindex",
    }
    return Response(content, headers=headers)


def _media_type(content: bytes) -> str:
    """HTML; with the encoding where it is surely UTF-8, else the browser goes by what the page declares."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "text/html"
    return "text/html; charset=utf-8"
