"""What the store adds to the pages: routes with who may see them, and what stands in the navigation."""

from __future__ import annotations

from services.store.web.routes import articles, claims, front, lists, search, series, snapshots, speakers, subscribing
from shared.web.guards import Access
from shared.web.pages import Link

READERS = (
    *(front.router, series.router, claims.router, articles.router, snapshots.router),
    *(search.router, speakers.router, lists.router),
)
ROUTERS = [*((router, Access.READERS) for router in READERS), (subscribing.router, Access.OPERATORS)]
LINKS = (
    Link("Series", "/series"),
    Link("Contradictions", "/contradictions"),
    Link("Edits", "/edits"),
    Link("Speakers", "/speakers"),
    Link("Webhooks", "/subscriptions", Access.OPERATORS, desk=True),
)
