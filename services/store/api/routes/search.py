"""Full text over claims and articles."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import Field

from services.store import queries
from services.store.api.common import Store, answer
from services.store.api.models import Hit, Page
from services.store.api.params import ListQuery
from services.store.queries.hits import Among
from shared.web.params import Words

router = APIRouter(prefix="/search", tags=["search"])


class SearchQuery(ListQuery):
    """Words, where to look for them, and a filter."""

    words: Words = Field(description='Words in any form, "phrases", -without, either OR other.')
    among: Among = Field("claims", description="Claims, or articles in their newest version.")


@router.get("", response_model=Page[Hit])
def search(engine: Store, asked: Annotated[SearchQuery, Query()]) -> Any:
    """Find claims or articles by their words, the newest first, with the stretch of text in which the words stand."""
    wanted = asked.filter()
    return answer(queries.search(engine, asked.among, wanted, asked.limit, asked.cursor))
