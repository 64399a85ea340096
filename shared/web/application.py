"""One application out of the parts that services add: routes, guards, headers and documentation put together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fastapi import APIRouter, Depends, FastAPI
from fastapi.middleware.cors import CORSMiddleware
from fastapi.middleware.gzip import GZipMiddleware
from fastapi_offline import FastAPIOffline
from sqlalchemy import Engine

from shared.web import desk, health, login, openapi, pages, problems
from shared.web.gate import Gate
from shared.web.guards import Access, Doorkeeper, needs
from shared.web.headers import AnswerHeaders, ETags
from shared.web.holders import Keys
from shared.web.pages import Link
from shared.web.params import given_once
from shared.web.settings import WebSettings
from shared.web.visits import own_form, visits

PREFIX = "/api/v1"
MAX_BODY = 65_536
DESCRIPTION = """
What news sources claim: who says which figure, in which words, in which version of which page.

Lists are walked with `cursor`; rows that were there when a walk began are met exactly once, whatever arrives meanwhile.
`changed_since` gives what was saved since, in the order in which it was, and misses nothing. Answers have an `ETag`; send it
back in `If-None-Match`. Errors are problem details (RFC 9457).
"""
TAGS = (
    *("articles", "claims", "figures", "series", "speakers", "sources", "search", "exports", "feeds", "subscriptions"),
    *("ledger", "watch", "quarantine", "health"),
)
"""The order in which the documentation tells of things."""

Routes = Sequence[tuple[APIRouter, Access]]


@dataclass(frozen=True, slots=True)
class Part:
    """What one service adds.

    `engine` is its database, null for one without, and `state` what its routes find in `app.state`. `errors` are its own, each
    with the parameter that it is about.
    """

    engine: Engine | None
    state: Mapping[str, Any] = field(default_factory=dict)
    api: Routes = ()
    pages: Routes = ()
    links: Sequence[Link] = ()
    errors: Mapping[type[Exception], str] = field(default_factory=dict)


def create(parts: Sequence[Part], keys: Keys, settings: WebSettings, *, open_to_all: bool) -> FastAPI:
    """The application. `open_to_all`: no key is needed; only for an address that nobody else can reach."""
    app = FastAPIOffline(
        title="Claimwire",
        version="1",
        summary="A ledger of what news sources claim.",
        description=DESCRIPTION,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        openapi_tags=[{"name": name} for name in TAGS],
        max_body_size=MAX_BODY,
    )
    keeper = Doorkeeper(keys, open_to_all=open_to_all, public=settings.public_reading, per_minute=settings.api_per_minute)
    app.state.parts, app.state.doorkeeper, app.state.settings = parts, keeper, settings
    app.include_router(health.router)
    _add_pages(app, [(login.router, Access.ALL)], [])
    for part in parts:
        for name, value in part.state.items():
            setattr(app.state, name, value)
        for router, access in part.api:
            app.include_router(router, prefix=PREFIX, dependencies=[Depends(needs(access)), Depends(given_once)])
        _add_pages(app, part.pages, part.links)
    _add_pages(app, [(desk.router, Access.OPERATORS)], [desk.LINK])
    problems.install(app, {error: where for part in parts for error, where in part.errors.items()})
    openapi.describe(app)
    _surround(app, keeper, list(settings.api_cors_origins))
    return app


def _add_pages(app: FastAPI, routes: Routes, links: Sequence[Link]) -> None:
    pages.install(app, links)
    for router, access in routes:
        guards = [Depends(visits(access)), Depends(own_form)]
        app.include_router(router, dependencies=guards, include_in_schema=False)


def _surround(app: FastAPI, keeper: Doorkeeper, origins: list[str]) -> None:
    """The middleware. The last one added is the first that a request meets."""
    app.add_middleware(ETags)
    app.add_middleware(GZipMiddleware, minimum_size=1000)
    app.add_middleware(Gate, keeper=keeper, origins=origins)
    if origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=origins,
            allow_methods=["GET", "POST", "DELETE"],
            allow_headers=["Authorization", "Content-Type", "If-None-Match"],
            expose_headers=["ETag", "Retry-After"],
        )
    app.add_middleware(AnswerHeaders)
