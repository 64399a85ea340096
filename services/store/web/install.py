"""The reader's pages in an application."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import FastAPI, params

from services.store.web.routes import articles, claims, series, snapshots
from shared.web import pages
from shared.web.pages import Link

ROUTERS = (series.router, claims.router, articles.router, snapshots.router)
LINKS = (
    Link("Series", "/series"),
    Link("Contradictions", "/contradictions"),
    Link("Edits", "/edits"),
    Link("Speakers", "/speakers"),
)


def install(app: FastAPI, dependencies: Sequence[params.Depends] = ()) -> None:
    """Serve the pages; `dependencies` decide who may read them. `app.state.engine` is the store's database."""
    pages.install(app, LINKS)
    for router in ROUTERS:
        app.include_router(router, dependencies=dependencies, include_in_schema=False)
