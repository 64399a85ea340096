"""What the store adds to the application: its lists and pages, and subscriptions for operators."""

from __future__ import annotations

from sqlalchemy import Engine

from services.store.api.routes import articles, claims, exports, feeds, figures, outlets, people, search, subscriptions
from services.store.queries import QueryError
from services.store.web import install as web
from shared.web.application import Part
from shared.web.guards import Access

READERS = tuple(part.router for part in (articles, claims, figures, people, outlets, search, exports, feeds))


def part(engine: Engine) -> Part:
    """The API and the pages over a store."""
    return Part(
        engine,
        {"store": engine},
        api=[*((router, Access.READERS) for router in READERS), (subscriptions.router, Access.OPERATORS)],
        pages=web.ROUTERS,
        links=web.LINKS,
        errors={QueryError: "words"},
    )
