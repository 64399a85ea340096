"""Words that no database keeps, at every entrance: what is read from feeds, answers, pages and messages is written down."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, select

from services.extract.extraction import extract_page
from services.ingest import ledger
from services.ingest.feeds import parse_feed
from services.ingest.frontpage import read_page
from services.ingest.ledger.polls import Listing
from services.ingest.ledger.quarantine import open_cases
from services.ingest.ledger.sources import DueFeed
from services.ingest.models import FeedEntry
from services.ingest.polling import _found, _Item
from services.ingest.schedule.feeds import PollOutcome, PollResult
from services.ingest.settings import IngestSettings
from services.ingest.sources import SourceSpec
from services.store.models import ArticleVersion
from services.store.save import save
from shared.articles import Extraction
from shared.messages import MessageRejected, Settlement
from shared.outcomes import DropReason, PageDropped
from tests.integration.store.test_save import arrival

pytestmark = pytest.mark.threat("unstorable")
NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
EVIL = "Flood \x00\ud83d\x1b]0;x\x07\x9b in the town"
SITE = "https://harbour.example"


@pytest.fixture
def feed(ingest_engine: Engine) -> DueFeed:
    ledger.sync_sources(ingest_engine, [SourceSpec(name="Harbour", feeds=[f"{SITE}/feed.json"])], NOW)
    (feed_id,) = ledger.lease_feeds(ingest_engine, NOW, IngestSettings())
    (due,) = ledger.due_feeds(ingest_engine, [feed_id])
    return due


def test_one_such_title_does_not_stop_its_feed(ingest_engine: Engine, feed: DueFeed) -> None:
    items = [{"url": f"{SITE}/{n}", "title": title, "authors": [{"name": title}]} for n, title in enumerate((EVIL, "Well"))]
    body = json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items}).encode()
    listed = [_Item(e.url, e.title, e.authors) for e in parse_feed(body, f"{SITE}/feed.json").entries]
    listed += [
        _Item(link.url, EVIL)
        for link in read_page(b'<a href="/2026/a-long-story-of-a-flood">A long story of a flood</a>', SITE).articles
    ]
    listed += [_Item(f"{SITE}/\x00\x1b{EVIL}", EVIL)]
    found = tuple(_found(listed, feed))
    new = ledger.record_poll(ingest_engine, feed, Listing(PollResult(PollOutcome.READ), found), NOW)
    assert new == len(found) >= 3
    with ingest_engine.connect() as connection:
        titles = set(connection.execute(select(FeedEntry.title)).scalars())
    assert titles == {"Flood ]0;x› in the town", "Well"}


def test_outcomes_and_rejected_messages_are_written_down(ingest_engine: Engine) -> None:
    for text in (EVIL, "\x00", "\ud800"):
        rejected = MessageRejected(task="extract.read", reason="invalid_message", detail=text, traceback=text, body=text)
        ledger.quarantine_message(ingest_engine, rejected, NOW)
        dropped = PageDropped(DropReason.UNSUPPORTED_TYPE, text)
        told = Settlement.dropped(1, None, dropped.reason, dropped.detail)
        ledger.settle(ingest_engine, [told, Settlement.quarantined(1, None, "failed", text, text)], NOW)
    assert len(open_cases(ingest_engine)) == 2  # what cannot be stored leaves the same message twice: one case


def test_a_page_is_kept_with_what_can_be_kept_of_it(store_engine: Engine) -> None:
    script: dict[str, Any] = {
        "@type": "NewsArticle",
        "headline": EVIL,
        "author": {"name": EVIL},
        "datePublished": "2026-11-28T10:00:00Z",
    }
    words = (
        "Mayor Ada Lund said on Monday that at least 12 bridges were closed &#27;[2J &#0; because of the flood in the valley. "
    )
    page = f'<html><script type="application/ld+json">{json.dumps(script)}</script><article><p>{words * 4}</p></article></html>'
    read = extract_page(page.encode(), f"{SITE}/flood")
    blob = read.model_dump_json().encode()
    save(store_engine, [arrival(1, Extraction.model_validate_json(blob))])
    with store_engine.connect() as connection:
        (title,) = connection.execute(select(ArticleVersion.title)).scalars()
    assert title.isprintable() and title.startswith("Flood ")
