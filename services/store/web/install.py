"""What the store adds to the pages: routes, and what stands in the navigation."""

from __future__ import annotations

from services.store.web.routes import articles, claims, series, snapshots
from shared.web.pages import Link

ROUTERS = (series.router, claims.router, articles.router, snapshots.router)
LINKS = (
    Link("Series", "/series"),
    Link("Contradictions", "/contradictions"),
    Link("Edits", "/edits"),
    Link("Speakers", "/speakers"),
)
