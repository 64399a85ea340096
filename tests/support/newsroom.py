"""The sample newsroom in a store, without a crawl: every story read by the extract service, version by version, and joined."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import Engine

from sample.content import Outlet, Story, Version, load_newsroom
from sample.pages import story_page
from services.extract.extraction import extract_page
from services.store import search
from services.store.joining import join_all
from services.store.save import Arrival, save
from shared.articles import Extraction
from shared.blobs import Blobs
from shared.messages import ReadArticle, SourceRef

FORBIDDEN = ("/print/", "/newsletter")  # what its robots.txt keeps from a crawl


def store_newsroom(engine: Engine, blobs: Blobs, now: datetime, more: tuple[tuple[bytes, Extraction], ...] = ()) -> None:
    """Save all articles of the sample newsroom as of `now`; `more` are others, each with its page."""
    first, later = [], []
    for outlet in load_newsroom(now):
        for story in outlet.stories:
            if story.kind == "article" and not story.path.startswith(FORBIDDEN):
                versions = list(_arrivals(outlet, story, blobs, now))
                first.append(versions[0])
                later += versions[1:]
    first += [
        _arrival(10_000 + n, made, blobs.put(page), now, SourceRef(name="Elsewhere", publisher="Elsewhere"))
        for n, (page, made) in enumerate(more)
    ]
    save(engine, first)
    save(engine, later)
    search.catch_up(engine)
    join_all(engine)


def _arrivals(outlet: Outlet, story: Story, blobs: Blobs, now: datetime) -> Iterator[Arrival]:
    base = f"http://{outlet.key}.test"
    for n, version in enumerate(story.versions):
        page = story_page(outlet, story, version, base).encode()
        made = extract_page(page, base + story.path, content_type="text/html; charset=utf-8")
        source = SourceRef(name=outlet.name, publisher=outlet.publisher)
        yield _arrival(_number(story, version), made, blobs.put(page), now + timedelta(hours=n), source)


def _number(story: Story, version: Version) -> int:
    return abs(hash((story.slug, version.title))) % 1_000_000


def _arrival(entry: int, made: Extraction, page: str, at: datetime, source: SourceRef) -> Arrival:
    message = ReadArticle(entry_id=entry, url=made.article.url, page=page, extraction=page, fetched_at=at, source=source)
    return Arrival(message, made)
