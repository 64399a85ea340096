"""What people ask the store, as plain rows in the words of the design: for the command line, exports, feeds and the API.

Every list takes one `Filter` and has one order, so that any of them can be walked page by page (`listing.page`), streamed whole
(`stream`), exported or subscribed to.
"""

from __future__ import annotations

from services.store.queries.articles import article, articles
from services.store.queries.claims import claim, claims
from services.store.queries.edits import edits, edits_of_figures
from services.store.queries.figures import figures
from services.store.queries.filters import Filter
from services.store.queries.found_series import find_series
from services.store.queries.hits import search
from services.store.queries.lately import Facets, facets, quoted
from services.store.queries.listing import LISTS, Page, page, stream
from services.store.queries.records import record
from services.store.queries.series import contradictions, decisions, former_series, series
from services.store.queries.sources import sources
from services.store.queries.speakers import speaker, speakers
from services.store.queries.versions import kept_page, version, versions, wording_of
from services.store.queries.words import QueryError
from shared.cursors import CursorError

__all__ = [
    "LISTS",
    "CursorError",
    "Facets",
    "Filter",
    "Page",
    "QueryError",
    "article",
    "articles",
    "claim",
    "claims",
    "contradictions",
    "decisions",
    "edits",
    "edits_of_figures",
    "facets",
    "figures",
    "find_series",
    "former_series",
    "kept_page",
    "page",
    "quoted",
    "record",
    "search",
    "series",
    "sources",
    "speaker",
    "speakers",
    "stream",
    "version",
    "versions",
    "wording_of",
]
