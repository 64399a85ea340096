"""A claim: its words in their sentence, its figures, where else it stands, what agrees and what disagrees."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.store import queries
from services.store.api.common import Store
from services.store.api.jsonld import claim_jsonld
from services.store.company import company
from services.store.web.common import PAGES
from services.store.web.views.claim import figure, sentence
from shared.web.answers import found
from shared.web.params import Id

router = APIRouter(prefix="/claims")


@router.get("/{id}")
def claim(request: Request, engine: Store, id: Id) -> Response:
    """A claim with its proof."""
    row = found(queries.claim(engine, id), "claim")
    span = row["spans"][-1]
    words = found(queries.wording_of(engine, row["article"], span["version"]), "version")
    base = str(request.base_url).rstrip("/")
    return PAGES.answer(
        request,
        "claim.html",
        claim=row,
        told=row["claim"],
        words=words,
        sentence=sentence(words, span, row["claim"]),
        figures=[(quantity, figure(quantity)) for quantity in row["claim"]["quantities"]],
        company=company(engine, id),
        jsonld=claim_jsonld(row, f"{base}/claims/{id}"),
    )
