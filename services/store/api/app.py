"""The API's application: routes, guards, headers and documentation put together."""

from __future__ import annotations

from fastapi import Depends, FastAPI
from fastapi.middleware.cors import CORSMiddleware
from fastapi.middleware.gzip import GZipMiddleware
from fastapi_offline import FastAPIOffline
from sqlalchemy import Engine

from services.store.api import openapi, problems
from services.store.api.guards import Doorkeeper, Gate, needs
from services.store.api.headers import AnswerHeaders, ETags
from services.store.api.routes import articles, claims, exports, feeds, figures, health, people, search, subscriptions
from services.store.keys import Scope
from services.store.settings import StoreSettings
from services.store.web.install import install as install_pages

PREFIX = "/api/v1"
MAX_BODY = 65_536
DESCRIPTION = """
What news sources claim: who says which figure, in which words, in which version of which page.

Lists are walked with `cursor`; rows that were there when a walk began are met exactly once, whatever arrives meanwhile.
`changed_since` gives what was saved since, in the order in which it was, and misses nothing. Answers have an `ETag`; send it
back in `If-None-Match`. Errors are problem details (RFC 9457).
"""
READERS = (articles.router, claims.router, figures.router, people.router, search.router, exports.router, feeds.router)


def create(engine: Engine, settings: StoreSettings, *, open_to_all: bool) -> FastAPI:
    """The API over a store. `open_to_all`: no key is needed; only for an address that nobody else can reach."""
    app = FastAPIOffline(
        title="Claimwire",
        version="1",
        summary="A ledger of what news sources claim.",
        description=DESCRIPTION,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        max_body_size=MAX_BODY,
    )
    keeper = Doorkeeper(engine, open_to_all=open_to_all, per_minute=settings.api_per_minute)
    app.state.engine, app.state.doorkeeper, app.state.settings = engine, keeper, settings
    app.include_router(health.router)
    for router in READERS:
        app.include_router(router, prefix=PREFIX, dependencies=[Depends(needs(Scope.READ))])
    app.include_router(subscriptions.router, prefix=PREFIX, dependencies=[Depends(needs(Scope.ADMIN))])
    install_pages(app, [Depends(needs(Scope.READ))])
    problems.install(app)
    openapi.describe(app)
    # The last one added is the first that a request meets.
    app.add_middleware(ETags)
    app.add_middleware(GZipMiddleware, minimum_size=1000)
    app.add_middleware(Gate, keeper=keeper)
    if settings.api_cors_origins:
        allowed = list(settings.api_cors_origins)
        app.add_middleware(
            CORSMiddleware,
            allow_origins=allowed,
            allow_methods=["GET", "POST", "DELETE"],
            allow_headers=["Authorization", "Content-Type", "If-None-Match"],
            expose_headers=["ETag", "Retry-After"],
        )
    app.add_middleware(AnswerHeaders)
    return app
