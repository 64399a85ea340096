"""Claims, also as schema.org Claim in JSON-LD."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse

from services.store import queries
from services.store.api.common import Store, listed
from services.store.api.jsonld import MEDIA_TYPE, claim_jsonld
from services.store.api.models import ClaimRow, ClaimWhole, Page
from services.store.api.params import Listed
from shared.web.answers import found
from shared.web.params import Id

router = APIRouter(prefix="/claims", tags=["claims"])
_LD: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The claim",
        "content": {MEDIA_TYPE: {"schema": {"type": "object", "required": ["@context", "@type"]}}},
    }
}


@router.get("", response_model=Page[ClaimRow])
def list_claims(engine: Store, asked: Listed) -> Any:
    """List claims with article and speaker, the newest article first, in reading order."""
    return listed(engine, "claims", asked)


class JsonLd(JSONResponse):
    """An answer in JSON-LD."""

    media_type = MEDIA_TYPE

    def render(self, content: Any) -> bytes:
        """As JSON that may stand inside of a `<script>` of somebody's page: nothing in it ends that."""
        written: bytes = super().render(content)
        for sign in b"<>&":
            written = written.replace(bytes([sign]), b"\\u%04x" % sign)
        return written


@router.get("/{id}.jsonld", response_class=JsonLd, responses=_LD)
def get_claim_jsonld(request: Request, engine: Store, id: Id) -> Any:
    """Get a claim as schema.org Claim in JSON-LD."""
    address = str(request.url_for("get_claim", id=id))
    return JsonLd(claim_jsonld(found(queries.claim(engine, id), "claim"), address))


@router.get("/{id}", response_model=ClaimWhole, responses=_LD)
def get_claim(request: Request, engine: Store, id: Id) -> Any:
    """Get a claim with its proof in every version that tells it; with `Accept: application/ld+json` as schema.org Claim."""
    row = found(queries.claim(engine, id), "claim")
    if MEDIA_TYPE in request.headers.get("accept", ""):
        return JsonLd(claim_jsonld(row, str(request.url_for("get_claim", id=id))))
    return row
