"""What ingest adds to the pages: the desk's rooms."""

from __future__ import annotations

from services.ingest.web.routes import adding, editing, ledger, quarantine, sources
from shared.web.guards import Access
from shared.web.pages import Link

ROUTERS = (adding.router, editing.router, sources.router, ledger.router, quarantine.router)
LINKS = (
    Link("Sources", "/desk/sources", Access.OPERATORS, desk=True),
    Link("Ledger", "/desk/ledger", Access.OPERATORS, desk=True),
    Link("Quarantine", "/desk/quarantine", Access.OPERATORS, desk=True),
)
