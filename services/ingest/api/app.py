"""What ingest adds to the application: the ledger's books and sources for holders of a key, the quarantine for operators."""

from __future__ import annotations

from sqlalchemy import Engine

from services.ingest.api.routes import ledger, quarantine, watch
from services.ingest.settings import IngestSettings
from shared.web.application import Part
from shared.web.guards import Access


def part(engine: Engine, settings: IngestSettings) -> Part:
    """The API over a ledger."""
    return Part(
        engine,
        {"ledger": engine, "ingest": settings},
        api=[(ledger.router, Access.MEMBERS), (watch.router, Access.MEMBERS), (quarantine.router, Access.OPERATORS)],
    )
