"""A worker that hands on what it gets and does nothing else: `celery -A benchmarks.support.relay worker -Q ...`."""

from __future__ import annotations

import logging

from shared import logs
from shared.bus import Bus, create_app
from shared.messages import ArticlesRead, EntriesSettled, PagesFetched, ReadArticle, Settlement
from shared.outcomes import Outcome
from shared.settings import Settings, load

settings = load(Settings)
logs.configure(settings, "relay")
logging.getLogger().setLevel(logging.WARNING)
app = create_app("extract", settings)
bus = Bus(app, settings)


@bus.handles(PagesFetched)
def read(event: PagesFetched) -> None:
    """From ingest to store."""
    pages = event.pages
    articles = (
        ReadArticle(entry_id=p.entry_id, url=p.url, page=p.page, extraction=p.page, fetched_at=p.fetched_at, source=p.source)
        for p in pages
    )
    bus.publish(ArticlesRead(articles=tuple(articles)))


@bus.handles(ArticlesRead)
def save(event: ArticlesRead) -> None:
    """From store to ledger."""
    results = (Settlement(entry_id=a.entry_id, page=a.page, outcome=Outcome.STORED) for a in event.articles)
    bus.publish(EntriesSettled(results=tuple(results)))


@bus.handles(EntriesSettled)
def settle(event: EntriesSettled) -> None:
    """The end of the way."""
