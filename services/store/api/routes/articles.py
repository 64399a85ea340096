"""Articles and their versions."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from services.store import queries
from services.store.api.common import Store, listed
from services.store.api.models import ArticleRow, ArticleWhole, Page, VersionRow, VersionWhole
from services.store.api.params import Listed
from shared.web.answers import ListOf, found
from shared.web.params import Id

router = APIRouter(prefix="/articles", tags=["articles"])


@router.get("", response_model=Page[ArticleRow])
def list_articles(engine: Store, asked: Listed) -> Any:
    """List articles in their newest version, newest first; with conditions on claims, those that have such a claim."""
    return listed(engine, "articles", asked)


@router.get("/{id}", response_model=ArticleWhole)
def get_article(engine: Store, id: Id) -> Any:
    """Get an article with the text of its newest version."""
    return found(queries.article(engine, id), "article")


@router.get("/{id}/versions", response_model=ListOf[VersionRow])
def list_versions(engine: Store, id: Id) -> Any:
    """List the versions of an article, the first one first."""
    return {"items": found(queries.versions(engine, id) or None, "article")}


@router.get("/{id}/versions/{number}", response_model=VersionWhole)
def get_version(engine: Store, id: Id, number: Id) -> Any:
    """Get a version with its text and claims, and what it did to the claims of the version before."""
    return found(queries.version(engine, id, number), "version")
