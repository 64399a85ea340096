"""What ingest adds to the application: books and sources for holders of a key, the quarantine and the desk for operators."""

from __future__ import annotations

from sqlalchemy import Engine

from services.ingest.api.routes import ledger, quarantine, watch
from services.ingest.ledger.watch import Watch
from services.ingest.settings import IngestSettings
from services.ingest.web import install as web
from services.ingest.web.looks import Looks
from shared.web.application import Part
from shared.web.guards import Access


def part(engine: Engine, settings: IngestSettings) -> Part:
    """The API and the pages over a ledger."""
    return Part(
        engine,
        {"ledger": engine, "ingest": settings, "looks": Looks(settings), "watch": Watch(engine)},
        api=[(ledger.router, Access.MEMBERS), (watch.router, Access.MEMBERS), (quarantine.router, Access.OPERATORS)],
        pages=[(router, Access.OPERATORS) for router in web.ROUTERS],
        links=web.LINKS,
    )
